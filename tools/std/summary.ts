/**
 * What programs can see of a standard library, as Go source that the engine reads like any other: of every package that
 * may be imported its exported declarations, and of all packages what these mention, however far. Files keep their names
 * and build constraints, so one summary serves several operating systems.
 */
import type { Environment } from '../../server/src/engine/environment.js';
import { parseGoMod } from '../../server/src/engine/packages/go-mod.js';
import { formatSummary } from '../../server/src/engine/packages/std-summary.js';
import { isExported } from '../../server/src/engine/types/named.js';
import { PackageItems, type Entry, type FileItems } from './package-items.js';

/** The archive that `withStdSummary` reads; what it has of VERSION and go.mod is the installation's own. */
export function stdSummary(environment: Environment, goroot: string): string {
  const std = `${goroot}/src`;
  const summary = new Summary((path) => new PackageItems(environment, std, path));
  for (const path of importablePackages(environment, std, '')) summary.needExported(path);
  summary.followMentions();
  const version = (environment.files.readFile(`${goroot}/VERSION`) ?? '').split('\n')[0]!;
  const goMod = parseGoMod(environment.files.readFile(`${std}/go.mod`) ?? '');
  const go = goMod.go === undefined ? '' : `\ngo ${goMod.go.join('.')}`;
  return formatSummary(
    new Map([['VERSION', `${version}\n`], ['src/go.mod', `module std\n${go}\n`], ...summary.files()]),
  );
}

class Summary {
  private readonly packages = new Map<string, PackageItems>();
  private readonly kept = new Set<Entry>();
  private readonly pending: (readonly [path: string, entry: Entry])[] = [];
  /** By package: the types that are kept, and the unexported methods that interfaces among them have. */
  private readonly types = new Map<string, Set<string>>();
  private readonly demanded = new Map<string, Set<string>>();

  constructor(private readonly read: (path: string) => PackageItems) {}

  needExported(path: string): void {
    for (const [name, entries] of this.itemsIn(path).byName) {
      if (isExported(name)) for (const entry of entries) this.keep(path, entry);
    }
  }

  followMentions(): void {
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) {
      const [path, { item, own, foreign, unexportedMethods }] = next;
      for (const name of own) this.need(path, name);
      for (const { path: imported, name } of foreign) this.need(imported, name);
      if (item.keyword === 'type') for (const name of item.names) this.keepMethodsOf(path, name);
      for (const method of unexportedMethods) this.demand(path, method);
    }
  }

  files(): ReadonlyMap<string, string> {
    const files = new Map<string, string>();
    for (const [path, { files: all }] of [...this.packages].sort(([x], [y]) => (x < y ? -1 : 1))) {
      for (const file of all) {
        const entries = file.entries.filter((entry) => this.kept.has(entry));
        if (entries.length > 0) files.set(`src/${path}/${file.name}`, fileText(file, entries));
      }
    }
    return files;
  }

  private need(path: string, name: string): void {
    // What the language and C give has no declarations.
    if (path === 'unsafe' || path === 'C') return;
    for (const entry of this.itemsIn(path).byName.get(name) ?? []) this.keep(path, entry);
  }

  private keep(path: string, entry: Entry): void {
    if (this.kept.has(entry)) return;
    this.kept.add(entry);
    this.pending.push([path, entry]);
  }

  private keepMethodsOf(path: string, type: string): void {
    setIn(this.types, path).add(type);
    const demanded = setIn(this.demanded, path);
    for (const entry of this.itemsIn(path).methodsOf(type)) {
      if (isExported(entry.item.method!) || demanded.has(entry.item.method!)) this.keep(path, entry);
    }
  }

  /** An interface asks for an unexported method: whether a type has it decides what the type can be assigned to. */
  private demand(path: string, method: string): void {
    const demanded = setIn(this.demanded, path);
    if (demanded.has(method)) return;
    demanded.add(method);
    for (const type of setIn(this.types, path)) {
      for (const entry of this.itemsIn(path).methodsOf(type)) if (entry.item.method === method) this.keep(path, entry);
    }
  }

  private itemsIn(path: string): PackageItems {
    let items = this.packages.get(path);
    if (items === undefined) this.packages.set(path, (items = this.read(path)));
    return items;
  }
}

/** Import paths that a module can write. */
function* importablePackages({ files }: Environment, std: string, path: string): Iterable<string> {
  const entries = files.readDir(`${std}/${path}`) ?? [];
  // Package builtin is documentation, and unsafe is part of the language.
  const isPackage = path !== '' && path !== 'builtin' && path !== 'unsafe';
  if (isPackage && entries.some(({ name, isDirectory }) => !isDirectory && name.endsWith('.go'))) yield path;
  for (const { name, isDirectory } of entries) {
    if (!isDirectory || /^[._]/.test(name) || ['internal', 'vendor', 'testdata'].includes(name)) continue;
    if (path !== '' || name !== 'cmd')
      yield* importablePackages({ files } as Environment, std, path === '' ? name : `${path}/${name}`);
  }
}

function fileText({ buildLine, packageName, imports }: FileItems, entries: readonly Entry[]): string {
  const used = new Set(entries.flatMap(({ foreign }) => foreign.map(({ local }) => local)));
  const lines = [...imports].flatMap(([local, path]) => {
    if (!used.has(local)) return [];
    return [path === local || path.endsWith(`/${local}`) ? `import "${path}"` : `import ${local} "${path}"`];
  });
  const items = entries.map(({ item }) => item);
  const consts = items.filter(({ keyword }) => keyword === 'const');
  const groups = [
    ...consts.filter(({ counts }) => counts === true).map(({ text }) => grouped('const', [text])),
    grouped('const', texts(consts.filter(({ counts }) => counts !== true))),
    grouped('type', texts(items.filter(({ keyword }) => keyword === 'type'))),
    grouped('var', texts(items.filter(({ keyword }) => keyword === 'var'))),
  ];
  const funcs = items.filter(({ keyword }) => keyword === 'func').map(({ text }) => `${text}\n`);
  const header = buildLine === undefined ? '' : `${buildLine}\n\n`;
  return [`${header}package ${packageName}\n`, ...lines.map((line) => `${line}\n`), ...groups, ...funcs].join('');
}

function texts(items: readonly { readonly text: string }[]): readonly string[] {
  return items.map(({ text }) => text);
}

function grouped(keyword: string, specs: readonly string[]): string {
  if (specs.length === 0) return '';
  const only = specs.length === 1 && !/^\w.*\n\w/.test(specs[0]!) ? specs[0] : undefined;
  return only === undefined ? `${keyword} (\n${specs.join('\n')}\n)\n` : `${keyword} ${only}\n`;
}

function setIn(sets: Map<string, Set<string>>, key: string): Set<string> {
  let set = sets.get(key);
  if (set === undefined) sets.set(key, (set = new Set()));
  return set;
}
