/**
 * A slice of `npm run oracle:race`: for each concurrency rule, the first bad program, with all that it is rewritten to; and
 * of the combinations one in many.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { whyNoGo } from '../support/go-command.js';
import { combinations } from '../matrix/concurrency.js';
import { linkTexts } from '../matrix/programs.js';
import { problemOfCombination } from './race-combinations.js';
import { concurrencyRules, linkCases, problemOf, raceCases, type RaceCase } from './race-check.js';

const cases = slice(raceCases());

describe('rewritten programs under the race detector', () => {
  const programs = whyNoGo === undefined ? linkCases(cases) : undefined;
  afterAll(() => programs?.remove());

  test('all of them compile', ({ skip }) => {
    if (!programs) return skip(whyNoGo);
    expect(programs.errors).toBe('');
  });

  test.for(cases.map(({ name }, at) => [name, at] as const))('%s', { timeout: 60_000 }, ([, at], { skip }) => {
    if (!programs) return skip(whyNoGo);
    expect(problemOf(cases, at, programs)).toBeUndefined();
  });
});

describe('combinations under the race detector', () => {
  const chosen = combinations().filter((_, at) => at % 41 === 0);
  const programs = whyNoGo === undefined ? linkTexts(chosen) : undefined;
  afterAll(() => programs?.remove());

  test.for(chosen.map((each, at) => [each.name, each, at] as const))('%s', ([, each, at], { skip }) => {
    if (!programs) return skip(whyNoGo);
    expect(programs.errors).toBe('');
    expect(problemOfCombination(each, at, programs)).toBeUndefined();
  });
});

/** Numbers of originals are those in the slice. */
function slice(all: readonly RaceCase[]): readonly RaceCase[] {
  const rewritten = new Set(all.flatMap(({ original }) => original ?? []));
  return concurrencyRules
    .flatMap((rule) => {
      const first = all.findIndex((each, at) => each.rule === rule && rewritten.has(at));
      return first < 0 ? [] : all.filter((each, at) => at === first || each.original === first);
    })
    .map((each, _, chosen) => renumbered(each, all, chosen));
}

function renumbered(each: RaceCase, all: readonly RaceCase[], chosen: readonly RaceCase[]): RaceCase {
  return each.original === undefined ? each : { ...each, original: chosen.indexOf(all[each.original]!) };
}
