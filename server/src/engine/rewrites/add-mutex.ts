/** Rewrite that adds a mutex beside a map that has none and guards every access. */
import type { SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { Loc } from '../flow/locations.js';
import type { Access } from '../flow/summary.js';
import type { Pass } from '../rules/pass.js';

export function addMutexFixes(
  _pass: Pass,
  _facts: FunctionFacts,
  _map: Loc,
  _accesses: readonly Access[],
): readonly SuggestedFix[] {
  return [];
}
