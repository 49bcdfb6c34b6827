/**
 * Guards several accesses of one declaration, wherever in it they stand: each function body on its own. Where the lock
 * has to be held over accesses further down, they are guarded together: none takes a lock that is held already.
 */
import type { FileEdit } from '../diagnostic.js';
import type { Node } from '../syntax/ast.js';
import { guard, runAround, type Guarded, type Locking } from './critical-section.js';
import type { Place } from './place.js';
import { isWithin } from './scopes.js';
import { functionAround } from './statements.js';

/**
 * Undefined if one of the nodes cannot be guarded.
 * @param others accesses of the declaration that take another lock, which may be the same.
 */
export function guardAll(
  place: Place,
  nodes: readonly Node[],
  lockFor: (group: readonly Node[]) => Locking,
  others: readonly Node[] = [],
): Guarded | undefined {
  const edits: FileEdit[] = [];
  let applicability: Guarded['applicability'] = 'safe';
  const groups = groupsOf(place, nodes);
  for (let at = 0; at < groups.length;) {
    let section: Guarded | undefined;
    let to = at;
    for (let group: readonly Node[] = []; !section && to < groups.length; to++) {
      if (functionAround(place, groups[to]![0]!) !== functionAround(place, groups[at]![0]!)) break;
      group = [...group, ...groups[to]!];
      section = guard(place, group, apartFrom([...nodes, ...others], group, lockFor(group)));
    }
    if (!section) return undefined;
    at = to;
    edits.push(...section.edits);
    if (section.applicability === 'unsafe') applicability = 'unsafe';
  }
  return { edits, applicability };
}

/** Where any other of the accesses stands, a lock is taken. */
function apartFrom(all: readonly Node[], group: readonly Node[], use: Locking): Locking {
  const rest = all.filter((node) => !group.includes(node));
  return {
    ...use,
    reenters: (place, node) => rest.some((other) => isWithin(place, other, node)) || use.reenters(place, node),
  };
}

/** Nodes of one statement belong together, and so do those of statements next to each other or one inside the other. */
function groupsOf(place: Place, nodes: readonly Node[]): readonly (readonly Node[])[] {
  const { ast } = place;
  const sorted = [...new Set(nodes)].sort((a, b) => ast.start[a]! - ast.start[b]!);
  const groups: Node[][] = [];
  for (const node of sorted) {
    const last = groups.at(-1);
    if (last && functionAround(place, last[0]!) === functionAround(place, node) && areNear(place, last, node))
      last.push(node);
    else groups.push([node]);
  }
  return groups;
}

function areNear(place: Place, group: readonly Node[], node: Node): boolean {
  const run = runAround(place, group);
  const own = runAround(place, [node]);
  if (!run || !own) return false;
  if (run.owner === own.owner) return own.from <= run.to + 1;
  return run.list.slice(run.from, run.to + 1).some((statement) => isWithin(place, node, statement));
}
