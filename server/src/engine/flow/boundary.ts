/**
 * How maps cross the boundary of a function as themselves: a caller's map that is kept, a kept map that is returned.
 * Read off the summary; what a call makes of it is watched in the caller.
 */
import type { Node } from '../syntax/ast.js';
import { isExported, isMap } from '../types/index.js';
import type { Var } from '../types/types.js';
import { cellAt, type Cell } from './cells.js';
import type { Lending } from './library-loans.js';
import type { FuncHead } from './ir.js';
import { saysItIsShared, saysItWrites } from './conventions.js';
import type { Loc, Locations, Refs } from './locations.js';
import type { Access, Site, Summary } from './summary.js';

/** A map parameter that stays reachable after the call, through a field or a package-level variable. */
export interface KeptParameter {
  readonly param: number;
  /** Where it is kept. */
  readonly place: Loc;
  readonly cell: Cell;
}

/** A result that is the map of a field or a package-level variable. */
export interface LentResult {
  readonly result: number;
  readonly place: Loc;
  readonly cell: Cell;
}

/** A map parameter that is written, where nothing says that it is there for that. */
export interface WrittenParameter {
  readonly param: number;
  readonly write: Access;
}

export interface Boundary {
  readonly written: readonly WrittenParameter[];
  readonly kept: readonly KeptParameter[];
  readonly lent: readonly LentResult[];
}

/** A call that hands a map over to one who keeps it. */
export interface Handover {
  readonly callee: FuncHead;
  readonly param: number;
  readonly cell: Cell;
}

/** A call that writes a map which it is passed. */
export interface Passed {
  readonly callee: FuncHead;
  readonly param: number;
  readonly write: Access;
}

/** A call whose result is a map that belongs to somebody else. */
export interface Loan {
  readonly call: Site;
  /** The function that lends it; undefined for libraries. */
  readonly callee: FuncHead | undefined;
  readonly cell: Cell | undefined;
  /** Where the owner has it. */
  readonly place: Refs;
  readonly maps: Refs;
}

/** A call of a library whose results others have, too: as if it were a variable of the library that holds them. */
export interface LibraryLoan {
  readonly call: Site;
  readonly lending: Lending;
  readonly holder: Var;
}

/** A parameter, or a variable of the function around, is stored in a field or package-level variable. */
export interface KeepFact {
  /** The expression that is stored. */
  readonly node: Node;
  readonly variable: Var;
  readonly cell: Cell;
  readonly place: Loc;
  readonly map: Loc;
}

/** A `return` of a map that a field or package-level variable holds. */
export interface ReturnFact {
  readonly node: Node;
  readonly result: number;
  readonly cell: Cell;
  /** Made by the function itself where there was none yet: callers are meant to write into it. */
  readonly lazy: boolean;
}

const none: Boundary = { written: [], kept: [], lent: [] };
const known = new WeakMap<Summary, Boundary>();

export function boundaryOf(summary: Summary): Boundary {
  let boundary = known.get(summary);
  if (!boundary) known.set(summary, (boundary = findBoundary(summary)));
  return boundary;
}

function findBoundary(summary: Summary): Boundary {
  const kept = keptParameters(summary);
  const lent = lentResults(summary);
  const written = writtenParameters(summary);
  return kept.length + lent.length + written.length === 0 ? none : { written, kept, lent };
}

function writtenParameters({ func, locations, accesses }: Summary): readonly WrittenParameter[] {
  const declared = func.func;
  if (!declared || !isExported(declared.name) || saysItWrites(declared)) return [];
  const first = declared.type.recv ? 1 : 0;
  const found: WrittenParameter[] = [];
  for (const write of accesses) {
    const [map, ...others] = write.maps;
    if (write.kind !== 'write' || map === undefined || others.length > 0) continue;
    const param = parameterOf(locations, func, map);
    if (param < first || found.some((known) => known.param === param)) continue;
    if (!saysItIsShared(func.params[param]!.name)) found.push({ param, write });
  }
  return found;
}

/** The parameter that held the map when the function was entered; -1 for others. */
function parameterOf(locations: Locations, func: FuncHead, map: Loc): number {
  const object = locations.object(map);
  if (object.kind !== 'entry' || object.root !== map) return -1;
  const { variable, root } = locations.object(object.of!);
  return root === object.of && variable ? func.params.indexOf(variable) : -1;
}

function keptParameters({ func, locations, exit }: Summary): readonly KeptParameter[] {
  const first = func.func?.type.recv ? 1 : 0;
  if (!func.paramTypes.some((type, i) => i >= first && isMap(type))) return [];
  const found: KeptParameter[] = [];
  for (const [place, refs] of exit) {
    for (const ref of refs) {
      const param = parameterOf(locations, func, ref);
      if (param < first || !isMap(func.paramTypes[param]!)) continue;
      const cell = cellAt(locations, func, place)?.cell;
      if (cell) found.push({ param, place, cell });
    }
  }
  return found;
}

function lentResults({ func, locations, results }: Summary): readonly LentResult[] {
  return results.flatMap((refs, result) => {
    const type = func.resultTypes[result];
    if (!type || !isMap(type)) return [];
    const owned = ownedPlace(locations, func, refs);
    return owned ? [{ result, ...owned }] : [];
  });
}

/** The one field or package-level variable that held one of these maps when the function was entered. */
export function ownedPlace(
  locations: Locations,
  func: FuncHead,
  refs: Refs,
): { readonly place: Loc; readonly cell: Cell } | undefined {
  let owned: { readonly place: Loc; readonly cell: Cell } | undefined;
  for (const ref of refs) {
    const object = locations.object(ref);
    if (object.kind !== 'entry' || object.root !== ref) continue;
    const cell = cellAt(locations, func, object.of!)?.cell;
    if (!cell) continue;
    if (owned) return undefined;
    owned = { place: object.of!, cell };
  }
  return owned;
}
