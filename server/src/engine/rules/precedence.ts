/**
 * One bug, one finding: where several rules see one bug, the most specific one speaks of it, and the others are silent.
 *
 * By map, or by write, among the findings of a package: `orders`. By copy, while rules about copies look for evidence:
 * `decode-into-shared-map` before `struct-copy-shares-map` and `map-alias-write`, since the write is a decoder's;
 * `shallow-clone` before the same two, since what a loop puts from one map into another is a copy of each entry as well,
 * and what it shares is the same.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact } from '../flow/copies.js';
import { declNumber } from '../flow/decl-number.js';
import type { RuleCode } from './registry.js';
import type { Finding } from './rule.js';

/** Rules that forget a guard, each in its own way: in two functions they are two bugs, whatever the map. */
const byFunction: readonly RuleCode[] = ['map-write-under-rlock', 'guarded-map-escape', 'unguarded-map-access'];

/** In each, the most specific rules first: those of a later group are silent for a map that an earlier one speaks of. */
const orders: readonly (readonly (readonly RuleCode[])[])[] = [
  [['copied-map-guard'], byFunction, ['concurrent-map-access'], ['unguarded-global-map']],
  [['copied-map-guard'], ['struct-copy-shares-map']],
  [['map-alias-write'], ['map-param-write']],
];

/** Without the findings that a more specific rule speaks for, and without information where a rule warns. */
export function prevailing(findings: readonly Finding[]): readonly Finding[] {
  const told = new Set<string>();
  const warned = new Set<string>();
  for (const { code, severity, at, about = [] } of findings) {
    // A hint is no finding that another could wait for.
    if (severity === 'hint') continue;
    const keys = about.flatMap((map) => [`${code} ${map}`, `${code} ${map} ${declNumber(at.decl)}`]);
    for (const key of keys) {
      told.add(key);
      if (severity !== 'information') warned.add(key);
    }
  }
  return findings.filter(({ code, severity, at, about = [] }) => {
    const isMild = severity === 'information';
    const known = isMild ? told : warned;
    const isTold = (rule: RuleCode, where: string): boolean => about.some((map) => known.has(`${rule} ${map}${where}`));
    const here = ` ${declNumber(at.decl)}`;
    return (
      !before(orders, code).some((rule) => isTold(rule, '')) &&
      !before([byFunction.map((rule) => [rule])], code).some((rule) => isTold(rule, here)) &&
      !(isMild && after(orders, code).some((rule) => about.some((map) => warned.has(`${rule} ${map}`))))
    );
  });
}

/** The rules of the groups that stand before the rule's own. */
function before(all: typeof orders, code: string): readonly RuleCode[] {
  return all.flatMap((groups) => {
    const own = groups.findIndex((group) => group.some((rule) => rule === code));
    return groups.slice(0, Math.max(own, 0)).flat();
  });
}

/** The rules of the groups that stand behind it. */
function after(all: typeof orders, code: string): readonly RuleCode[] {
  return before(
    all.map((groups) => [...groups].reverse()),
    code,
  );
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
