/**
 * The workspace: open documents over the disk, the packages they make, and the units that are analysed. Everything is
 * computed when asked for and kept until what it came from changes.
 */
import type { Diagnostic, PlainDiagnostic } from './diagnostic.js';
import type { PackageExports } from './flow/exports/exported.js';
import type { Environment } from './environment.js';
import { hoverAt, type MapHover } from './hover.js';
import { Program } from './packages/index.js';
import { folderOf } from './packages/paths.js';
import { RecentFolders } from './recent-folders.js';
import { parseFile } from './syntax/batch/parse-file.js';
import { editFile, openFile, type BufferFile } from './syntax/buffer/document.js';
import type { Grammar } from './syntax/buffer/grammar.js';
import type { SourceFile } from './syntax/source-file.js';
import type { Package } from './types/index.js';
import { namesOf, Summaries, type Basis } from './summaries.js';
import { Unit } from './unit.js';
import type { Job, Rest, Settings, Snapshot, Survey, TextChange, Workspace } from './workspace-api.js';

/** What holds until `configure` is called. */
export const defaultSettings: Settings = { enable: true, rules: {}, goVersion: '' };

/** A workspace over the files of `environment`; open documents are parsed with `grammar`. */
export function createWorkspace(environment: Environment, grammar: Grammar): Workspace {
  return new OpenWorkspace(environment, grammar);
}

interface Document {
  readonly file: BufferFile;
  readonly version: number;
}

/** What was found in the packages of a folder, kept when they are not. */
interface Outcome {
  readonly settings: Settings;
  readonly basis: Basis;
  /** Other folders with places that it shows, by their editions: places move where nothing else changes. */
  readonly shown: ReadonlyMap<string, number>;
  readonly byFile: ReadonlyMap<string, readonly PlainDiagnostic[]>;
}

/** How much source, in UTF-16 units, is kept with its trees, types and facts, apart from packages of open documents. */
const keptWhole = 8_000_000;

class OpenWorkspace implements Workspace {
  private readonly program: Program;
  private documents: ReadonlyMap<string, Document> = new Map();
  private settings = defaultSettings;
  private revision = 0;
  private current: Snapshot | undefined;
  /** The newest unit of each package, by folder and package name. */
  private readonly units = new Map<string, Unit>();
  /** What the present snapshot has captured, by folder. */
  private captured = new Map<string, readonly Package[]>();
  /** By folder. */
  private readonly outcomes = new Map<string, Outcome>();
  /** Memory is bounded by what is kept whole; of the rest, what importers see of it is kept. */
  private readonly recent = new RecentFolders(keptWhole, (folder) => this.release(folder));
  private readonly summaries: Summaries;

  constructor(
    private readonly environment: Environment,
    private readonly grammar: Grammar,
  ) {
    this.program = new Program(environment, (path, text, mode) => this.parse(path, text, mode));
    this.summaries = new Summaries(this.program);
  }

  configure(settings: Settings): void {
    // What was found with the same settings is found with these.
    if (JSON.stringify(settings) === JSON.stringify(this.settings)) return;
    this.settings = settings;
    this.touch();
  }

  open(path: string, text: string, version: number): void {
    this.show(path, { file: openFile(this.grammar, path, text), version });
  }

  edit(path: string, changes: readonly TextChange[], version: number): void {
    const document = this.documents.get(path);
    if (document) this.show(path, { file: editFile(this.grammar, document.file, changes), version });
  }

  close(path: string): void {
    if (!this.documents.has(path)) return;
    const documents = new Map(this.documents);
    documents.delete(path);
    this.documents = documents;
    this.program.update(path, undefined);
    this.touch();
  }

  changed(paths: readonly string[]): void {
    this.program.changed(paths);
    this.touch();
  }

  learn(folder: string, exports: PackageExports, rest: Rest = { below: [], uses: [] }): void {
    this.summaries.learn(folder, exports, rest);
  }

  takeFound(): readonly (readonly [string, PackageExports])[] {
    return this.summaries.takeNoted();
  }

  adopt(folder: string, survey: Survey, below: readonly string[]): void {
    const { settings } = this;
    const basis = this.summaries.basisOn(folder, { below, uses: survey.uses });
    const byFile = new Map(survey.byFile);
    this.outcomes.set(folder, { settings, basis, shown: this.foldersShown(byFile), byFile });
  }

  snapshot(): Snapshot {
    return (this.current ??= this.takeSnapshot());
  }

  release(folder: string): void {
    if ([...this.documents.keys()].some((path) => folderOf(path) === folder)) return;
    this.captured.delete(folder);
    for (const key of this.units.keys()) if (key.startsWith(`${folder} `)) this.units.delete(key);
    this.program.release(folder);
  }

  private show(path: string, document: Document): void {
    this.documents = new Map(this.documents).set(path, document);
    this.program.update(path, document.file);
    this.touch();
  }

  private touch(): void {
    this.summaries.touch();
    this.revision++;
    this.current = undefined;
  }

  /** Files on disk: the batch parser, or tree-sitter for what it rejects. */
  private parse(path: string, text: string, mode: { readonly bodies: boolean }): SourceFile | undefined {
    return parseFile(path, text, mode) ?? openFile(this.grammar, path, text);
  }

  private takeSnapshot(): Snapshot {
    const { documents, settings, revision } = this;
    // Packages are captured when first asked for; the scheduler abandons jobs of old snapshots, so that is in time.
    const packages = new Map<string, readonly Package[]>();
    this.captured = packages;
    const packagesIn = (folder: string): readonly Package[] => {
      let found = packages.get(folder);
      if (!found) packages.set(folder, (found = this.program.packagesIn(folder)));
      return found;
    };
    const check = (folder: string): Job<ReadonlyMap<string, readonly Diagnostic[]>> =>
      this.check(folder, packagesIn, settings);
    return {
      revision,
      read: (path) => {
        const document = documents.get(path);
        if (document) return { text: document.file.text, version: document.version };
        // What was analysed, rather than what the disk has become.
        const analysed = packages.get(folderOf(path))?.flatMap(({ files }) => files);
        const text = analysed?.find((file) => file.path === path)?.text ?? this.environment.files.readFile(path);
        return text === undefined ? undefined : { text, version: undefined };
      },
      glance: (path) => this.glance(path, packagesIn(folderOf(path)), settings),
      *diagnose(path) {
        return (yield* check(folderOf(path))).get(path) ?? [];
      },
      check,
      survey: (folder) => this.survey(folder, packagesIn, settings),
      surveyed: (folder) => this.surveyed(folder),
      analyse: (folder) => this.summaries.ensure(folder, (from) => this.importable(from, packagesIn)),
      editionOf: (folder) => this.program.editionOf(folder),
      exports: (folder) => this.summaries.exportsOf(folder),
      hover: (path, offset) => this.hover(path, offset, packagesIn(folderOf(path))),
    };
  }

  private *hover(path: string, offset: number, packages: readonly Package[]): Job<MapHover | undefined> {
    for (const pkg of packages) {
      const file = pkg.files.find((each) => each.path === path);
      if (!file) continue;
      const { pass } = yield* this.unitOf(folderOf(path), pkg).known();
      return hoverAt(pass, file, offset);
    }
    return undefined;
  }

  private *glance(
    path: string,
    packages: readonly Package[],
    settings: Settings,
  ): Job<{ readonly diagnostics: readonly Diagnostic[]; readonly isFinal: boolean }> {
    const folder = folderOf(path);
    const pkg = packages.find(({ files }) => files.some((file) => file.path === path));
    if (!pkg || this.program.isDependency(folder)) return { diagnostics: [], isFinal: true };
    const { byFile, isFinal } = yield* this.unitOf(folder, pkg).glance(settings);
    return { diagnostics: byFile.get(path) ?? [], isFinal: isFinal && this.summaries.isPrepared(pkg) };
  }

  private *check(
    folder: string,
    packagesIn: (folder: string) => readonly Package[],
    settings: Settings,
  ): Job<ReadonlyMap<string, readonly Diagnostic[]>> {
    const all = new Map<string, readonly Diagnostic[]>();
    if (this.program.isDependency(folder)) return all;
    const packages = packagesIn(folder);
    for (const pkg of packages) {
      const unit = yield* this.prepared(folder, pkg, packagesIn);
      for (const [path, diagnostics] of yield* unit.diagnostics(settings)) all.set(path, diagnostics);
      // External tests, which come next, import the package they test.
      if (isImportable(pkg)) yield* this.summaries.note(unit);
    }
    this.recent.use(folder, sizeOf(packages));
    return all;
  }

  private *survey(
    folder: string,
    packagesIn: (folder: string) => readonly Package[],
    settings: Settings,
  ): Job<ReadonlyMap<string, readonly PlainDiagnostic[]>> {
    const { summaries, outcomes } = this;
    const known = outcomes.get(folder);
    const analyse = (from: string): Job<Unit | undefined> => this.importable(from, packagesIn);
    if (known?.settings === settings && (yield* summaries.stands(folder, known.basis, analyse))) {
      if ([...known.shown].every(([from, edition]) => this.program.editionOf(from) === edition)) return known.byFile;
    }
    const found = yield* this.check(folder, packagesIn, settings);
    if (this.program.isDependency(folder)) return found;
    const units = packagesIn(folder).map((pkg) => this.unitOf(folder, pkg));
    const byFile = new Map([...found].map(([path, diagnostics]) => [path, diagnostics.map(withoutFixes)]));
    const basis = summaries.basisOf(folder, units);
    outcomes.set(folder, { settings, basis, shown: this.foldersShown(byFile), byFile });
    return byFile;
  }

  private foldersShown(byFile: Outcome['byFile']): Outcome['shown'] {
    const shown = [...byFile.values()].flat().flatMap(({ related }) => related.map(({ file }) => folderOf(file)));
    return new Map(shown.map((from) => [from, this.program.editionOf(from)]));
  }

  private surveyed(folder: string): Survey | undefined {
    const outcome = this.outcomes.get(folder);
    if (!outcome) return undefined;
    const { summaries } = this;
    return {
      byFile: [...outcome.byFile],
      uses: namesOf(outcome.basis),
      exports: summaries.exportsOf(folder),
      exportUses: summaries.usesOf(folder),
    };
  }

  /** The unit of a package, once what it imports is known. */
  private *prepared(folder: string, pkg: Package, packagesIn: (folder: string) => readonly Package[]): Job<Unit> {
    yield* this.summaries.prepare(pkg, (from) => this.importable(from, packagesIn));
    return this.unitOf(folder, pkg);
  }

  /** The unit that others import from a folder, prepared. */
  private *importable(folder: string, packagesIn: (folder: string) => readonly Package[]): Job<Unit | undefined> {
    const packages = packagesIn(folder);
    const imported = packages.find(isImportable);
    if (!imported) return undefined;
    this.recent.use(folder, sizeOf(packages));
    return yield* this.prepared(folder, imported, packagesIn);
  }

  private unitOf(folder: string, pkg: Package): Unit {
    const key = `${folder} ${pkg.name}`;
    const known = this.units.get(key);
    const imports = known?.imports.isCurrent() === true ? known.imports : this.summaries.importsFor(folder);
    if (known?.pkg === pkg && known.imports === imports) return known;
    const unit = new Unit(pkg, imports, known);
    this.units.set(key, unit);
    return unit;
  }
}

/** External tests are imported by nobody. */
function isImportable(pkg: Package): boolean {
  return !pkg.path.endsWith('_test');
}

function withoutFixes({ fixes: _, ...rest }: Diagnostic): PlainDiagnostic {
  return rest;
}

function sizeOf(packages: readonly Package[]): number {
  return packages.reduce((sum, { files }) => sum + files.reduce((own, { text }) => own + text.length, 0), 0);
}
