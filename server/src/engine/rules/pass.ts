/**
 * What rules are given: one package, its flow facts, and where declarations stand in files. Detecting asks `Questions`,
 * whose answers are remembered: evidence is used again while they are the same. Reports and fixes see everything, in
 * the present state.
 */
import type { Location } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { ContextWrite } from '../flow/context-values.js';
import type { Context } from '../flow/contexts.js';
import type { BackgroundAccess } from '../flow/entry-points.js';
import type { GuardedCell } from '../flow/guards.js';
import type { FuncHead } from '../flow/ir.js';
import type { MapPlace } from '../flow/set-places.js';
import type { FieldPlace } from '../flow/zero-fields.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import type { Package, Var } from '../types/types.js';
import type { Span } from './rule.js';

/** What detection may depend on beyond the function or cell it looks at. Answers are compared by identity. */
export interface Questions {
  /** The facts of a function of the package, in its newest version. */
  factsOf(func: FuncHead): FunctionFacts | undefined;
  cell(key: string): GuardedCell | undefined;
  /** What the callers of a function hold. */
  contextOf(func: FuncHead): Context;
  /** Accesses to a cell by goroutines that functions of the package leave running. */
  backgroundOf(cell: string): readonly BackgroundAccess[];
  /** Writes to maps taken from contexts under the key. */
  contextWritesOf(key: string): readonly ContextWrite[];
  /** Whether a package-level cell holds nothing once the package is initialised. */
  isNilAfterInit(cell: string): boolean;
  /** Whether anything in the package puts a value into the field or package-level variable, or into its elements. */
  isEverSet(place: MapPlace): boolean;
  /** Whether a map inside a package-level variable is nil because nothing in the package puts one there. */
  isZeroForEver(place: FieldPlace): boolean;
  /** How many functions of the package write to the `sync.Map` that a variable holds. */
  syncMapWriters(variable: Var): number;
  /** The Go version that a declaration is written for, as 1.21 → 121; 0 where nothing says. */
  goVersionOf(decl: Decl): number;
}

export interface Pass extends Questions {
  readonly pkg: Package;
  /** Every function, method, literal and initialiser of the package. */
  readonly functions: readonly FunctionFacts[];
  readonly cells: readonly GuardedCell[];
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
  const starts = lineStarts(placed.file);
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= location.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

const lines = new WeakMap<SourceFile, readonly number[]>();

function lineStarts(file: SourceFile): readonly number[] {
  const known = lines.get(file);
  if (known) return known;
  const starts = [0];
  for (let i = file.text.indexOf('\n'); i >= 0; i = file.text.indexOf('\n', i + 1)) starts.push(i + 1);
  lines.set(file, starts);
  return starts;
}
