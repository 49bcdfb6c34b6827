/** What the engine tells the world: diagnostics and the fixes they suggest. Offsets are UTF-16 units in a file's text. */

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A range of a file. */
export interface Location {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface RelatedInformation extends Location {
  readonly message: string;
}

/** What is found, as plain data. */
export interface PlainDiagnostic extends Location {
  /** The rule's id. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** The top-level declaration it stands in, such as `sale` or `Config.With`; missing where there is none. */
  readonly symbol?: string;
  readonly related: readonly RelatedInformation[];
}

export interface Diagnostic extends PlainDiagnostic {
  /** Computed on demand from the same snapshot: most diagnostics are shown many times before one fix is asked for. */
  fixes(): readonly SuggestedFix[];
}

export interface SuggestedFix {
  /** What it does, in the imperative. */
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite';
  /** The best of the fixes offered for one diagnostic. */
  readonly preferred: boolean;
  /** `safe`: a correct program can't notice. `unsafe`: it ends a sharing that somebody may have wanted. */
  readonly applicability: 'safe' | 'unsafe';
  /** Not overlapping; in any number of files. */
  readonly edits: readonly FileEdit[];
  /** Set where the edits reach several places or files and a person should look first. */
  readonly confirm?: string;
}

/** Replaces the range by `newText`; an insertion where start equals end. */
export interface FileEdit extends Location {
  readonly newText: string;
  /** Names that the new text declares: two edits that declare one in the same file do not go together. */
  readonly declares?: readonly string[];
}
