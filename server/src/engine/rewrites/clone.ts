/** Rewrites that end a sharing by a clone: of a map at its copy, of the maps of a copied struct. */
import type { SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact } from '../flow/copies.js';
import type { Pass } from '../rules/pass.js';

/** At `b := a` and its kin: `maps.Clone`, or a loop. */
export function cloneFixes(_pass: Pass, _facts: FunctionFacts, _copy: CopyFact): readonly SuggestedFix[] {
  return [];
}

/** After a struct copy: a clone of each map that is written through one of the copies. */
export function cloneFieldFixes(_pass: Pass, _facts: FunctionFacts, _copy: CopyFact): readonly SuggestedFix[] {
  return [];
}
