/** Whether what a guarded cell holds changes, or another map takes its place and the one before stays as it was. */
import { accessDepth } from '../flow/cells.js';
import { isMadeHere, type GuardedCell } from '../flow/guards.js';
import type { Access } from '../flow/summary.js';

/** Whether the map, or a map that many levels inside it, is written other than by putting another one in its place. */
export function isWrittenInPlace({ accesses }: GuardedCell, depth: number): boolean {
  return accesses.some(
    ({ access, construction }) =>
      access.kind === 'write' && !construction && !isOfNewMap(access) && accessDepth(access) >= depth,
  );
}

/** A map that the function has made is filled before it lets go of the lock, and whoever had the one before has that. */
function isOfNewMap(access: Access): boolean {
  return access.held.size > 0 && isMadeHere(access);
}
