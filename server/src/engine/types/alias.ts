/** Seeing through aliases. Everything but texts does. */
import type { Type, Written } from './types.js';
import { unknown } from './basic.js';

/** The type that a written type stands for. An alias that leads to itself is unknown. */
export function unalias(written: Written): Type {
  if (written.kind !== 'alias') return written;
  let target: Written = written.target;
  for (let steps = 0; target.kind === 'alias'; steps++) {
    if (steps > 100) return unknown;
    target = target.target;
  }
  return target;
}
