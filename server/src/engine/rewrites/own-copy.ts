/** Rewrite that gives a goroutine a clone of its own. */
import type { SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { Loc } from '../flow/locations.js';
import type { Access, Task } from '../flow/summary.js';
import type { Pass } from '../rules/pass.js';

export function ownCopyFixes(
  _pass: Pass,
  _facts: FunctionFacts,
  _map: Loc,
  _task: Task,
  _accesses: readonly Access[],
): readonly SuggestedFix[] {
  return [];
}
