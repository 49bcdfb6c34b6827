/** Numbers for declarations, for keys: the same declaration has the same number as long as it lives. */
import type { Decl } from '../syntax/source-file.js';

const numbers = new WeakMap<Decl, number>();
let count = 0;

export function declNumber(decl: Decl): number {
  let number = numbers.get(decl);
  if (number === undefined) numbers.set(decl, (number = ++count));
  return number;
}
