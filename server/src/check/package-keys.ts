/**
 * Keys under which outcomes are kept: a hash of everything that the outcome of checking a package may depend on. That is
 * the program, the settings, the package's files, go.mod and go.work above it, and the same of the packages that it
 * imports. Go's own library goes by its version, what lies in the module cache by its path, which holds one.
 */
import { createHash } from 'node:crypto';
import { folderOf, importFinder, type Environment, type FindImport } from '../engine/index.js';
import type { ImportGraph } from './work-queue.js';
import type { CheckTask } from './checker.js';
import { importPathsOf } from './import-paths.js';
import type { Keys } from './store.js';

interface SourceFile {
  readonly name: string;
  /** In UTF-16 units. */
  readonly size: number;
  readonly hash: string;
  /** Undefined where they cannot be told. */
  readonly imports: readonly string[] | undefined;
}

interface PackageContent {
  /** A hash of the files and of where their imports lead. */
  readonly content: string;
  /** Folders of the imported packages that may change. */
  readonly imports: readonly string[];
}

export class PackageKeys implements Keys, ImportGraph {
  private readonly find: FindImport;
  private readonly files = new Map<string, readonly SourceFile[]>();
  /** Packages with their tests. */
  private readonly whole = new Map<string, PackageContent | undefined>();
  /** What they lead to, with its content. */
  private readonly below = new Map<string, ReadonlyMap<string, string | undefined>>();
  /** Packages as others see them, without tests. */
  private readonly imported = new Map<string, PackageContent | undefined>();
  private readonly modules = new Map<string, string>();
  private readonly base: string;

  /** @param program tells one version of the program from another. */
  constructor(
    program: string,
    private readonly environment: Environment,
  ) {
    const { files, goos, goarch, goroot, moduleCache } = environment;
    const go = goroot === undefined ? '' : (files.readFile(`${goroot}/VERSION`) ?? goroot);
    this.base = JSON.stringify([program, goos, goarch, go, moduleCache ?? '']);
    this.find = importFinder(environment);
  }

  knows(folder: string): boolean {
    if (this.wholePackage(folder) === undefined) return false;
    for (const content of this.everythingBelow(folder).values()) if (content === undefined) return false;
    return true;
  }

  keyOf({ folder, settings, least }: CheckTask): string | undefined {
    const own = this.wholePackage(folder);
    if (own === undefined || !this.knows(folder)) return undefined;
    const rules = Object.entries(settings.rules).sort(([a], [b]) => (a < b ? -1 : 1));
    const said = JSON.stringify([rules, settings.enable, settings.goVersion, least]);
    const parts = [this.base, folder, said, own.content];
    for (const [imported, content] of this.everythingBelow(folder)) parts.push(imported, content!);
    return hashOf(...parts);
  }

  isCurrent(folder: string): boolean {
    const before = this.filesIn(folder);
    const now = this.listFiles(folder);
    return (
      before.length === now.length &&
      before.every(({ name, hash }, at) => now[at]!.name === name && now[at]!.hash === hash)
    );
  }

  /** The folders that a package imports, of those that may change; its tests aside. */
  importsOf(folder: string): readonly string[] {
    return this.importedPackage(folder)?.imports ?? [];
  }

  testImportsOf(folder: string): readonly string[] {
    return this.wholePackage(folder)?.imports ?? [];
  }

  sizeOf(folder: string): number {
    return this.filesIn(folder).reduce((sum, { size }) => sum + size, 0);
  }

  /** The folders that a package and its tests lead to by their imports, of those that may change. */
  everythingFor(folder: string): Iterable<string> {
    return this.everythingBelow(folder).keys();
  }

  private importedPackage(folder: string): PackageContent | undefined {
    if (!this.imported.has(folder)) this.imported.set(folder, this.read(folder, false));
    return this.imported.get(folder);
  }

  private wholePackage(folder: string): PackageContent | undefined {
    if (!this.whole.has(folder)) this.whole.set(folder, this.read(folder, true));
    return this.whole.get(folder);
  }

  /** All that is imported from here on, in an order that depends on nothing else. Imports may go round in a circle. */
  private everythingBelow(folder: string): ReadonlyMap<string, string | undefined> {
    let found = this.below.get(folder);
    if (found === undefined) this.below.set(folder, (found = this.collectBelow(this.testImportsOf(folder))));
    return found;
  }

  private collectBelow(imports: readonly string[]): ReadonlyMap<string, string | undefined> {
    const found = new Map<string, string | undefined>();
    const pending = [...imports].reverse();
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      if (found.has(folder)) continue;
      const known = this.importedPackage(folder);
      found.set(folder, known?.content);
      for (const next of known?.imports ?? []) pending.push(next);
    }
    return found;
  }

  private read(folder: string, withTests: boolean): PackageContent | undefined {
    const files = this.filesIn(folder).filter(({ name }) => withTests || !name.endsWith('_test.go'));
    const paths = new Set<string>();
    for (const file of files) {
      if (file.imports === undefined) return undefined;
      for (const path of file.imports) paths.add(path);
    }
    const parts = [this.modulesAbove(folder), ...files.map(({ name, hash }) => `${name} ${hash}`)];
    const imports: string[] = [];
    for (const path of [...paths].sort()) {
      const target = this.find(path, folder);
      const outside = target === undefined ? 'unknown' : this.outside(target);
      parts.push(`${path} ${outside ?? target}`);
      if (outside === undefined) imports.push(target!);
    }
    return { content: hashOf(...parts), imports };
  }

  /** What stands for a folder that does not change under its name; undefined for one that may. */
  private outside(folder: string): string | undefined {
    const { goroot, moduleCache } = this.environment;
    if (goroot !== undefined && folder.startsWith(`${goroot}/`)) return 'go';
    if (moduleCache !== undefined && folder.startsWith(`${moduleCache}/`)) return folder.slice(moduleCache.length);
    return undefined;
  }

  private filesIn(folder: string): readonly SourceFile[] {
    let found = this.files.get(folder);
    if (found === undefined) this.files.set(folder, (found = this.listFiles(folder)));
    return found;
  }

  private listFiles(folder: string): readonly SourceFile[] {
    const entries = this.environment.files.readDir(folder) ?? [];
    const names = entries
      .filter(({ name, isDirectory }) => !isDirectory && name.endsWith('.go'))
      .map(({ name }) => name);
    return names.sort().map((name) => this.readFile(folder, name));
  }

  private readFile(folder: string, name: string): SourceFile {
    const text = this.environment.files.readFile(`${folder}/${name}`);
    if (text === undefined) return { name, size: 0, hash: '', imports: [] };
    return { name, size: text.length, hash: hashOf(text), imports: importPathsOf(text) };
  }

  /** What says how imports are found and which Go it is, from here upwards. */
  private modulesAbove(folder: string): string {
    let known = this.modules.get(folder);
    if (known === undefined) {
      const own = ['go.mod', 'go.work'].map((name) => this.environment.files.readFile(`${folder}/${name}`) ?? '');
      const above = folder.includes('/', 1) ? this.modulesAbove(folderOf(folder)) : '';
      known = hashOf(above, ...own);
      this.modules.set(folder, known);
    }
    return known;
  }
}

function hashOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\n`).update(part);
  return hash.digest('hex');
}
