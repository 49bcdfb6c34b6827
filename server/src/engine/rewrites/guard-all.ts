/** Guards several accesses of one declaration, wherever in it they stand: each function body on its own. */
import type { FileEdit } from '../diagnostic.js';
import type { Node } from '../syntax/ast.js';
import { guard, runAround, type Guarded, type Locking } from './critical-section.js';
import type { Place } from './place.js';
import { isWithin } from './scopes.js';
import { functionAround } from './statements.js';

/** Undefined if one of the nodes cannot be guarded. */
export function guardAll(
  place: Place,
  nodes: readonly Node[],
  lockFor: (group: readonly Node[]) => Locking,
): Guarded | undefined {
  const edits: FileEdit[] = [];
  let applicability: Guarded['applicability'] = 'safe';
  for (const group of groupsOf(place, nodes)) {
    const section = guard(place, group, lockFor(group));
    if (!section) return undefined;
    edits.push(...section.edits);
    if (section.applicability === 'unsafe') applicability = 'unsafe';
  }
  return { edits, applicability };
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
