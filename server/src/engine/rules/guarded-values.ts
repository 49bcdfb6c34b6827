/** Maps inside a struct that a mutex of the same struct guards, both by value: a copy of the struct parts them. */
import { fieldCell } from '../flow/cells.js';
import { mapLeaves, type Leaf } from '../flow/copies.js';
import type { CellAccess, GuardedCell } from '../flow/guards.js';
import { holdsLock } from '../rewrites/locks.js';
import { underlying, type Type, type Var } from '../types/index.js';
import type { Questions } from './pass.js';

export interface GuardedValue {
  readonly leaf: Leaf;
  readonly cell: GuardedCell;
  /** The mutex, and an access to the map under it. */
  readonly mutex: Var;
  readonly guarded: CellAccess;
}

export function guardedValues(questions: Questions, type: Type): readonly GuardedValue[] {
  if (!holdsLock(type)) return [];
  return mapLeaves(type).flatMap((leaf) => {
    const field = fieldCell(type, leaf);
    const cell = field && questions.cell(field.key);
    const found = cell && guardOf(cell, type, field.owner, leaf.path.length - 1);
    return found ? [{ leaf, cell, ...found }] : [];
  });
}

/** A write under the mutex tells more than a read. */
function guardOf(
  cell: GuardedCell,
  type: Type,
  owner: Type,
  /** How many structs there are around the owner. */
  steps: number,
): { readonly mutex: Var; readonly guarded: CellAccess } | undefined {
  let found: { readonly mutex: Var; readonly guarded: CellAccess } | undefined;
  for (const guarded of cell.accesses) {
    if (found && guarded.access.kind === 'read') continue;
    for (const name of guarded.held.keys()) {
      const around = steps > 0 && name.startsWith(`${'^'.repeat(steps)}.`);
      const mutex =
        around || name.startsWith('.') ? fieldAt(around ? type : owner, name.replace(/^\^*/, '')) : undefined;
      if (mutex) found = { mutex, guarded };
    }
    if (found?.guarded.access.kind === 'write') return found;
  }
  return found;
}

/** The mutex at a path of fields below a struct, if no pointer lies between. */
function fieldAt(type: Type, path: string): Var | undefined {
  let field: Var | undefined;
  for (const name of path.split('.').slice(1)) {
    const struct = underlying(type);
    field = struct.kind === 'struct' ? struct.fields.find((candidate) => candidate.name === name) : undefined;
    if (!field) return undefined;
    type = field.type;
  }
  return field && underlying(type).kind !== 'pointer' && holdsLock(type) ? field : undefined;
}
