/**
 * Cells: the places that keep maps for longer than a call, named the same in every function. A field of a named struct
 * type, or a package-level variable (or a field of one). What a function does to `s.taken` and another to `seats.taken`
 * is done to the cell `seats.taken`.
 */
import type { Type, Var } from '../types/types.js';
import { underlying } from '../types/index.js';
import { accessPath, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import { typePath } from './build-call.js';
import type { Leaf } from './copies.js';
import { contextKeyOf } from './context-values.js';
import { isUnresolved } from './decoding.js';
import type { FuncHead } from './ir.js';
import { elements, type Loc, type Locations } from './locations.js';
import type { Access } from './summary.js';
import { shapeOf } from './tracked.js';

export interface Cell {
  readonly key: string;
  /** As shown to people: `seats.taken`, `cache`. */
  readonly name: string;
  /** The field or package-level variable. */
  readonly variable: Var | undefined;
}

export interface Located {
  readonly cell: Cell;
  /** The path of the struct that holds the map; '' for package-level variables that are maps themselves. */
  readonly base: AccessPath;
  readonly baseLoc: Loc;
}

/** An access to a cell's map. */
export interface CellUse extends Located {
  readonly access: Access;
}

/** The cell of a map inside a struct of this type: the field that holds it, with its struct. */
export function fieldCell(
  type: Type,
  { path, types }: Leaf,
): { readonly key: string; readonly owner: Type } | undefined {
  let last = path.length - 1;
  while (last >= 0 && path[last] === elements) last--;
  if (last < 0) return undefined;
  const owner = last === 0 ? type : types[last - 1]!;
  const name = typePath(owner);
  return name === '' ? undefined : { key: `${name}.${path[last]}`, owner };
}

const uses = new WeakMap<FunctionFacts, readonly CellUse[]>();

/**
 * A function's own accesses to cells; those of its callees count in the functions that make them. What another package
 * does to the cells of this one counts where it is called; what it does to its own is its own business.
 */
export function cellUses(facts: FunctionFacts): readonly CellUse[] {
  let found = uses.get(facts);
  if (!found) {
    found = facts.accesses.flatMap((access) => {
      const located = access.calls.length === 0 && !isUnresolved(access) ? cellOf(access) : undefined;
      if (!located || (access.beyond && located.cell.variable?.pkg !== facts.func.pkg)) return [];
      return [{ ...located, access }];
    });
    uses.set(facts, found);
  }
  return found;
}

/** The cell whose map, or an inner map of it, an access touches; undefined for maps that live in no cell. */
export function cellOf(access: Access): Located | undefined {
  const { table: locations, maps } = access;
  // One that the function may have made instead comes to the same place.
  const [known, ...others] = maps.filter((map) => locations.object(map).kind !== 'alloc');
  if (known !== undefined && others.length === 0) {
    const { kind, of } = locations.object(known);
    if (kind === 'entry' && !locations.parent(known)) return cellAt(locations, access.owner, of!);
  }
  const name = access.names[0];
  return name?.length === 1 ? cellAt(locations, access.owner, name[0]!) : undefined;
}

/**
 * Whether the map is reached through a copy of the struct that has it: the copy may be the function's own, the map is not.
 */
export function isOfCopy({ table, maps, names: [holders = []] }: Access): boolean {
  return maps.some((map) => {
    const { kind, of } = table.object(map);
    if (kind !== 'entry' || table.parent(map) !== 0) return false;
    return holders.some(
      (holder) =>
        holder !== of &&
        table.field(holder) === table.field(of!) &&
        table.type(table.parent(holder)) === table.type(table.parent(of!)),
    );
  });
}

/**
 * Whether the map was reached through an element of a container (`requests[id].params`): then two accesses need not
 * mean one map. Maps that are elements themselves are told apart by their index.
 */
export function isInsideElement({ table, names }: Access, map: Loc): boolean {
  if (table.object(map).old) return true;
  const crosses = (loc: Loc): boolean => {
    for (let at = loc; at; at = table.parent(at) || (table.object(at).of ?? 0))
      if (table.field(at) === elements) return true;
    return false;
  };
  const [nearest = [], ...further] = names;
  if (nearest.some((loc) => crosses(table.parent(loc))) || further.some((name) => name.some(crosses))) return true;
  let { of } = table.object(map);
  if (!of) return false;
  if (table.field(of) === elements) {
    // What values of all kinds have in a container says nothing of which one is meant.
    if (shapeOf(table.type(of)).kind === 'interface') return true;
    of = table.parent(of);
  }
  for (let at = of; at;) {
    if (table.field(at) === elements) return true;
    at = table.parent(at) || (table.object(at).of ?? 0);
  }
  return false;
}

/** The cell that a location is in, or in an element of. */
export function cellAt(locations: Locations, func: FuncHead, loc: Loc): Located | undefined {
  // Each context has its own.
  if (contextKeyOf(locations, loc) !== undefined) return undefined;
  while (locations.field(loc) === elements) {
    const object = locations.object(locations.parent(loc));
    if (locations.parent(locations.parent(loc)) || object.kind !== 'entry') return undefined;
    loc = object.of!;
  }
  const parent = locations.parent(loc);
  if (!parent) {
    const { variable } = locations.object(loc);
    if (variable?.role !== 'package') return undefined;
    const key = `${variable.pkg}.${variable.name}`;
    return { cell: { key, name: variable.name, variable }, base: '', baseLoc: 0 };
  }
  const type = locations.type(parent);
  const base = accessPath(locations, func, parent);
  const field = locations.field(loc);
  const struct = underlying(type);
  const variable = struct.kind === 'struct' ? struct.fields.find((candidate) => candidate.name === field) : undefined;
  const owner = typePath(type) || (base.includes(' ') || base.startsWith('#') ? '' : base);
  if (!owner) return undefined;
  const name = `${owner.slice(owner.lastIndexOf('.') + 1)}.${field}`;
  return { cell: { key: `${owner}.${field}`, name, variable }, base, baseLoc: parent };
}

/** How many maps a place is inside of, from the cell on. */
export function depthOf(locations: Locations, place: Loc): number {
  let depth = 0;
  while (locations.field(place) === elements) {
    depth++;
    place = locations.object(locations.parent(place)).of ?? 0;
  }
  return depth;
}

/** The same of the map that is accessed: 0 for the cell's own, 1 for a map that is an element of it. */
export function accessDepth({ table, maps, names }: Access): number {
  const [map] = maps;
  const of = map === undefined ? undefined : table.object(map).of;
  const place = of ?? names[0]?.[0];
  return place === undefined ? 0 : depthOf(table, place);
}
