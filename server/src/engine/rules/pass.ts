/** What a rule is given: one package, its flow facts, and where declarations stand in files. */
import type { Location } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { Contexts } from '../flow/contexts.js';
import type { GuardedCell } from '../flow/guards.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import type { Package } from '../types/types.js';
import type { Span } from './rule.js';

export interface Pass {
  readonly pkg: Package;
  /** Every function, method, literal and initialiser of the package. */
  readonly functions: readonly FunctionFacts[];
  readonly cells: ReadonlyMap<string, GuardedCell>;
  readonly contexts: Contexts;
  /** Keys of package-level cells that hold nothing once the package is initialised. */
  readonly nilAfterInit: ReadonlySet<string>;
  readonly files: readonly SourceFile[];
  /** Where a declaration stands; undefined for declarations of other packages. */
  fileOf(decl: Decl): { readonly file: SourceFile; readonly start: number } | undefined;
  /** The Go version a file is written in, as 1.21 → 121. */
  goVersion(file: SourceFile): number;
  locate(span: Span): Location | undefined;
}

/** The source text of a node or range. */
export function textOf(span: Span): string {
  const { ast, text } = span.decl;
  return text.slice(ast.start[span.node], ast.end[span.to ?? span.node]);
}

/** The text of a node on one line, shortened where long: for messages. */
export function shortText(span: Span): string {
  const line = textOf(span).replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 37)}…` : line;
}

/** The 1-based line of a node in its file; for messages. */
export function lineOf(pass: Pass, span: Span): number {
  const location = pass.locate(span);
  const placed = pass.fileOf(span.decl);
  if (!location || !placed) return 0;
  let line = 1;
  for (let i = placed.file.text.indexOf('\n'); i >= 0 && i < location.start; i = placed.file.text.indexOf('\n', i + 1))
    line++;
  return line;
}

/** Whether a file holds tests. */
export function isTest(pass: Pass, decl: Decl): boolean {
  return pass.fileOf(decl)?.file.path.endsWith('_test.go') ?? false;
}
