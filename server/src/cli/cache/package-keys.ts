/**
 * Keys under which outcomes are kept: a hash of everything that the outcome of checking a package may depend on. That is
 * the program, the settings, the package's files, go.mod and go.work above it, and the same of the packages that it
 * imports. Go's own library goes by its version, what lies in the module cache by its path, which holds one.
 */
import { createHash } from 'node:crypto';
import { importFinder, type Environment, type FindImport } from '../../engine/index.js';
import type { CheckTask } from '../checker.js';
import { folderOf } from '../paths.js';
import { importPathsOf } from './import-paths.js';

interface SourceFile {
  readonly name: string;
  readonly hash: string;
  /** Undefined where they cannot be told. */
  readonly imports: readonly string[] | undefined;
}

export class PackageKeys {
  private readonly find: FindImport;
  private readonly files = new Map<string, readonly SourceFile[]>();
  /** Of packages as others see them; undefined while on the way, and where it cannot be told. */
  private readonly imported = new Map<string, string | undefined>();
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

  /** Undefined for a package whose dependencies cannot be told. */
  keyOf({ folder, settings, least }: CheckTask): string | undefined {
    const content = this.contentOf(folder, true);
    if (content === undefined) return undefined;
    const rules = Object.entries(settings.rules).sort(([a], [b]) => (a < b ? -1 : 1));
    return hashOf(this.base, folder, JSON.stringify([rules, settings.enable, settings.goVersion, least]), content);
  }

  private contentOf(folder: string, withTests: boolean): string | undefined {
    const files = this.filesIn(folder).filter(({ name }) => withTests || !name.endsWith('_test.go'));
    const imports = new Set<string>();
    for (const file of files) {
      if (file.imports === undefined) return undefined;
      for (const path of file.imports) imports.add(path);
    }
    const parts = [this.modulesAbove(folder), ...files.map(({ name, hash }) => `${name} ${hash}`)];
    for (const path of [...imports].sort()) {
      const hash = this.importedHash(path, folder);
      if (hash === undefined) return undefined;
      parts.push(`${path} ${hash}`);
    }
    return hashOf(...parts);
  }

  private importedHash(path: string, fromFolder: string): string | undefined {
    const folder = this.find(path, fromFolder);
    if (folder === undefined) return 'unknown';
    const { goroot, moduleCache } = this.environment;
    if (goroot !== undefined && folder.startsWith(`${goroot}/`)) return 'go';
    if (moduleCache !== undefined && folder.startsWith(`${moduleCache}/`)) return folder.slice(moduleCache.length);
    if (!this.imported.has(folder)) {
      this.imported.set(folder, undefined);
      this.imported.set(folder, this.contentOf(folder, false));
    }
    return this.imported.get(folder);
  }

  private filesIn(folder: string): readonly SourceFile[] {
    let found = this.files.get(folder);
    if (found === undefined) {
      const entries = this.environment.files.readDir(folder) ?? [];
      const names = entries
        .filter(({ name, isDirectory }) => !isDirectory && name.endsWith('.go'))
        .map(({ name }) => name);
      found = names.sort().map((name) => this.read(folder, name));
      this.files.set(folder, found);
    }
    return found;
  }

  private read(folder: string, name: string): SourceFile {
    const text = this.environment.files.readFile(`${folder}/${name}`);
    if (text === undefined) return { name, hash: '', imports: [] };
    return { name, hash: hashOf(text), imports: importPathsOf(text) };
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
