/** Copies of a package-level variable that has no map where the copy seems to share one: `cfg := defaults`. */
import type { FunctionFacts } from '../flow/analysis.js';
import type { Pair } from '../flow/copies.js';
import { elements } from '../flow/locations.js';
import type { Questions } from './pass.js';

/** Whether the source of a pair is nil, whenever it is copied, as far as its package decides. */
export function isNilSource({ locations }: FunctionFacts, questions: Questions, { source }: Pair): boolean {
  const { variable } = locations.object(source);
  if (variable?.role !== 'package') return false;
  const path: string[] = [];
  for (let at = source; locations.parent(at); at = locations.parent(at)) {
    if (locations.field(at) === elements) return false;
    path.unshift(locations.field(at));
  }
  return questions.isZeroForEver({ variable, path });
}
