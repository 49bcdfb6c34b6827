/** Which variable a conflict is about. */
import type { FunctionFacts } from '../flow/analysis.js';
import type { Access } from '../flow/summary.js';
import type { Var } from '../types/index.js';

/** The local variable through which all accesses reach the map. */
export function commonVariable({ locations }: FunctionFacts, accesses: readonly Access[]): Var | undefined {
  const named = accesses.map(
    ({ names }) =>
      new Set(
        names.flatMap((refs) => {
          const variable =
            refs.length === 1 && !locations.parent(refs[0]!) ? locations.object(refs[0]!)?.variable : undefined;
          return variable?.role === 'local' ? [variable] : [];
        }),
      ),
  );
  return [...(named[0] ?? [])].find((variable) => named.every((variables) => variables.has(variable)));
}
