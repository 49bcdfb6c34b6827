/**
 * One bug, one finding: which copies the rules about copies leave to a more specific rule.
 *
 * `decode-into-shared-map` before `struct-copy-shares-map` and `map-alias-write`: the write is a decoder's.
 * `shallow-clone` before `struct-copy-shares-map` and `map-alias-write`: what a loop puts from one map into another is
 * a copy of each entry as well, and what it shares is the same.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact } from '../flow/copies.js';

/** Whether another rule than those about copies of maps and of structs speaks of the copy. */
export function isSaidElsewhere(facts: FunctionFacts, copy: CopyFact): boolean {
  return (
    copy.form === 'entries' ||
    isDecoded(copy) ||
    facts.copies.some((other) => other.form === 'entries' && covers(other, copy))
  );
}

/** Whether the maps of the copy, or of its source, are written by a decoder first of all. */
export function isDecoded({ writes }: CopyFact): boolean {
  return writes.some(({ write }) => write.how === 'decode');
}

/** Whether the copy is one step of what copies the entries: the variable of the loop, or the assignment. */
function covers(entries: CopyFact, { node, form, sourceRoot, copyRoot }: CopyFact): boolean {
  if (entries.writes.length === 0) return false;
  return (
    entries.node === node ||
    (form === 'range' && [entries.sourceRoot, entries.copyRoot].includes(sourceRoot)) ||
    copyRoot === entries.copyRoot
  );
}
