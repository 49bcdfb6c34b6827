/**
 * Summaries that leave their package: what importers know of its exported functions and methods. Plain data, free of
 * trees, types and objects, so that it can be kept when the package itself is let go of, cross threads, and lie on disk.
 *
 * A summary says nothing of places; where its accesses stand is a list beside it. So an edit that callers cannot see
 * leaves the summary the same text, and only the places move.
 */
import type { Func } from '../../types/types.js';
import type { Index, ReadKind, WriteKind } from '../ir.js';
import type { Mode } from '../state.js';
import type { TaskKind } from '../summary.js';
import type { TypeRef } from './type-refs.js';

/** The exported functions and methods of one package. */
export interface PackageExports {
  /** Names of the package's files. */
  readonly files: readonly string[];
  /** By `exportName`. Functions without a body are missing. */
  readonly functions: Readonly<Record<string, ExportedFunction>>;
}

export interface ExportedFunction {
  /** A `SummaryData` as JSON. Equal texts are summaries that callers cannot tell apart. */
  readonly summary: string;
  /** For each place that the summary mentions: the number of the file, start and end in UTF-16 units. */
  readonly places: readonly number[];
}

/** The name of a function, or of a method with its receiver's type. */
export function exportName(func: Func): string {
  const recv = func.generic.type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  return named?.kind === 'named' ? `${named.obj.name}.${func.name}` : func.name;
}

/** The number of a location in `SummaryData.locations`. */
export type LocNumber = number;

/** A location: the number of its object, then the fields that lead to it. */
export type LocationData = readonly [object: number, ...fields: readonly string[]];

export type ObjectData =
  | readonly [kind: 'param', index: number]
  | readonly [kind: 'var', pkg: string, name: string]
  | readonly [kind: 'entry', of: LocNumber]
  | readonly [kind: 'alloc', site: number, type: TypeRef, old: 0 | 1]
  | readonly [kind: 'func', name: string];

export type LocksData = readonly (readonly [LocNumber, Mode])[];

export interface AccessData {
  readonly kind: 'read' | 'write';
  readonly how: ReadKind | WriteKind;
  readonly place: number;
  readonly maps: readonly LocNumber[];
  readonly names: readonly (readonly LocNumber[])[];
  readonly index?: Index & string;
  readonly held?: LocksData;
  readonly maybeHeld?: LocksData;
  readonly guarded?: true;
  readonly certain?: true;
  readonly concurrent?: true;
  readonly awaited?: readonly LocNumber[];
  readonly signalled?: readonly LocNumber[];
}

export interface TaskData {
  readonly kind: TaskKind;
  readonly place: number;
  readonly accesses: readonly AccessData[];
  readonly signals: readonly LocNumber[];
  readonly invokes: readonly LocNumber[];
  readonly invokesAfter?: readonly LocNumber[];
  readonly invokesUnder?: LocksData;
  readonly opaque?: true;
  readonly repeated?: true;
  readonly withItself?: true;
}

export interface InvocationData {
  readonly value: readonly LocNumber[];
  readonly held: LocksData;
  readonly maybeHeld: LocksData;
  readonly awaited: readonly LocNumber[];
}

/** A struct copy that the function returns, and whose maps it has not written. */
export interface CopyData {
  readonly place: number;
  readonly type: TypeRef;
  readonly copy: LocNumber;
  readonly source: LocNumber;
  /** Returned from where it is kept. */
  readonly kept?: true;
}

/** `Summary`, in numbers. What is missing is empty. */
export interface SummaryData {
  readonly objects?: readonly ObjectData[];
  readonly locations?: readonly LocationData[];
  readonly accesses?: readonly AccessData[];
  readonly exit?: readonly (readonly [LocNumber, readonly LocNumber[]])[];
  /** One for each result; null for a function that never returns. */
  readonly results: readonly (readonly LocNumber[])[] | null;
  readonly acquired?: LocksData;
  readonly maybeAcquired?: LocksData;
  readonly released?: readonly LocNumber[];
  readonly published?: readonly LocNumber[];
  readonly tasks?: readonly TaskData[];
  readonly apart?: readonly (readonly [number, number])[];
  readonly finished?: readonly TaskData[];
  readonly invokes?: readonly InvocationData[];
  readonly settles?: true;
  readonly parallel?: true;
  readonly signals?: readonly LocNumber[];
  readonly awaits?: readonly LocNumber[];
  readonly copies?: readonly CopyData[];
  readonly independent?: readonly number[];
}
