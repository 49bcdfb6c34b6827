/**
 * Copies under watch: from the moment a map, or a value that holds maps, gets a second name until one of the names is
 * gone. What happens in between (a write through one name, then a read through the other) is the evidence of the
 * sharing rules. The state of a pair of names is flow-sensitive (`Phase`); what was seen is collected here.
 */
import type { Node } from '../syntax/ast.js';
import { holdsMap, isMap, reachesMap } from '../types/index.js';
import type { Type } from '../types/types.js';
import type { Handover, Loan, Passed } from './boundary.js';
import type { CopyForm, FuncHead } from './ir.js';
import { elements, type Loc, type Locations } from './locations.js';
import type { Access, Site } from './summary.js';
import { isAggregate, isTracked, shapeOf } from './tracked.js';

/** Two names of one map: where the copy holds it, and where the source does. */
export interface Pair {
  readonly number: number;
  /** 0 for a by-value argument: the callee's parameter is the copy. */
  readonly copy: Loc;
  readonly source: Loc;
  /** The field path from the value copied to the map; empty for a map itself. */
  readonly path: readonly string[];
}

/** A write through one name of a shared map, seen through the other. */
export interface SharedWrite {
  readonly pair: Pair;
  readonly via: 'copy' | 'source';
  readonly write: Access;
  /** Where the other name is read afterwards; undefined when it outlives the function. */
  readonly read: Site | undefined;
  /** All such places, as far as they are kept. */
  readonly reads: readonly Site[];
}

/** What became of one copy. */
export interface CopyFact {
  /** Its place among the copies of its function. */
  readonly number: number;
  readonly form: CopyForm;
  readonly node: Node;
  /** The expression copied. */
  readonly source: Node;
  /** The expression assigned to, 0 when there is none. */
  readonly target: Node;
  readonly type: Type;
  /** Where the copy and the source stand; `copyRoot` is 0 for arguments. */
  copyRoot: Loc;
  sourceRoot: Loc;
  pairs: readonly Pair[];
  readonly writes: SharedWrite[];
  /** The copy is changed in another field, returned, stored, sent: it was meant to live on its own. */
  independent: boolean;
  /** The variable of a range clause that was changed, but so far is not used as a whole. */
  isScratch?: boolean;
  /** The copy is put back where it came from. */
  storedBack: boolean;
  /** By-value argument or receiver: the function called. Entries copied by a generic callee: its call. */
  readonly call?: Site;
  /** A copy that a callee made and returned: what is seen of it here is evidence about the copy there. */
  readonly origin?: ReturnedCopy;
  /** A call that keeps the map: the copy is where its callee has it. */
  readonly handover?: Handover;
  /** The source is where another callee was made to keep the same map before. */
  readonly beside?: CopyFact;
  /** The map came out of a call that lends it: the source is where its owner has it. */
  readonly loan?: Loan;
  /** A call that writes a map passed to it, though its name does not say so. */
  readonly passed?: Passed;
  /** The first write through the copy. */
  written?: Access;
  /** Where in the value, by their paths, maps stand that copy and source both hold when the function is left. */
  sharedAtEnd?: Set<string>;
  /** Entries: the two maps still share what they hold when the function is left. */
  stillShared?: boolean;
  /** Handed over: the map may have had entries by then. */
  filled?: boolean;
  /** Handed over: the call comes again with the same map. */
  repeated?: boolean;
  /** Handed over: the source is written, and where it is used after that. */
  usedAgain?: { readonly write: Access; readonly at: Site };
  /** Lent: where the borrower puts it so that it stays. */
  keptAt?: Site;
}

/** A loop appends a map to a list that holds it already. */
export interface RepeatedAppend {
  /** The expression appended. */
  readonly node: Node;
  readonly map: Loc;
}

/** A copy that its function returns: the caller sees what becomes of it. */
export interface ReturnedCopy {
  readonly func: FuncHead;
  readonly fact: CopyFact;
  /** Where the copy stands in the results, and where its source does. */
  readonly copy: Loc;
  readonly source: Loc;
  /** Where it is made in another package: the call of its function is what copies here. */
  readonly beyond?: Site;
}

/** Whether the call is what copies: of a function that returns what it keeps, or of one of another package. */
export function isMadeByCall({ origin, form }: Pick<CopyFact, 'origin' | 'form'>): boolean {
  return origin !== undefined && (origin.beyond !== undefined || form === 'return');
}

/** One step from a value to what it holds. */
export interface Leaf {
  readonly path: readonly string[];
  readonly types: readonly Type[];
  readonly type: Type;
}

const leafMemo = new WeakMap<Type, readonly Leaf[]>();
/** Beyond this many, the rest of a large struct is not followed. */
const maxLeaves = 48;
const maxLeafDepth = 4;

/** The tracked parts of reference type inside an aggregate: what a copy copies the references of. */
export function leavesOf(type: Type): readonly Leaf[] {
  let leaves = leafMemo.get(type);
  if (leaves) return leaves;
  const found: Leaf[] = [];
  collect(type, [], [], found);
  leaves = found;
  leafMemo.set(type, leaves);
  return leaves;
}

function collect(type: Type, path: readonly string[], types: readonly Type[], found: Leaf[]): void {
  if (path.length > maxLeafDepth || found.length >= maxLeaves || !isTracked(type)) return;
  if (!isAggregate(type)) {
    found.push({ path, types, type });
    return;
  }
  const under = shapeOf(type);
  if (under.kind === 'array') collect(under.elem, [...path, elements], [...types, under.elem], found);
  if (under.kind !== 'struct') return;
  for (const field of under.fields) collect(field.type, [...path, field.name], [...types, field.type], found);
}

/** The location of a leaf below a place. */
export function leafLoc(locations: Locations, place: Loc, leaf: Leaf): Loc {
  let loc = place;
  for (let i = 0; i < leaf.path.length && loc; i++) loc = locations.child(loc, leaf.path[i]!, leaf.types[i]!);
  return loc;
}

/** Whether a value of the type is worth watching when it is copied. */
export function sharesMaps(type: Type): boolean {
  return isMap(type) || holdsMap(type);
}

/** What an entry of a map shares with the entry that it was copied from. */
export function entryLeaves(type: Type): readonly Leaf[] {
  if (holdsMap(type)) return mapLeaves(type);
  const { kind } = shapeOf(type);
  const shares =
    isMap(type) || kind === 'interface' || kind === 'typeparam' || (kind === 'pointer' && reachesMap(type));
  return shares ? [{ path: [], types: [], type }] : [];
}

const mapLeafMemo = new WeakMap<Type, readonly Leaf[]>();

/** The leaves of a type that are maps themselves. */
export function mapLeaves(type: Type): readonly Leaf[] {
  let leaves = mapLeafMemo.get(type);
  if (leaves) return leaves;
  leaves = isMap(type) ? [{ path: [], types: [], type }] : leavesOf(type).filter((leaf) => isMap(leaf.type));
  mapLeafMemo.set(type, leaves);
  return leaves;
}
