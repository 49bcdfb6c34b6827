/** What commands pass around: a diagnostic without functions, so that it can cross threads. */
import type { Diagnostic, SuggestedFix } from '../engine/index.js';

export interface Finding extends Omit<Diagnostic, 'fixes'> {
  readonly fixes: readonly SuggestedFix[];
}

/** Computes the fixes, which is most of the work of showing a diagnostic: leave out first what nobody will see. */
export function findingOf(diagnostic: Diagnostic): Finding {
  const { fixes, ...rest } = diagnostic;
  return { ...rest, fixes: fixes() };
}

/** By file, then by place: the order of reports. */
export function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
