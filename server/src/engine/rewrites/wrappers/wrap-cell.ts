/** Wrappers for the field or package-level variable that some accesses reach their map through. */
import type { SuggestedFix } from '../../diagnostic.js';
import { cellOf } from '../../flow/cells.js';
import type { Access } from '../../flow/summary.js';
import type { Pass } from '../../rules/pass.js';
import { isMap } from '../../types/index.js';
import { wrapMapFixes } from './wrap-map.js';

export function wrapCellFixes(pass: Pass, accesses: readonly Access[]): readonly SuggestedFix[] {
  const variables = new Set(accesses.map((access) => cellOf(access)?.cell.variable?.generic));
  const [variable, ...others] = variables;
  // The map that is shared has to be the variable's own, not one of its elements.
  if (!variable || others.length > 0 || !isMap(variable.type)) return [];
  return wrapMapFixes(pass, variable);
}
