/**
 * What the packages of a workspace know of each other's functions. A package is analysed after those it imports; what
 * it exports is kept as plain data, whether or not the package itself still is, and holds while its files, what it
 * imports declares, and the summaries it was made with are the same.
 */
import { exportName, type ExportedFunction, type PackageExports } from './flow/exports/exported.js';
import { importFunction, movePlaces, type ImportedFunction } from './flow/exports/decode.js';
import type { Imports } from './flow/package-flow.js';
import type { Summary } from './flow/summary.js';
import type { Program } from './packages/index.js';
import type { Func, Package } from './types/index.js';
import type { Unit } from './unit.js';
import type { Job, Rest, Uses } from './workspace-api.js';

/** What the outcome of analysing packages rests on. */
export interface Basis {
  /** Of the files in their folder. */
  readonly edition: number;
  /** The workspace's packages that they import, with what those declared. */
  readonly imports: readonly { readonly folder: string; readonly declarations: number }[];
  /** The functions of other packages that were asked about, as they were. */
  readonly uses: readonly {
    readonly folder: string;
    readonly name: string;
    readonly summary: string | undefined;
  }[];
}

/** What a package exports. */
interface Entry extends Basis {
  readonly exports: PackageExports;
}

interface Imported {
  exported: ExportedFunction;
  readonly function: ImportedFunction;
}

export class Summaries {
  private readonly entries = new Map<string, Entry>();
  /** Read once for all packages that hold them; and no longer than any does. */
  private readonly imported = new WeakMap<Func, WeakRef<Imported>>();
  private readonly underWay = new Set<string>();
  /** Folders of packages that were analysed here, until somebody takes what was found. */
  private readonly noted = new Set<string>();
  /** Folders whose entries are known to hold, while nothing changes. */
  private current = new Set<string>();
  /** Another number whenever something that importers can see has changed. */
  revision = 0;

  constructor(private readonly program: Program) {}

  /** Something may have changed. */
  touch(): void {
    this.current = new Set();
  }

  /**
   * Sees to it that what a package imports is known.
   * @param analyse brings the package of a folder up to date and gives its unit; undefined if there is none.
   */
  *prepare(pkg: Package, analyse: (folder: string) => Job<Unit | undefined>): Job<void> {
    for (const imported of this.program.importsOf(pkg)) yield* this.ensure(imported, analyse);
  }

  /** Whether `prepare` would change nothing. */
  isPrepared(pkg: Package): boolean {
    return this.program.importsOf(pkg).every((imported) => this.holds(imported));
  }

  /** Notes what a unit exports, once it has been analysed with what it imports. */
  *note(unit: Unit): Job<void> {
    const folder = unit.pkg.dir;
    if (this.isForeign(folder)) return;
    const former = this.entries.get(folder);
    const exports = yield* unit.exports(former?.exports);
    this.entries.set(folder, { exports, ...this.basisOf(folder, [unit]) });
    this.noted.add(folder);
    this.current.add(folder);
    if (!former || !haveSameFunctions(former.exports, exports)) this.revision++;
  }

  /** What has been noted since this was last asked. */
  takeNoted(): readonly (readonly [folder: string, exports: PackageExports])[] {
    const found = [...this.noted].flatMap((folder) => {
      const exports = this.exportsOf(folder);
      return exports ? [[folder, exports] as const] : [];
    });
    this.noted.clear();
    return found;
  }

  /** What units of packages in a folder were analysed with. */
  basisOf(folder: string, units: readonly Unit[]): Basis {
    const { program } = this;
    const imports = new Set(units.flatMap(({ pkg }) => program.importsOf(pkg)).filter((each) => !this.isForeign(each)));
    const used = new Set(units.flatMap((unit) => [...unit.importsUsed()]));
    const uses = [...used].flatMap((func) => {
      const from = program.folderOfPackage(func.pkg, folder);
      if (from === undefined || this.isForeign(from)) return [];
      return [{ folder: from, name: exportName(func), summary: this.exportedFrom(from, func)?.summary }];
    });
    return {
      edition: program.editionOf(folder),
      imports: [...imports].map((each) => ({ folder: each, declarations: program.declarationsOf(each) })),
      uses,
    };
  }

  /** Whether a new analysis would rest on the same; brings what is imported up to date to know. */
  *stands(folder: string, basis: Basis, analyse: (folder: string) => Job<Unit | undefined>): Job<boolean> {
    if (basis.edition !== this.program.editionOf(folder)) return false;
    for (const imported of basis.imports) yield* this.ensure(imported.folder, analyse);
    return this.restsOnTheSame(basis);
  }

  /** Takes for granted what somebody else has found out. */
  learn(folder: string, exports: PackageExports, rest: Rest): void {
    const former = this.entries.get(folder)?.exports;
    this.entries.set(folder, { exports, ...this.basisOn(folder, rest) });
    this.current.add(folder);
    if (!former || !haveSameFunctions(former, exports)) this.revision++;
  }

  /** The basis of what somebody else has found out, with what is known now. */
  basisOn(folder: string, { below, uses }: Rest): Basis {
    const { program } = this;
    const imports = below.filter((each) => each !== folder && !this.isForeign(each));
    return {
      edition: program.editionOf(folder),
      imports: imports.map((each) => ({ folder: each, declarations: program.declarationsOf(each) })),
      uses: uses.map(([from, name]) => ({ folder: from, name, summary: this.summaryIn(from, name) })),
    };
  }

  /** What the exports of a package rest on, as last noted. */
  usesOf(folder: string): Uses {
    return namesOf(this.entries.get(folder));
  }

  /** What a package exports, as last noted. */
  exportsOf(folder: string): PackageExports | undefined {
    return this.entries.get(folder)?.exports;
  }

  /** What a package in `folder` can know of others. */
  importsFor(folder: string): Imports {
    return new KnownImports(this, folder);
  }

  /** What is known, in a package in `folder`, of a function of another one. */
  exportedTo(folder: string, func: Func): ExportedFunction | undefined {
    const from = this.program.folderOfPackage(func.pkg, folder);
    return from === undefined ? undefined : this.exportedFrom(from, func);
  }

  /** Sees to it that what a package exports is known. */
  *ensure(folder: string, analyse: (folder: string) => Job<Unit | undefined>): Job<void> {
    if (this.isForeign(folder) || this.current.has(folder) || this.underWay.has(folder)) return;
    this.underWay.add(folder); // Imports may go round in a circle.
    try {
      const entry = this.entries.get(folder);
      if (entry && (yield* this.stands(folder, entry, analyse))) {
        this.current.add(folder);
        return;
      }
      const unit = yield* analyse(folder);
      if (unit) yield* this.note(unit);
      else this.entries.delete(folder);
      this.current.add(folder);
    } finally {
      this.underWay.delete(folder);
    }
  }

  private holds(folder: string): boolean {
    if (this.current.has(folder) || this.isForeign(folder) || this.underWay.has(folder)) return true;
    const entry = this.entries.get(folder);
    if (entry?.edition !== this.program.editionOf(folder)) return false;
    this.underWay.add(folder);
    const holds = entry.imports.every((imported) => this.holds(imported.folder)) && this.restsOnTheSame(entry);
    this.underWay.delete(folder);
    if (holds) this.current.add(folder);
    return holds;
  }

  private restsOnTheSame({ imports, uses }: Basis): boolean {
    return (
      imports.every(({ folder, declarations }) => this.program.declarationsOf(folder) === declarations) &&
      uses.every(({ folder, name, summary }) => this.summaryIn(folder, name) === summary)
    );
  }

  /** Dependencies are not analysed: the library table knows what matters of them. */
  private isForeign(folder: string): boolean {
    return this.program.isDependency(folder);
  }

  private summaryIn(folder: string, name: string): string | undefined {
    return this.exportsOf(folder)?.functions[name]?.summary;
  }

  private exportedFrom(folder: string, func: Func): ExportedFunction | undefined {
    return this.exportsOf(folder)?.functions[exportName(func)];
  }

  /** The same, read. */
  importedTo(fromDir: string, func: Func): Imported | undefined {
    const folder = this.program.folderOfPackage(func.pkg, fromDir);
    const exports = folder === undefined ? undefined : this.exportsOf(folder);
    const exported = exports?.functions[exportName(func)];
    if (folder === undefined || !exports || !exported) return undefined;
    const known = this.imported.get(func)?.deref();
    if (known?.exported === exported) return known;
    const files = exports.files.map((name) => `${folder}/${name}`);
    if (known?.exported.summary === exported.summary) {
      movePlaces(known.function, exported.places, files);
      known.exported = exported;
      return known;
    }
    const find = (path: string, name: string) => this.program.objectOf(path, name, folder);
    const imported = { exported, function: importFunction(func, exported, files, find) };
    this.imported.set(func, new WeakRef(imported));
    return imported;
  }
}

/** What a package was told of the functions of others, to know whether it would be told the same again. */
class KnownImports implements Imports {
  private readonly told = new Map<
    Func,
    { readonly exported: ExportedFunction | undefined; readonly imported: Imported | undefined }
  >();
  private revision: number;

  constructor(
    private readonly summaries: Summaries,
    private readonly folder: string,
  ) {
    this.revision = summaries.revision;
  }

  summaryOf(func: Func): Summary | undefined {
    let told = this.told.get(func);
    if (!told) {
      const imported = this.summaries.importedTo(this.folder, func);
      this.told.set(func, (told = { exported: imported?.exported, imported }));
    }
    return told.imported?.function.summary;
  }

  isCurrent(): boolean {
    const { summaries, folder } = this;
    if (this.revision === summaries.revision) return true;
    for (const [func, { exported }] of this.told) if (summaries.exportedTo(folder, func) !== exported) return false;
    this.revision = summaries.revision;
    return true;
  }
}

function haveSameFunctions(a: PackageExports, b: PackageExports): boolean {
  const names = Object.keys(a.functions);
  return (
    names.length === Object.keys(b.functions).length && names.every((name) => a.functions[name] === b.functions[name])
  );
}

/** What a basis was made from, as plain names. */
export function namesOf(basis: Basis | undefined): Uses {
  return (basis?.uses ?? []).map(({ folder, name }) => [folder, name]);
}
