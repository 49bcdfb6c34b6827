/** Which variable a conflict is about. */
import type { Loc, Locations } from '../flow/locations.js';
import type { Access } from '../flow/summary.js';
import type { Var } from '../types/index.js';

/** The local variable that is the location as a whole. */
export function localVariable(table: Locations, loc: Loc): Var | undefined {
  const variable = table.parent(loc) ? undefined : table.object(loc).variable;
  return variable?.role === 'local' ? variable : undefined;
}

/** The local variable through which all accesses reach the map. */
export function commonVariable(accesses: readonly Access[]): Var | undefined {
  const named = accesses.map(
    ({ names, table }) =>
      new Set(
        names.flatMap((refs) => {
          const variable = refs.length === 1 ? localVariable(table, refs[0]!) : undefined;
          return variable ? [variable] : [];
        }),
      ),
  );
  return [...(named[0] ?? [])].find((variable) => named.every((variables) => variables.has(variable)));
}
