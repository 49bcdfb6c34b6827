/**
 * The abstract memory of one function: objects, and locations in them (an object and a path of fields and elements).
 *
 * Objects are variables, allocation sites, functions, and *entry objects*: what a location held when the function was
 * entered. `s.m` of a pointer parameter `s` is the location `.m` of the entry object of `s`; the map in it is the entry
 * object of that location. So every access path from a parameter, a captured variable or a package-level variable has
 * one object, created when it is first asked for, and a summary says all it knows in such objects.
 *
 * An allocation site in a loop has two objects: the most recent one, and all older ones (recency abstraction: Balakrishnan
 * and Reps, SAS 2006). That keeps the maps of different iterations apart.
 *
 * A set of references is a sorted array of locations without duplicates; a reference to an object as a whole is the
 * object's root location.
 */

import { shapeOf } from './tracked.js';
import type { Func, Type, Var } from '../types/types.js';
import type { FuncIR } from './ir.js';

/** A location of one `Locations` table; 0 is none. */
export type Loc = number;
/** An object of one table; 0 is none. */
export type ObjectId = number;
/** Sorted, without duplicates. */
export type Refs = readonly Loc[];

export const noRefs: Refs = [];

/** The pseudo-field of all keys of a map. */
export const keys = '[keys]';

/** The pseudo-field of elements: of arrays, slices, maps, channels. */
export const elements = '[*]';

/** Longer access paths are not followed: what they reach is not known. */
const maxDepth = 6;

export interface AbstractObject {
  readonly kind: 'variable' | 'entry' | 'alloc' | 'function';
  readonly root: Loc;
  readonly type: Type;
  /** variable: which. */
  readonly variable?: Var;
  /** entry: the location whose content at entry this is. */
  readonly of?: Loc;
  /** alloc: the site, with the calls through which it was reached. */
  readonly site?: string;
  /** alloc: all but the most recent object of the site. */
  readonly old?: boolean;
  /** function: a literal, or a declared function with its receiver. */
  readonly literal?: FuncIR;
  readonly func?: Func;
  readonly recv?: Refs;
  readonly depth: number;
}

/** What is known of one location. */
interface Row {
  readonly object: ObjectId;
  readonly parent: Loc;
  readonly field: string;
  readonly type: Type;
  /** Steps from the root. */
  readonly depth: number;
  /** Whether it stands for one location of memory. */
  readonly single: boolean;
  /** The set of just this location. */
  readonly only: Refs;
  /** Locations below, as a list through `next`. */
  firstChild: Loc;
  lastChild: Loc;
  next: Loc;
  /** What it held at entry, once somebody has asked. */
  entry: Loc | undefined;
}

function rowOf(
  object: ObjectId,
  parent: Loc,
  field: string,
  type: Type,
  depth: number,
  single: boolean,
  only: Refs,
): Row {
  return { object, parent, field, type, depth, single, only, firstChild: 0, lastChild: 0, next: 0, entry: undefined };
}

/** Most functions have a handful of locations, and all tables are kept: so there is one row per location, and no more. */
export class Locations {
  private readonly objects: AbstractObject[] = [undefined as never];
  private readonly rows: Row[] = [rowOf(0, 0, '', undefined as never, 0, false, noRefs)];
  private roots: Map<Var | FuncIR | string, Loc> | undefined;
  private names: Map<Loc, Loc> | undefined;
  private oldSites: Map<string, Loc> | undefined;

  object(loc: Loc): AbstractObject {
    return this.objects[this.rows[loc]!.object]!;
  }

  rootOf(id: ObjectId): Loc {
    return this.objects[id]!.root;
  }

  objectId(loc: Loc): ObjectId {
    return this.rows[loc]!.object;
  }

  /** The location one step up the path; 0 for an object's root. */
  parent(loc: Loc): Loc {
    return this.rows[loc]!.parent;
  }

  /** The last step of the path: a field's name or `elements`; '' for a root. */
  field(loc: Loc): string {
    return this.rows[loc]!.field;
  }

  type(loc: Loc): Type {
    return this.rows[loc]!.type;
  }

  /** The set of just this location; empty for 0. */
  only(loc: Loc): Refs {
    return this.rows[loc]!.only;
  }

  /** Whether the reference is to the most recent object of an allocation site. */
  isRecent(loc: Loc): boolean {
    const { kind, old, root } = this.object(loc);
    return kind === 'alloc' && !old && root === loc;
  }

  variable(variable: Var): Loc {
    const key = variable.role === 'package' ? `${variable.pkg}.${variable.name}` : variable;
    return this.root(key) ?? this.create(key, { kind: 'variable', variable, type: variable.type, depth: 0 });
  }

  /** What `loc` held when the function was entered; 0 beyond the depth that is followed. */
  entry(loc: Loc): Loc {
    const row = this.rows[loc]!;
    if (row.entry !== undefined) return row.entry;
    const depth = this.object(loc).depth + 1 + row.depth;
    const shape = shapeOf(row.type);
    const type = shape.kind === 'pointer' ? shape.elem : row.type;
    row.entry = depth > maxDepth ? 0 : this.create(undefined, { kind: 'entry', of: loc, type, depth });
    return row.entry;
  }

  alloc(site: string, type: Type, old = false): Loc {
    if (!old) return this.root(site) ?? this.create(site, { kind: 'alloc', site, old, type, depth: 0 });
    let root = (this.oldSites ??= new Map<string, Loc>()).get(site);
    if (!root) this.oldSites.set(site, (root = this.create(undefined, { kind: 'alloc', site, old, type, depth: 0 })));
    return root;
  }

  literal(func: FuncIR, type: Type): Loc {
    return this.root(func) ?? this.create(func, { kind: 'function', literal: func, type, depth: 0 });
  }

  func(func: Func, recv: Refs): Loc {
    const key = `func ${func.pkg}.${func.name} ${func.origin?.node ?? 0} ${recv.join()}`;
    const known = this.root(key);
    if (known !== undefined && this.object(known).func === func) return known;
    return this.create(key, { kind: 'function', func, recv, type: func.type, depth: 0 });
  }

  child(loc: Loc, field: string, type: Type): Loc {
    const row = this.rows[loc]!;
    for (let child = row.firstChild; child; child = this.rows[child]!.next)
      if (this.rows[child]!.field === field) return child;
    if (loc === 0 || row.depth >= maxDepth) return 0;
    const child = this.add(row.object, loc, field, type);
    if (row.lastChild) this.rows[row.lastChild]!.next = child;
    else row.firstChild = child;
    row.lastChild = child;
    return child;
  }

  /** The locations directly below that have been named so far: the first one, and those that follow it. */
  firstChild(loc: Loc): Loc {
    return this.rows[loc]!.firstChild;
  }

  nextChild(loc: Loc): Loc {
    return this.rows[loc]!.next;
  }

  /** Whether `loc` is `above` or stands inside it. */
  isWithin(loc: Loc, above: Loc): boolean {
    for (let at = loc; at; at = this.rows[at]!.parent) if (at === above) return true;
    return false;
  }

  /** The location that stands to `to` as `loc` stands to `from`, which is above it. */
  below(loc: Loc, from: Loc, to: Loc): Loc {
    if (loc === from) return to;
    const { parent, field, type } = this.rows[loc]!;
    const above = this.below(parent, from, to);
    return above && this.child(above, field, type);
  }

  /** Whether `loc` stands for one location of memory, so that a store to it replaces what it held. */
  isSingle(loc: Loc): boolean {
    return this.rows[loc]!.single;
  }

  /** Says that a new object is known by the place that holds it, as a mutex is that a field points to. */
  name(object: Loc, place: Loc): void {
    for (let at = place; at; at = this.placeOf(this.object(at).root)) if (this.object(at).root === object) return;
    (this.names ??= new Map<Loc, Loc>()).set(object, place);
  }

  /** The place that a new object is known by; 0 for most, which are known as themselves. */
  placeOf(object: Loc): Loc {
    return this.names?.get(object) ?? 0;
  }

  private root(key: Var | FuncIR | string): Loc | undefined {
    return this.roots?.get(key);
  }

  private create(key: Var | FuncIR | string | undefined, object: Omit<AbstractObject, 'root'>): Loc {
    const id = this.objects.length;
    const root = this.rows.length;
    this.objects.push({ ...object, root });
    if (key !== undefined) (this.roots ??= new Map<Var | FuncIR | string, Loc>()).set(key, root);
    return this.add(id, 0, '', object.type);
  }

  private add(object: ObjectId, parent: Loc, field: string, type: Type): Loc {
    const loc = this.rows.length;
    const above = this.rows[parent]!;
    const depth = parent ? above.depth + 1 : 0;
    const single = parent ? above.single && field !== elements && field !== keys : !this.objects[object]!.old;
    this.rows.push(rowOf(object, parent, field, type, depth, single, [loc]));
    return loc;
  }
}

/**
 * Larger sets are cut to their first members: nothing is said about a name that may stand for so many objects. (The
 * first n of a union do not depend on the order of unions, so the fixpoint is reached all the same.)
 */
const maxRefs = 12;

export function union(a: Refs, b: Refs, limit = maxRefs): Refs {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  // Whichever already has all is taken as it is, so that equal states come to share their parts.
  if (a.length <= limit && a.length >= b.length && includesAll(a, b)) return a;
  if (b.length <= limit && b.length > a.length && includesAll(b, a)) return b;
  const merged: Loc[] = [];
  for (let i = 0, j = 0; merged.length < limit && (i < a.length || j < b.length);) {
    const left = a[i] ?? Infinity;
    const right = b[j] ?? Infinity;
    merged.push(Math.min(left, right));
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return sameRefs(merged, a) ? a : merged;
}

function includesAll(a: Refs, b: Refs): boolean {
  let i = 0;
  for (const ref of b) {
    while (i < a.length && a[i]! < ref) i++;
    if (a[i] !== ref) return false;
  }
  return true;
}

export function intersects(a: Refs, b: Refs): boolean {
  for (const ref of a) if (b.includes(ref)) return true;
  return false;
}

export function refsOf(locs: Iterable<Loc>): Refs {
  const sorted = [...locs].sort((x, y) => x - y);
  let length = 0;
  for (const loc of sorted) if (loc !== 0 && (length === 0 || loc !== sorted[length - 1])) sorted[length++] = loc;
  sorted.length = length;
  return sorted;
}

export function sameRefs(a: Refs, b: Refs): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
