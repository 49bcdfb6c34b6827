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

/** The pseudo-field of elements: of arrays, slices, maps, channels. */
export const elements = '[*]';

/** Longer access paths are not followed: what they reach is not known. */
const maxDepth = 5;

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

export class Locations {
  private readonly objects: AbstractObject[] = [undefined as never];
  private readonly objectIds: ObjectId[] = [0];
  private readonly parents: Loc[] = [0];
  private readonly fields: string[] = [''];
  private readonly types: Type[] = [undefined as never];
  private readonly children: (Map<string, Loc> | undefined)[] = [undefined];
  private readonly variables = new Map<Var, Loc>();
  private readonly globals = new Map<string, Loc>();
  private readonly entries = new Map<Loc, Loc>();
  private readonly sites = new Map<string, Loc>();

  object(loc: Loc): AbstractObject {
    return this.objects[this.objectIds[loc]!]!;
  }

  rootOf(id: ObjectId): Loc {
    return this.objects[id]!.root;
  }

  objectId(loc: Loc): ObjectId {
    return this.objectIds[loc]!;
  }

  /** The location one step up the path; 0 for an object's root. */
  parent(loc: Loc): Loc {
    return this.parents[loc]!;
  }

  /** The last step of the path: a field's name or `elements`; '' for a root. */
  field(loc: Loc): string {
    return this.fields[loc]!;
  }

  type(loc: Loc): Type {
    return this.types[loc]!;
  }

  variable(variable: Var): Loc {
    if (variable.role === 'package') {
      const key = `${variable.pkg}.${variable.name}`;
      let global = this.globals.get(key);
      if (!global)
        this.globals.set(key, (global = this.create({ kind: 'variable', variable, type: variable.type, depth: 0 })));
      return global;
    }
    let loc = this.variables.get(variable);
    if (!loc)
      this.variables.set(variable, (loc = this.create({ kind: 'variable', variable, type: variable.type, depth: 0 })));
    return loc;
  }

  /** What `loc` held when the function was entered; 0 beyond the depth that is followed. */
  entry(loc: Loc): Loc {
    let root = this.entries.get(loc);
    if (root === undefined) {
      const depth = this.object(loc).depth + 1 + this.pathLength(loc);
      const type = this.type(loc);
      const pointee = shapeOf(type).kind === 'pointer' ? (shapeOf(type) as { elem: Type }).elem : type;
      root = depth > maxDepth ? 0 : this.create({ kind: 'entry', of: loc, type: pointee, depth });
      this.entries.set(loc, root);
    }
    return root;
  }

  alloc(site: string, type: Type, old = false): Loc {
    const key = old ? `${site}~` : site;
    let root = this.sites.get(key);
    if (!root) this.sites.set(key, (root = this.create({ kind: 'alloc', site, old, type, depth: 0 })));
    return root;
  }

  literal(func: FuncIR, type: Type): Loc {
    const key = `literal ${func.node}`;
    let root = this.sites.get(key);
    if (!root || this.object(root).literal !== func) {
      this.sites.set(key, (root = this.create({ kind: 'function', literal: func, type, depth: 0 })));
    }
    return root;
  }

  func(func: Func, recv: Refs): Loc {
    const key = `func ${func.pkg}.${func.name} ${func.origin?.node ?? 0} ${recv.join()}`;
    let root = this.sites.get(key);
    if (!root || this.object(root).func !== func) {
      this.sites.set(key, (root = this.create({ kind: 'function', func, recv, type: func.type, depth: 0 })));
    }
    return root;
  }

  child(loc: Loc, field: string, type: Type): Loc {
    const known = (this.children[loc] ??= new Map<string, Loc>());
    let child = known.get(field);
    if (child === undefined) {
      child = this.pathLength(loc) >= maxDepth ? 0 : this.add(this.objectIds[loc]!, loc, field, type);
      known.set(field, child);
    }
    return child;
  }

  /** The locations directly below that have been named so far. */
  named(loc: Loc): Iterable<Loc> {
    return this.children[loc]?.values() ?? [];
  }

  /** Whether `loc` is `above` or stands inside it. */
  isWithin(loc: Loc, above: Loc): boolean {
    for (let at = loc; at; at = this.parents[at]!) if (at === above) return true;
    return false;
  }

  /** The location that stands to `to` as `loc` stands to `from`, which is above it. */
  below(loc: Loc, from: Loc, to: Loc): Loc {
    if (loc === from) return to;
    const parent = this.below(this.parents[loc]!, from, to);
    return parent && this.child(parent, this.fields[loc]!, this.types[loc]!);
  }

  /** Whether `loc` stands for one location of memory, so that a store to it replaces what it held. */
  isSingle(loc: Loc): boolean {
    if (this.object(loc).old) return false;
    for (let at = loc; at; at = this.parents[at]!) if (this.fields[at] === elements) return false;
    return true;
  }

  private pathLength(loc: Loc): number {
    let length = 0;
    for (let at = this.parents[loc]!; at; at = this.parents[at]!) length++;
    return length;
  }

  private create(object: Omit<AbstractObject, 'root'>): Loc {
    const id = this.objects.length;
    const root = this.add(id, 0, '', object.type);
    this.objects.push({ ...object, root });
    return root;
  }

  private add(object: ObjectId, parent: Loc, field: string, type: Type): Loc {
    this.objectIds.push(object);
    this.parents.push(parent);
    this.fields.push(field);
    this.types.push(type);
    this.children.push(undefined);
    return this.parents.length - 1;
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
  const merged: Loc[] = [];
  let added = false;
  for (let i = 0, j = 0; merged.length < limit && (i < a.length || j < b.length);) {
    const left = a[i] ?? Infinity;
    const right = b[j] ?? Infinity;
    if (right < left) added = true;
    merged.push(Math.min(left, right));
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return added || merged.length !== a.length ? merged : a;
}

export function intersects(a: Refs, b: Refs): boolean {
  return a.some((ref) => b.includes(ref));
}

export function refsOf(locs: Iterable<Loc>): Refs {
  return [...new Set(locs)].filter((loc) => loc !== 0).sort((x, y) => x - y);
}

export function sameRefs(a: Refs, b: Refs): boolean {
  return a === b || (a.length === b.length && a.every((ref, i) => ref === b[i]));
}
