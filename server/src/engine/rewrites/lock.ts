/** Rewrites that take a lock that exists already around the statements that need it. */
import type { SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { CellAccess, Guard, GuardedCell } from '../flow/guards.js';
import type { Access, CallFact } from '../flow/summary.js';
import type { Pass } from '../rules/pass.js';

/** For a conflict where one access holds a lock that the other lacks. */
export function lockFixes(
  _pass: Pass,
  _facts: FunctionFacts,
  _write: Access,
  _others: readonly Access[],
): readonly SuggestedFix[] {
  return [];
}

/** At an access without the guard of its cell. */
export function guardFixes(
  _pass: Pass,
  _cell: GuardedCell,
  _guard: Guard,
  _access: CellAccess,
): readonly SuggestedFix[] {
  return [];
}

/** At a call, without the lock, of a helper that expects it. */
export function guardCallFixes(
  _pass: Pass,
  _cell: GuardedCell,
  _guard: Guard,
  _access: CellAccess,
  _call: { readonly fact: CallFact; readonly facts: FunctionFacts },
): readonly SuggestedFix[] {
  return [];
}
