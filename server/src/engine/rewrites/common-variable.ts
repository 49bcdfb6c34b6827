/** Which variable a conflict is about. */
import type { Access } from '../flow/summary.js';
import type { Var } from '../types/index.js';

/** The local variable through which all accesses reach the map. */
export function commonVariable(accesses: readonly Access[]): Var | undefined {
  const named = accesses.map(
    ({ names, table }) =>
      new Set(
        names.flatMap((refs) => {
          const variable = refs.length === 1 && !table.parent(refs[0]!) ? table.object(refs[0]!)?.variable : undefined;
          return variable?.role === 'local' ? [variable] : [];
        }),
      ),
  );
  return [...(named[0] ?? [])].find((variable) => named.every((variables) => variables.has(variable)));
}
