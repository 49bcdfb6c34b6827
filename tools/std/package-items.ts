/** The items of one package of a standard library, over all the files that some target takes, and what each mentions. */
import type { Environment } from '../../server/src/engine/environment.js';
import { matchesHeader, matchesName, type BuildTarget } from '../../server/src/engine/packages/build-constraints.js';
import { FileImports, guessedName, importDeclsOf } from '../../server/src/engine/packages/file-scope.js';
import { Program } from '../../server/src/engine/packages/index.js';
import { Kind, nodesOf } from '../../server/src/engine/syntax/ast.js';
import { PackageState } from '../../server/src/engine/packages/package-state.js';
import { parseFile } from '../../server/src/engine/syntax/batch/parse-file.js';
import { textOf } from '../../server/src/engine/syntax/names.js';
import type { SourceFile } from '../../server/src/engine/syntax/source-file.js';
import { walk } from '../../server/src/engine/syntax/walk.js';
import { typeString } from '../../server/src/engine/types/type-string.js';
import type { Var } from '../../server/src/engine/types/types.js';
import { isExported } from '../../server/src/engine/types/named.js';
import { itemsOf, type Item } from './render.js';

/** The systems that people develop on; what package syscall has for others is left out. */
const targets: readonly BuildTarget[] = ['linux', 'darwin', 'windows'].flatMap((goos) =>
  ['amd64', 'arm64'].map((goarch) => ({ goos, goarch })),
);

/** An item, and what it mentions. */
export interface Entry {
  readonly item: Item;
  /** Names that may be its own package's. */
  readonly own: ReadonlySet<string>;
  /** Names of other packages, with the name that the file gives to the package. */
  readonly foreign: readonly { readonly path: string; readonly name: string; readonly local: string }[];
  /** Unexported methods of interfaces. */
  readonly unexportedMethods: readonly string[];
}

export interface FileItems {
  readonly name: string;
  readonly packageName: string;
  readonly buildLine: string | undefined;
  /** Paths as the file writes them, by the name it gives to each. */
  readonly imports: ReadonlyMap<string, string>;
  readonly entries: readonly Entry[];
}

const programs = new WeakMap<Environment, readonly (readonly [BuildTarget, Program])[]>();

export class PackageItems {
  readonly files: readonly FileItems[];
  readonly byName: ReadonlyMap<string, readonly Entry[]>;
  private readonly methods: ReadonlyMap<string, readonly Entry[]>;

  constructor(environment: Environment, std: string, path: string) {
    const dir = `${std}/${path}`;
    const { readDir, readFile } = environment.files;
    this.files = (readDir(dir) ?? []).flatMap(({ name }) => {
      if (!name.endsWith('.go') || name.endsWith('_test.go')) return [];
      const text = readFile(`${dir}/${name}`) ?? '';
      const found = programsOf(environment).find(([each]) => matchesName(name, each) && matchesHeader(text, each));
      const file = parseFile(`${dir}/${name}`, text, { bodies: false });
      return found === undefined || file === undefined
        ? []
        : [fileItems(file, dir, found[1].importable(path, dir), found[1])];
    });
    const entries = this.files.flatMap((file) => file.entries);
    this.byName = grouped(entries, ({ item }) => item.names);
    this.methods = grouped(entries, ({ item }) => (item.receiver === undefined ? [] : [item.receiver]));
  }

  methodsOf(type: string): readonly Entry[] {
    return this.methods.get(type) ?? [];
  }
}

/** One for each target: the types of variables are those of the first that takes the file. */
function programsOf(environment: Environment): readonly (readonly [BuildTarget, Program])[] {
  let known = programs.get(environment);
  if (known === undefined) {
    known = targets.map((target) => [target, new Program({ ...environment, ...target })] as const);
    programs.set(environment, known);
  }
  return known;
}

function fileItems(file: SourceFile, dir: string, pkg: object, program: Program): FileItems {
  if (!(pkg instanceof PackageState)) throw new Error(`${file.path} is not part of its package`);
  const lines = new FileImports(file.path, importDeclsOf(file), pkg.path, program).lines;
  const imports = new Map(lines.map((line) => [line.name ?? guessedName(line.path), line.path]));
  const localOf = (resolved: string): string => {
    for (const [local, path] of imports) if (program.resolvedPath(path, dir) === resolved) return local;
    let local = guessedName(resolved);
    while (imports.has(local) || pkg.lookup(local) !== undefined) local += '_';
    imports.set(local, resolved.replace(/^vendor\//, ''));
    return local;
  };
  const typeOfVar = (name: string): string | undefined => {
    const obj = pkg.lookup(name);
    if (obj?.kind !== 'var') return undefined;
    const text = typeString((obj as Var).written, (path) => (path === pkg.path ? '' : localOf(path)));
    return /\bunknown\b/.test(text) ? undefined : text;
  };
  const items = itemsOf(file, typeOfVar);
  return {
    name: file.path.slice(dir.length + 1),
    packageName: file.packageName,
    buildLine: /^\/\/go:build .*$/m.exec(file.text.slice(0, file.packageEnd))?.[0],
    imports,
    entries: items.map((item) => entryOf(item, (local) => pathOf(imports.get(local), dir, program))),
  };
}

function pathOf(written: string | undefined, dir: string, program: Program): string | undefined {
  return written === undefined ? undefined : program.resolvedPath(written, dir);
}

function entryOf(item: Item, imported: (local: string) => string | undefined): Entry {
  const own = new Set<string>();
  const foreign = new Map<string, Entry['foreign'][number]>();
  const unexportedMethods: string[] = [];
  const defining = new Set<number>();
  const source = item.keyword === 'func' ? item.text : `${item.keyword} (\n${item.text}\n)`;
  const file = parseFile('', `package p\n${source}\n`, { bodies: false });
  if (file === undefined) throw new Error(`this does not parse:\n${source}`);
  for (const { ast, root } of file.decls) {
    defining.clear();
    walk(ast, root, (node) => {
      switch (ast.kind[node]!) {
        case Kind.Ident:
          if (!defining.has(node)) own.add(textOf(ast.a[node]!));
          break;
        case Kind.SelectorExpr: {
          const x = ast.a[node]!;
          const local = ast.kind[x] === Kind.Ident ? textOf(ast.a[x]!) : '';
          const path = imported(local);
          const name = textOf(ast.a[ast.b[node]!]!);
          if (path !== undefined) foreign.set(`${local}.${name}`, { path, name, local });
          return path === undefined;
        }
        case Kind.InterfaceType:
          for (const field of ast.a[node] === 0 ? [] : nodesOf(ast, ast.a[ast.a[node]!]!)) {
            const names = [...nodesOf(ast, ast.a[field]!)].map((ident) => textOf(ast.a[ident]!));
            unexportedMethods.push(...names.filter((name) => !isExported(name)));
          }
          break;
        case Kind.Field:
          // Names of fields and parameters mean nothing to the package.
          for (const ident of nodesOf(ast, ast.a[node]!)) defining.add(ident);
      }
      return true;
    });
  }
  const dotImported = imported('.');
  // A name may as well be of the package whose names the file takes for its own.
  if (dotImported !== undefined) {
    for (const name of own) if (isExported(name)) foreign.set(`.${name}`, { path: dotImported, name, local: '.' });
  }
  return { item, own, foreign: [...foreign.values()], unexportedMethods };
}

function grouped(
  entries: readonly Entry[],
  keysOf: (entry: Entry) => readonly string[],
): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
  }
  return groups;
}
