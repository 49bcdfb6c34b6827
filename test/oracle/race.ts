/**
 * `npm run oracle:race [-- RULE …]`: the programs of the concurrency rules, and all their rewrites, under the race detector.
 * `npm run oracle:race -- combinations`: each way to run at once with each thing that guards or orders it.
 */
import { combinations } from '../matrix/concurrency.js';
import { whyNoGo } from '../support/go-command.js';
import { linkTexts } from '../matrix/programs.js';
import { problemOfCombination } from './race-combinations.js';
import { linkCases, problemOf, raceCases, type RaceCase } from './race-check.js';

main(process.argv.slice(2));

function main(rules: readonly string[]): void {
  if (whyNoGo !== undefined) throw new Error(whyNoGo);
  if (rules.includes('combinations')) {
    judgeCombinations();
    return;
  }
  const all = raceCases();
  // Rewritten programs refer to their originals by number, so none is left out before linking.
  const chosen = [...all.keys()].filter((at) => rules.length === 0 || rules.includes(all[at]!.rule));
  const programs = linkCases(all);
  try {
    if (programs.errors !== '') throw new Error(programs.errors);
    const table = new Map<string, Record<RaceCase['kind'] | 'failed', number>>();
    for (const at of chosen) {
      const { name, rule, kind } = all[at]!;
      const row = table.get(rule) ?? { bad: 0, good: 0, rewritten: 0, failed: 0 };
      table.set(rule, row);
      row[kind]++;
      const problem = problemOf(all, at, programs);
      if (problem === undefined) continue;
      row.failed++;
      console.log(`${name}: ${problem}`);
      process.exitCode = 1;
    }
    console.table(Object.fromEntries(table));
  } finally {
    programs.remove();
  }
}

function judgeCombinations(): void {
  const all = combinations();
  const programs = linkTexts(all);
  try {
    if (programs.errors !== '') throw new Error(programs.errors);
    const failed = all.filter((each, at) => {
      const problem = problemOfCombination(each, at, programs);
      if (problem !== undefined) console.log(`${each.name}: ${problem}`);
      return problem !== undefined;
    });
    const racing = all.filter(({ races }) => races).length;
    console.log(`${racing} that race, ${all.length - racing} that do not, ${failed.length} failed`);
    if (failed.length > 0) process.exitCode = 1;
  } finally {
    programs.remove();
  }
}
