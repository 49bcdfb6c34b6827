/**
 * All packages an analysis can see: those of the workspace in full, with open buffers over the disk, and those they
 * import as far as they are asked for. Changes are told, states are asked for; a state once given stays usable.
 */
import type { Environment } from '../environment.js';
import type { Name } from '../syntax/names.js';
import { parseFile } from '../syntax/batch/parse-file.js';
import type { SourceFile } from '../syntax/source-file.js';
import type { Package, Obj } from '../types/types.js';
import type { Importable } from '../types/typing/scopes.js';
import { unsafeObject } from '../types/universe.js';
import type { Importer } from './file-scope.js';
import { newFolder, type Folder } from './folder.js';
import { Modules } from './modules.js';
import { OpaquePackage } from './opaque-package.js';
import { PackageState } from './package-state.js';
import { baseNameOf, folderOf, isWithin } from './paths.js';
import { divided, headerOf, SourceFiles, type ParseFile } from './source-files.js';
import { firstState, nextState, type ChangedNames, type NextFiles } from './transition.js';

/** Older changes of a package are forgotten: whoever has not looked since takes everything for changed. */
const longestLog = 64;

export class Program implements Importer {
  readonly wordSize: number;
  private modules: Modules;
  private folders = new Map<string, Folder>();
  private readonly sources: SourceFiles;
  private readonly opaque = new Map<string, OpaquePackage & { readonly name: undefined }>();
  /** Imports that could not be read: path and importing folder. */
  private readonly opaqueImports = new Set<string>();
  /** Counts changes of any kind. */
  private tick = 1;
  /** The tick at which a package last changed for its importers. */
  private lastLogged = 0;
  /** Folders with files that changed since their states were made. */
  private readonly dirty = new Set<Folder>();
  /** The tick at which a file of a folder last changed, by folder; and the one before which all is forgotten. */
  private readonly edited = new Map<string, number>();
  private forgotten = 0;

  constructor(
    private readonly env: Environment,
    parse: ParseFile = parseFile,
  ) {
    this.sources = new SourceFiles(env, parse);
    this.modules = new Modules(env);
    this.wordSize = /^(386|arm|mips|mipsle)$/.test(env.goarch) ? 4 : 8;
  }

  /** The editor's version of a file; undefined when the disk owns it again. */
  update(path: string, file: SourceFile | undefined): void {
    const isNew = !this.sources.isOpen(path);
    const folder = this.folders.get(folderOf(path));
    const isSame = isNew && folder === undefined && file?.text === this.env.files.readFile(path);
    this.sources.show(path, file);
    if (!isSame) this.edited.set(folderOf(path), this.tick);
    if (folder !== undefined) {
      this.markDirty(folder);
      if (isNew || file === undefined || headerOf(file) !== headerOf(shownFile(folder, path))) folder.names = undefined;
    }
    this.tick++;
  }

  /** Files or folders that were created, changed or deleted on disk. */
  changed(paths: readonly string[]): void {
    let isOtherLayout = false;
    for (const path of paths) {
      if (/(^|\/)go\.(mod|work)$/.test(path)) {
        this.forgetEverything();
        return;
      }
      if (this.isNewContent(path)) continue;
      isOtherLayout = true;
      this.sources.forget(path);
      this.edited.set(folderOf(path), this.tick);
      for (const folder of this.folders.values()) {
        if (folder.dir !== folderOf(path) && !isWithin(folder.dir, path)) continue;
        this.edited.set(folder.dir, this.tick);
        this.markDirty(folder);
        folder.names = undefined;
      }
    }
    this.tick++;
    if (isOtherLayout) this.followLayout();
  }

  /** Whether a file of a known package has another content now, and nothing else happened. */
  private isNewContent(path: string): boolean {
    const folder = this.folders.get(folderOf(path));
    if (folder?.names?.includes(baseNameOf(path)) !== true) return false;
    if (!this.sources.stillBelongs(path)) return false;
    this.sources.forget(path);
    this.edited.set(folder.dir, this.tick);
    this.markDirty(folder);
    return true;
  }

  /** Files came or went: packages may be found that could not be, or be gone. */
  private followLayout(): void {
    this.modules = new Modules(this.env);
    const appeared = [...this.opaqueImports].some((key) => {
      const [path, dir] = key.split('\n') as [string, string];
      return this.modules.find(path, dir) !== undefined;
    });
    const vanished = [...this.dirty].some(
      (folder) => folder.primary !== undefined && this.filesOf(folder).length === 0,
    );
    // It is rare, and who imported them is not worth remembering.
    if (appeared || vanished) this.forgetEverything();
  }

  /** The package, in full, that a file belongs to; undefined if the file cannot be read or parsed. */
  packageOf(path: string): Package | undefined {
    const folder = this.fresh(folderOf(path));
    if (folder === undefined) return this.excludedPackage(this.folder(folderOf(path), undefined), path);
    const states = [folder.primary, folder.external];
    const state = states.find((candidate) => candidate?.files.some((file) => file.path === path));
    return state ?? this.excludedPackage(folder, path);
  }

  /** The package of a folder with its in-package tests, and its external tests. */
  packagesIn(dir: string): readonly Package[] {
    const folder = this.fresh(dir);
    return [folder?.primary, folder?.external].filter((state) => state !== undefined);
  }

  /**
   * Lets go of what only an analysis of the folder itself needs: function bodies, tests, and their types. What others
   * import of it stays as it is; asked for again, the folder is parsed again. Nothing happens while a file is open.
   */
  release(dir: string): void {
    const folder = this.folders.get(dir);
    if (folder?.depth !== 'full' || !this.sources.forgetBodies(dir)) return;
    if (!folder.imported) {
      this.folders.delete(dir);
      this.dirty.delete(folder);
      return;
    }
    folder.depth = 'declarations';
    folder.names = undefined;
    this.load(folder);
  }

  /** A number that is another one when files of the folder may have changed. */
  editionOf(dir: string): number {
    return Math.max(this.edited.get(dir) ?? 0, this.forgotten);
  }

  /**
   * A number that is another one when what the package of a folder declares may mean something else to importers. For a
   * package that nobody has looked at: when its files may have changed, whatever those it imports have come to declare.
   */
  declarationsOf(dir: string): number {
    const folder = this.folders.get(dir);
    if (folder?.primary === undefined) return this.editionOf(dir);
    return Math.max(folder.log.at(-1)?.tick ?? 0, folder.firstEdition, this.forgotten);
  }

  /** The folders of the packages that the files of a package import. */
  importsOf(pkg: Package): readonly string[] {
    const imports = pkg instanceof PackageState ? pkg.parts.imports : [];
    return [...new Set(imports.flatMap((own) => this.modules.foldersOf(own)))];
  }

  /** Where the package with an import path is, for a file in `fromDir`. */
  folderOfPackage(path: string, fromDir: string): string | undefined {
    return this.modules.find(path, fromDir)?.dir;
  }

  /** A package-level object, unexported ones too, of a package that is known already. */
  objectOf(path: string, name: string, fromDir: string): Obj | undefined {
    const dir = this.folderOfPackage(path, fromDir);
    return dir === undefined ? undefined : this.folders.get(dir)?.primary?.lookup(name);
  }

  /** Whether files of a folder are somebody else's: of the installation, the module cache, a vendor folder. */
  isDependency(dir: string): boolean {
    return this.modules.isDependency(dir);
  }

  importable(path: string, fromDir: string): Importable & { readonly name: string | undefined } {
    if (path === 'unsafe') return unsafePackage;
    const place = path === 'C' ? undefined : this.modules.find(path, fromDir);
    const folder = place === undefined ? undefined : this.folder(place.dir, place.importPath);
    if (folder !== undefined && folder.primary === undefined) {
      this.load(folder);
      folder.validatedAt = this.tick;
    }
    if (folder?.primary !== undefined) {
      if (folder.dir !== fromDir) folder.imported = true;
      return folder.primary;
    }
    if (path !== 'C' && place === undefined) this.opaqueImports.add(`${path}\n${fromDir}`);
    return this.opaquePackage(path);
  }

  resolvedPath(path: string, fromDir: string): string {
    return this.modules.find(path, fromDir)?.importPath ?? path;
  }

  isStandard(path: string, fromDir: string): boolean {
    const place = this.modules.find(path, fromDir);
    return place !== undefined && this.modules.isStandard(place.dir);
  }

  private markDirty(folder: Folder): void {
    folder.dirty = true;
    this.dirty.add(folder);
  }

  private forgetEverything(): void {
    this.dirty.clear();
    this.opaqueImports.clear();
    this.modules = new Modules(this.env);
    this.folders = new Map();
    this.sources.forgetAll();
    this.forgotten = this.tick;
    this.tick++;
  }

  private folder(dir: string, importPath: string | undefined): Folder {
    let folder = this.folders.get(dir);
    if (folder === undefined) {
      folder = newFolder(dir, importPath ?? this.modules.importPathOf(dir));
      this.folders.set(dir, folder);
    }
    return folder;
  }

  /** The folder in its present state, with bodies and tests; undefined if it has no Go files. */
  private fresh(dir: string): Folder | undefined {
    const folder = this.folder(dir, undefined);
    if (folder.depth !== 'full') {
      folder.depth = 'full';
      this.markDirty(folder);
      folder.names = undefined;
    }
    for (const other of this.dirty) if (other !== folder) this.validate(other);
    const logged = this.lastLogged;
    this.validate(folder);
    if (this.lastLogged !== logged && folder.external !== undefined) this.followBack(folder, folder.external);
    return folder.primary === undefined && folder.external === undefined ? undefined : folder;
  }

  /** The folder has changed for others: its external tests import some of those. */
  private followBack(folder: Folder, external: PackageState): void {
    for (const dir of external.parts.imports.flatMap((imports) => this.modules.foldersOf(imports))) {
      const imported = this.folders.get(dir);
      if (imported?.primary !== undefined) this.validate(imported);
    }
    this.validate(folder);
  }

  /** Brings a folder's states up to date with its files and with the packages they import. */
  private validate(folder: Folder): void {
    if ((folder.validatedAt === this.tick && !folder.dirty) || folder.validating) return;
    folder.validating = true;
    // Most edits change nothing that other packages see.
    const isAffected = this.lastLogged > folder.validatedAt && this.isAffected(folder);
    if (folder.dirty || isAffected || folder.primary === undefined) this.load(folder);
    folder.validatedAt = this.tick;
    folder.validating = false;
  }

  /** Whether a package that the folder's files import has changed since; brings those up to date first. */
  private isAffected(folder: Folder): boolean {
    let isAffected = false;
    for (const dir of this.importedFolders(folder)) {
      const imported = this.folders.get(dir);
      if (imported?.primary === undefined) continue;
      this.validate(imported);
      if (imported.log.some((entry) => entry.tick > folder.validatedAt)) isAffected = true;
    }
    return isAffected;
  }

  private importedFolders(folder: Folder): readonly string[] {
    const dirs = new Set<string>();
    const excluded = [...folder.excluded.values()].map(({ state }) => state);
    for (const state of [folder.primary, folder.external, ...excluded]) {
      for (const imports of state?.parts.imports ?? []) {
        for (const dir of this.modules.foldersOf(imports)) dirs.add(dir);
      }
    }
    return [...dirs];
  }

  /** Names of an imported package that changed since a tick at which the folder was looked at. */
  private changesSince(folder: Folder, path: string, tick: number): ChangedNames | undefined {
    const place = this.modules.find(path, folder.dir);
    const log = place === undefined ? undefined : this.folders.get(place.dir)?.log;
    if (log === undefined || tick === 0) return undefined;
    const news = log.filter((entry) => entry.tick > tick);
    if (news.length === 0) return undefined;
    if (news.length === longestLog || news.some((entry) => entry.names === 'all')) return 'all';
    const names = new Set<Name>();
    for (const entry of news) for (const name of entry.names as ReadonlySet<Name>) names.add(name);
    return names;
  }

  private load(folder: Folder): void {
    folder.dirty = false;
    this.dirty.delete(folder);
    const files = this.filesOf(folder);
    const { primary, external } = divided(files);
    const { importPath, validatedAt } = folder;
    if (folder.primary === undefined) folder.firstEdition = this.editionOf(folder.dir);
    folder.primary = this.next(folder, folder.primary, primary, importPath, validatedAt, true);
    folder.external = this.next(folder, folder.external, external, `${importPath}_test`, validatedAt, false);
    for (const excluded of folder.excluded.values()) excluded.isOld = true;
  }

  private next(
    folder: Folder,
    before: PackageState | undefined,
    files: readonly SourceFile[],
    path: string,
    lookedAt: number,
    logged: boolean,
  ): PackageState | undefined {
    if (files.length === 0) return undefined;
    const { name, ...rest } = { name: files[0]!.packageName, path, dir: folder.dir };
    const next: NextFiles = {
      ...rest,
      name,
      files,
      goVersion: this.modules.goVersionOf(folder.dir),
      leftOut: () => this.sources.textsBeside(folder.dir, name, files),
    };
    if (before === undefined) return firstState(next, this);
    const { state, exported } = nextState(before, next, this, (imported) =>
      this.changesSince(folder, imported, lookedAt),
    );
    const isRenamed = before.name !== next.name;
    if ((isRenamed || exported !== undefined) && logged) this.log(folder, isRenamed ? 'all' : exported!);
    return state;
  }

  private log(folder: Folder, names: ChangedNames): void {
    // Importers that were looked at before in this tick have to look again.
    this.tick++;
    this.lastLogged = this.tick;
    folder.log.push({ tick: this.tick, names });
    if (folder.log.length > longestLog) folder.log.shift();
  }

  private filesOf(folder: Folder): readonly SourceFile[] {
    folder.names ??= this.sources.namesIn(folder.dir, folder.depth);
    return folder.names.flatMap((name) => this.sources.read(`${folder.dir}/${name}`, folder.depth) ?? []);
  }

  /** A file that the build leaves out, with the files beside it that declare the same package: its names win. */
  private excludedPackage(folder: Folder, path: string): Package | undefined {
    const known = folder.excluded.get(path);
    if (known?.isOld === false) return known.state;
    const own = this.sources.read(path, 'full');
    if (own === undefined) return undefined;
    const siblings = [folder.primary, folder.external].find((candidate) => candidate?.name === own.packageName);
    const files = [own, ...(siblings?.files ?? [])];
    const state = this.next(folder, known?.state, files, folder.importPath, known?.madeAt ?? 0, false)!;
    folder.excluded.set(path, { state, madeAt: this.tick, isOld: false });
    return state;
  }

  private opaquePackage(path: string): Importable & { readonly name: undefined } {
    let pkg = this.opaque.get(path);
    if (pkg === undefined) {
      pkg = Object.assign(new OpaquePackage(path), { name: undefined });
      this.opaque.set(path, pkg);
    }
    return pkg;
  }
}

const unsafePackage: Importable & { readonly name: string } = {
  path: 'unsafe',
  name: 'unsafe',
  opaque: false,
  member: (name): Obj | undefined => unsafeObject(name),
  opaqueMember: () => {
    throw new Error('the names of package unsafe are known');
  },
};

function shownFile(folder: Folder, path: string): SourceFile | undefined {
  for (const state of [folder.primary, folder.external]) {
    const file = state?.files.find((candidate) => candidate.path === path);
    if (file !== undefined) return file;
  }
  return undefined;
}
