/** Whether types are spelled alike, aliases included. Only where identical types are compared does that mean anything. */
import type { Written } from './types.js';

/** Of lists of identical types: whether they have the same text, as far as aliases matter. */
export function spelledAlike(xs: readonly Written[], ys: readonly Written[]): boolean {
  return xs.length === ys.length && xs.every((x, i) => alike(x, ys[i]!, 0));
}

function alike(x: Written, y: Written, depth: number): boolean {
  if (x === y) return true;
  if (x.kind !== y.kind || depth > 20) return false;
  const inside = (a: Written, b: Written): boolean => alike(a, b, depth + 1);
  switch (x.kind) {
    case 'alias':
      return y.kind === 'alias' && x.obj === y.obj && spelledAlike(x.writtenArgs, y.writtenArgs);
    case 'basic':
      return y.kind === 'basic' && x.name === y.name;
    case 'named':
      return false;
    case 'pointer':
    case 'slice':
    case 'array':
    case 'chan':
      return 'writtenElem' in y && inside(x.writtenElem, y.writtenElem);
    case 'map':
      return y.kind === 'map' && inside(x.writtenKey, y.writtenKey) && inside(x.writtenElem, y.writtenElem);
    default:
      // Function, struct and interface types: as in go/types the first spelling stands for all.
      return true;
  }
}
