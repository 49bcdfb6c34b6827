/** Rewrite that turns a critical section from the read lock to the write lock. */
import type { SuggestedFix } from '../diagnostic.js';
import type { CellAccess } from '../flow/guards.js';
import type { Pass } from '../rules/pass.js';

/** `lock` is the mutex in the terms of the access's function. */
export function upgradeFixes(_pass: Pass, _access: CellAccess, _lock: string): readonly SuggestedFix[] {
  return [];
}
