/**
 * Import paths and folders: where a package imported from a file is found, and what a folder's import path is.
 * Reads go.mod, go.work, vendor folders, the module cache and GOROOT through the environment, and remembers.
 */
import type { Environment } from '../environment.js';
import type { FileImports } from './file-scope.js';
import { parseGoMod, type GoMod } from './go-mod.js';
import { selectVersions } from './module-versions.js';
import { baseNameOf, folderOf, isWithin, joinPath, relativePath } from './paths.js';

/** A package's place. */
export interface PackagePlace {
  readonly importPath: string;
  readonly dir: string;
}

interface Module {
  readonly dir: string;
  readonly mod: GoMod;
}

/** What decides how imports resolve: the module worked in, or the modules of a go.work. */
interface Context {
  readonly modules: readonly Module[];
  /** Folders that `replace` is relative to, with their replacements, the deciding ones first. */
  readonly replacing: readonly Module[];
  readonly vendor: string | undefined;
}

export class Modules {
  private readonly modFiles = new Map<string, Module | undefined>();
  private readonly contexts = new Map<string, Context>();
  /** By importing folder and import path. */
  private readonly places = new Map<string, Map<string, PackagePlace | undefined>>();
  private readonly folders = new Map<string, boolean>();
  private readonly imported = new WeakMap<FileImports, readonly string[]>();
  /** The context that a dependency was first imported from, by module folder: its own go.mod does not decide. */
  private readonly borrowed = new Map<string, Context>();
  /** The contexts of the modules worked in. */
  private readonly main: Context[] = [];

  /** The folder of the standard library. */
  private readonly std: string | undefined;

  constructor(private readonly env: Environment) {
    this.std = env.goroot === undefined ? undefined : `${env.goroot}/src`;
  }

  /** Where a package imported by a file of `fromDir` stands; undefined if it cannot be found. */
  find(importPath: string, fromDir: string): PackagePlace | undefined {
    let places = this.places.get(fromDir);
    if (places === undefined) this.places.set(fromDir, (places = new Map<string, PackagePlace | undefined>()));
    const known = places.get(importPath);
    if (known !== undefined || places.has(importPath)) return known;
    const place = this.search(importPath, fromDir);
    places.set(importPath, place);
    return place;
  }

  /** The folders of the packages that a file imports. */
  foldersOf(imports: FileImports): readonly string[] {
    let dirs = this.imported.get(imports);
    if (dirs === undefined) {
      const places = imports.lines.map((line) => this.find(line.path, imports.dir));
      dirs = places.flatMap((place) => (place === undefined ? [] : [place.dir]));
      this.imported.set(imports, dirs);
    }
    return dirs;
  }

  /** The import path of a folder. */
  importPathOf(dir: string): string {
    const std = this.std;
    if (std !== undefined && isWithin(dir, std)) return relativePath(dir, std);
    const module = this.moduleOf(dir);
    if (module === undefined || module.mod.module === '') return this.pathInCache(dir) ?? baseNameOf(dir);
    const rest = relativePath(dir, module.dir);
    return rest === '' ? module.mod.module : `${module.mod.module}/${rest}`;
  }

  /** The Go version that the go.mod above a folder names. */
  goVersionOf(dir: string): readonly [number, number] | undefined {
    return this.moduleOf(dir)?.mod.go;
  }

  /** Whether a folder is of the standard library. */
  isStandard(dir: string): boolean {
    return this.std !== undefined && isWithin(dir, this.std);
  }

  /** Whether files of the folder belong to the installation, the module cache or a vendor folder. */
  isDependency(dir: string): boolean {
    const { goroot, moduleCache } = this.env;
    if (goroot !== undefined && isWithin(dir, goroot)) return true;
    if (moduleCache !== undefined && isWithin(dir, moduleCache)) return true;
    return /(^|\/)vendor\//.test(`${dir}/`);
  }

  private search(importPath: string, fromDir: string): PackagePlace | undefined {
    const std = this.std;
    if (std !== undefined && isWithin(fromDir, std)) return this.searchFromStd(importPath, fromDir, std);
    const context = this.contextOf(fromDir);
    const own = this.inModules(importPath, context.modules);
    if (own !== undefined) return own;
    const stdDir = std === undefined ? undefined : `${std}/${importPath}`;
    if (stdDir !== undefined && !importPath.split('/')[0]!.includes('.') && this.hasGoFiles(stdDir)) {
      return { importPath, dir: stdDir };
    }
    if (context.vendor !== undefined) {
      const dir = `${context.vendor}/${importPath}`;
      if (this.hasGoFiles(dir)) return this.borrow(importPath, dir, dir, context);
    }
    return this.inRequirements(importPath, context);
  }

  /** Inside GOROOT: the vendored packages of the library and of the commands have import paths of their own. */
  private searchFromStd(importPath: string, fromDir: string, std: string): PackagePlace | undefined {
    const roots = isWithin(fromDir, `${std}/cmd`) ? ['cmd/vendor/', '', 'vendor/'] : ['', 'vendor/'];
    for (const root of roots) {
      const dir = `${std}/${root}${importPath}`;
      if (this.hasGoFiles(dir)) return { importPath: `${root}${importPath}`, dir };
    }
    return undefined;
  }

  private inModules(importPath: string, modules: readonly Module[]): PackagePlace | undefined {
    let best: Module | undefined;
    for (const module of modules) {
      const path = module.mod.module;
      if (path === '' || !isWithin(importPath, path)) continue;
      if (best === undefined || path.length > best.mod.module.length) best = module;
    }
    if (best === undefined) return undefined;
    const dir = joinPath(best.dir, relativePath(importPath, best.mod.module));
    return this.hasGoFiles(dir) ? { importPath, dir } : undefined;
  }

  private inRequirements(importPath: string, context: Context): PackagePlace | undefined {
    const candidates = this.requirements(context)
      .filter(({ path }) => isWithin(importPath, path))
      .sort((x, y) => y.path.length - x.path.length);
    for (const { path, version } of candidates) {
      const root = this.moduleDir(path, version, context);
      if (root === undefined) continue;
      const dir = joinPath(root, relativePath(importPath, path));
      if (this.hasGoFiles(dir)) return this.borrow(importPath, dir, root, context);
    }
    return undefined;
  }

  /** The modules a context can import from, but for its own; those that are replaced may have no version. */
  private requirements(context: Context): readonly { readonly path: string; readonly version: string | undefined }[] {
    let known = this.required.get(context);
    if (known === undefined) {
      const versions = this.versions(context);
      const paths = new Set(versions.keys());
      for (const { mod } of context.replacing) for (const { path } of mod.replace) paths.add(path);
      known = [...paths].map((path) => ({ path, version: versions.get(path) }));
      this.required.set(context, known);
    }
    return known;
  }

  private readonly required = new WeakMap<Context, ReturnType<Modules['requirements']>>();

  private versions(context: Context): ReadonlyMap<string, string> {
    const mods = context.modules.map(({ mod }) => mod);
    // Since Go 1.17 a go.mod names everything that its packages need, directly or not.
    const isComplete = mods.every(({ go }) => go !== undefined && (go[0] > 1 || go[1] >= 17));
    const needs = (path: string, version: string): GoMod | undefined => {
      const dir = this.moduleDir(path, version, context);
      return dir === undefined ? undefined : (this.modAt(dir)?.mod ?? this.downloadedMod(path, version));
    };
    return isComplete && mods.length === 1 ? mods[0]!.require : selectVersions(mods, isComplete ? undefined : needs);
  }

  /** The go.mod of a module whose files are not in the cache: it may still decide versions of others. */
  private downloadedMod(path: string, version: string): GoMod | undefined {
    const { moduleCache } = this.env;
    if (moduleCache === undefined) return undefined;
    return this.read(`${moduleCache}/cache/download/${escaped(path)}/@v/${escaped(version)}.mod`)?.mod;
  }

  private moduleDir(path: string, version: string | undefined, context: Context): string | undefined {
    for (const { dir, mod } of context.replacing) {
      const found = mod.replace.find((r) => r.path === path && (r.version === undefined || r.version === version));
      if (found === undefined) continue;
      if (found.targetVersion === undefined) return joinPath(dir, found.target);
      return this.cached(found.target, found.targetVersion);
    }
    return version === undefined ? undefined : this.cached(path, version);
  }

  private cached(path: string, version: string): string | undefined {
    if (this.env.moduleCache === undefined) return undefined;
    return `${this.env.moduleCache}/${escaped(path)}@${escaped(version)}`;
  }

  /** The import path of a folder in the module cache, by its place there. */
  private pathInCache(dir: string): string | undefined {
    const { moduleCache } = this.env;
    if (moduleCache === undefined || !isWithin(dir, moduleCache)) return undefined;
    return unescaped(relativePath(dir, moduleCache).replace(/@[^/]*/, ''));
  }

  private borrow(importPath: string, dir: string, root: string, context: Context): PackagePlace {
    if (!this.borrowed.has(root)) this.borrowed.set(root, context);
    return { importPath, dir };
  }

  private contextOf(dir: string): Context {
    const known = this.contexts.get(dir);
    if (known !== undefined) return known;
    const context = this.borrowedBy(dir) ?? this.requiring(dir) ?? this.ownContext(dir);
    this.contexts.set(dir, context);
    return context;
  }

  /** The first module worked in that requires the module of the cache that a folder belongs to, if there is one. */
  private requiring(dir: string): Context | undefined {
    const { moduleCache } = this.env;
    if (moduleCache === undefined || !isWithin(dir, moduleCache)) return undefined;
    return this.main.find((context) => this.requiredFolders(context).some((root) => isWithin(dir, root)));
  }

  private requiredFolders(context: Context): readonly string[] {
    return this.requirements(context).flatMap(({ path, version }) => this.moduleDir(path, version, context) ?? []);
  }

  private borrowedBy(dir: string): Context | undefined {
    if (this.borrowed.size === 0) return undefined;
    for (let folder = dir; ; folder = folderOf(folder)) {
      const context = this.borrowed.get(folder);
      if (context !== undefined) return context;
      if (folder === folderOf(folder)) return undefined;
    }
  }

  private ownContext(dir: string): Context {
    const context = this.contextAt(dir);
    if (!this.isDependency(dir) && !this.main.some(({ modules }) => sameModules(modules, context.modules))) {
      this.main.push(context);
    }
    return context;
  }

  private contextAt(dir: string): Context {
    const module = this.moduleOf(dir);
    const own = module === undefined ? [] : [module];
    const work = this.workOf(dir);
    const vendorRoot = work?.dir ?? module?.dir;
    const vendor =
      vendorRoot !== undefined && this.isFolder(`${vendorRoot}/vendor`) ? `${vendorRoot}/vendor` : undefined;
    if (work === undefined) return { modules: own, replacing: own, vendor };
    const used = work.mod.use
      .map((use) => this.modAt(joinPath(work.dir, use)))
      .filter((used): used is Module => used !== undefined);
    // A module that go.work does not list is worked in by itself.
    if (module !== undefined && !used.some((other) => other.dir === module.dir)) {
      return { modules: own, replacing: own, vendor };
    }
    return { modules: used, replacing: [work, ...used], vendor };
  }

  /** The module a folder belongs to. */
  private moduleOf(dir: string): Module | undefined {
    for (let folder = dir; ; folder = folderOf(folder)) {
      const module = this.modAt(folder);
      if (module !== undefined) return module;
      if (folder === folderOf(folder)) return undefined;
    }
  }

  private workOf(dir: string): Module | undefined {
    for (let folder = dir; ; folder = folderOf(folder)) {
      const work = this.read(`${folder}/go.work`);
      if (work !== undefined) return { dir: folder, mod: work.mod };
      if (folder === folderOf(folder)) return undefined;
    }
  }

  private modAt(folder: string): Module | undefined {
    return this.read(`${folder}/go.mod`);
  }

  private read(path: string): Module | undefined {
    if (!this.modFiles.has(path)) {
      const text = this.env.files.readFile(path);
      this.modFiles.set(path, text === undefined ? undefined : { dir: folderOf(path), mod: parseGoMod(text) });
    }
    return this.modFiles.get(path);
  }

  private isFolder(dir: string): boolean {
    return this.env.files.readDir(dir) !== undefined;
  }

  private hasGoFiles(dir: string): boolean {
    let has = this.folders.get(dir);
    if (has === undefined) {
      const entries = this.env.files.readDir(dir);
      has = entries?.some((entry) => !entry.isDirectory && entry.name.endsWith('.go')) ?? false;
      this.folders.set(dir, has);
    }
    return has;
  }
}

/** The module cache spells upper-case letters as `!` and the lower-case one. */
function escaped(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

function unescaped(path: string): string {
  return path.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function sameModules(xs: readonly Module[], ys: readonly Module[]): boolean {
  return xs.length === ys.length && xs.every((x, i) => x === ys[i]);
}
