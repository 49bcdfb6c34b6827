/**
 * One bug, one finding: where several rules see one bug, the most specific one speaks of it, and the others are silent.
 *
 * By map, among the findings of a package: `orders`. By copy, while rules about copies look for evidence:
 * `decode-into-shared-map` before `struct-copy-shares-map` and `map-alias-write`, since the write is a decoder's;
 * `shallow-clone` before the same two, since what a loop puts from one map into another is a copy of each entry as well,
 * and what it shares is the same.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact } from '../flow/copies.js';
import type { RuleCode } from './registry.js';
import type { Finding } from './rule.js';

/** In each, the most specific rule first. */
const orders: readonly (readonly RuleCode[])[] = [
  [
    'copied-map-guard',
    'map-write-under-rlock',
    'guarded-map-escape',
    'unguarded-map-access',
    'concurrent-map-access',
    'unguarded-global-map',
  ],
  ['copied-map-guard', 'struct-copy-shares-map'],
];

/** Without the findings that a more specific rule speaks for. */
export function prevailing(findings: readonly Finding[]): readonly Finding[] {
  const rules = new Map<string, Set<string>>();
  for (const { code, severity, about = [] } of findings) {
    // A hint is no finding that another could wait for.
    if (severity === 'hint') continue;
    for (const subject of about) {
      const known = rules.get(subject);
      if (known) known.add(code);
      else rules.set(subject, new Set([code]));
    }
  }
  return findings.filter(({ code, about = [] }) => {
    const before = moreSpecific(code);
    return before.length === 0 || !about.some((subject) => before.some((rule) => rules.get(subject)?.has(rule)));
  });
}

/** The rules that stand before it in an order. */
function moreSpecific(code: string): readonly RuleCode[] {
  const codes: readonly (readonly string[])[] = orders;
  return orders.flatMap((order, i) => order.slice(0, Math.max(0, codes[i]!.indexOf(code))));
}

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
