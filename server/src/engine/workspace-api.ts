/** The engine's façade: a workspace is fed with documents and changes, a snapshot answers questions about one state. */
import type { Diagnostic, PlainDiagnostic, Severity } from './diagnostic.js';
import type { PackageExports } from './flow/exports/exported.js';
import type { MapHover } from './hover.js';

/** What users set; the same for editors, `.mapguard.json` and the command line. */
export interface Settings {
  readonly enable: boolean;
  /** By rule id; a rule not named has its default severity. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  /** Overrides go.mod's version for files without one ("1.21"); empty: none. */
  readonly goVersion: string;
}

/** Replaces [start, end) (UTF-16 offsets in the text as it is before this change) by `newText`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Work that can be paused and abandoned: it yields between declarations; the returned value is the result. */
export type Job<T> = Generator<void, T, void>;

export interface Workspace {
  configure(settings: Settings): void;
  /** The editor owns this file's text from now on. Opening an open file replaces its text. */
  open(path: string, text: string, version: number): void;
  /** Applies changes one after the other. Unknown paths are ignored. */
  edit(path: string, changes: readonly TextChange[], version: number): void;
  /** The disk owns the file's text again. */
  close(path: string): void;
  /** Files or folders that were created, changed or deleted on disk. */
  changed(paths: readonly string[]): void;
  /**
   * What the package in a folder exports, from somebody who has analysed it with the same texts: it holds until what it
   * rests on changes; by default that is the folder itself.
   */
  learn(folder: string, exports: PackageExports, rest?: Rest): void;
  /** What importers may know of packages that were analysed since this was last asked: for other workspaces to learn. */
  takeFound(): readonly (readonly [folder: string, exports: PackageExports])[];
  /**
   * What another workspace has surveyed, with the same settings and the same texts, stands for this one's own survey,
   * until what it rests on changes. What is below has been learned before.
   */
  adopt(folder: string, survey: Survey, below: readonly string[]): void;
  /** The present state. Cheap; the same object until something changes. */
  snapshot(): Snapshot;
  /**
   * Lets go of what is known of function bodies in a folder; it is found again when asked for. For those who look at each
   * package once.
   */
  release(folder: string): void;
}

/** What was found in the packages of a folder, and what that rests on. Plain data: it can cross threads, and lie on disk. */
export interface Survey {
  readonly byFile: readonly (readonly [path: string, diagnostics: readonly PlainDiagnostic[]])[];
  readonly uses: Uses;
  readonly exports?: PackageExports | undefined;
  /** What was asked to know the exports; tests ask for more. */
  readonly exportUses: Uses;
}

/** The functions of other packages that were asked about, by `exportName`. */
export type Uses = readonly (readonly [folder: string, name: string])[];

/** What exports rest on. */
export interface Rest {
  /** The folders that the package and its tests lead to by their imports. */
  readonly below: readonly string[];
  readonly uses: Uses;
}

/** One state of the workspace. Immutable: edits made later do not show. */
export interface Snapshot {
  readonly revision: number;
  /** Text and version of a file; version is undefined for files that are not open. */
  read(path: string): { readonly text: string; readonly version: number | undefined } | undefined;
  /**
   * Findings of one file, as soon as they can be had after an edit: what callers see of the edited functions is taken to
   * be as it was. `isFinal` says whether it is, or `diagnose` may find something else.
   */
  glance(path: string): Job<{ readonly diagnostics: readonly Diagnostic[]; readonly isFinal: boolean }>;
  /** Findings of one file, after all that its package's edits reach has been looked at. */
  diagnose(path: string): Job<readonly Diagnostic[]>;
  /** Findings of every file of the package in a folder (with its in-package and external tests), by path. */
  check(folder: string): Job<ReadonlyMap<string, readonly Diagnostic[]>>;
  /**
   * The same as plain data. What was found before is not looked for again while all that it rests on is the same, whether
   * or not the packages themselves are still held.
   */
  survey(folder: string): Job<ReadonlyMap<string, readonly PlainDiagnostic[]>>;
  /** What was last surveyed of a folder, for `adopt`. */
  surveyed(folder: string): Survey | undefined;
  /** A number that is another one when files of the folder may have changed. */
  editionOf(folder: string): number;
  /** Analyses the package that others import from a folder, its tests' imports left alone; `exports` tells what was found. */
  analyse(folder: string): Job<void>;
  /** What importers may know of a package's functions, if it has been checked, or told by `learn`. */
  exports(folder: string): PackageExports | undefined;
  /** What is known of the map that the expression at an offset stands for; undefined where that is nothing, or no map. */
  hover(path: string, offset: number): Job<MapHover | undefined>;
}
