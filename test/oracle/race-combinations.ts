/** The programs that are put together of parts before the race detector: those that say so race, and no others. */
import type { Combination } from '../matrix/concurrency.js';
import { isRaceOnMap, type LinkedPrograms } from '../support/linked-programs.js';

/** The detector sees a race only where accesses come close enough together, so it gets more than one chance. */
const attempts = 20;
const cleanRuns = 2;

/** What is wrong with one of those that were linked; undefined if it is as it should be. */
export function problemOfCombination({ races }: Combination, at: number, programs: LinkedPrograms): string | undefined {
  for (let attempt = 0; attempt < (races ? attempts : cleanRuns); attempt++) {
    const { output } = programs.run(at);
    if (isRaceOnMap(output)) return races ? undefined : `races: ${output.slice(0, 1500)}`;
  }
  return races ? 'does not race' : undefined;
}
