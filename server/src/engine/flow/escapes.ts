/**
 * Maps that leave a function as themselves: returned, sent, stored where others find them, handed to a goroutine or to
 * somebody who keeps them; also inside a value made for the purpose, or captured by a function literal that leaves.
 *
 * Only maps that were there when the function was entered: they have another holder.
 */
import type { Node } from '../syntax/ast.js';
import { mapLeaves, leafLoc } from './copies.js';
import type { FuncIR } from './ir.js';
import { refsOf, type Loc, type Locations, type Refs } from './locations.js';
import type { Memory } from './memory.js';
import type { Lockset, Mode, State } from './state.js';
import type { Site } from './summary.js';
import { shapeOf } from './tracked.js';

export type EscapeForm = 'return' | 'send' | 'store' | 'go' | 'argument';

export interface Escape {
  readonly form: EscapeForm;
  /** The statement or call by which it leaves. */
  readonly site: Site;
  /** The expression whose value leaves; 0 where there is none. */
  readonly value: Node;
  /** What the value refers to; of a struct or array, where it stands. */
  readonly refs: Refs;
  /** Maps that were there at entry, and that are still where they were then. */
  readonly maps: Refs;
  /** By map: what else the new object refers to that it leaves in. */
  readonly beside: ReadonlyMap<Loc, Refs>;
  /** The objects of the function's own making that leave along with them. */
  readonly objects: ReadonlySet<Loc>;
  /** The function literals that leave. */
  readonly literals: readonly FuncIR[];
  /** Where it is put, if somewhere known. */
  readonly to: Refs;
  readonly held: Lockset;
}

/** A lock taken by a function, directly or through a function that it calls. */
export interface LockTaken {
  readonly lock: Loc;
  readonly mode: Mode;
  readonly site: Site;
}

/**
 * What leaves with a value.
 * @param isAggregate whether `refs` are where a struct or array stands, not what a reference refers to.
 */
export function leaving(
  memory: Memory,
  state: State,
  refs: Refs,
  isAggregate: boolean,
): Pick<Escape, 'maps' | 'beside' | 'objects' | 'literals'> {
  const { locations } = memory;
  const beside = new Map<Loc, Refs>();
  const maps: Loc[] = [];
  const objects = new Set<Loc>();
  const literals: FuncIR[] = [];
  const pending = [...refs];
  const seen = new Set<Loc>();
  for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
    if (seen.has(ref)) continue;
    seen.add(ref);
    const { root, literal } = locations.object(ref);
    if (literal) {
      literals.push(literal);
      for (const captured of literal.captured) pending.push(...memory.content(state, locations.variable(captured)));
    } else if (memory.isOwn(ref)) {
      if (!objects.has(root)) {
        const held = memory.reachable(state, root);
        for (const map of held) if (isKnownMap(locations, map)) beside.set(map, refsOf(held));
        pending.push(...held);
      }
      objects.add(root);
    } else if (isKnownMap(locations, ref)) {
      if (!memory.isTaken(state, ref)) maps.push(ref);
    } else if (isAggregate && refs.includes(ref)) {
      objects.add(root);
      for (const leaf of mapLeaves(locations.type(ref)))
        pending.push(...memory.load(state, locations.only(leafLoc(locations, ref, leaf))));
    }
  }
  return { maps: refsOf(maps), beside, objects, literals };
}

/** A map that was there at entry. */
function isKnownMap(locations: Locations, ref: Loc): boolean {
  const object = locations.object(ref);
  return object.kind === 'entry' && object.root === ref && shapeOf(object.type).kind === 'map';
}
