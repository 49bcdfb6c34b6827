/** Every way to run at once with everything that may guard or order it: reported where it races, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { combinations } from './concurrency.js';
import { openPrograms } from './programs.js';

const all = combinations();

describe('ways to run at once', async () => {
  const messagesOf = await openPrograms(all);

  test.for(all.map((each, at) => [each.name, each, at] as const))('%s', ([, { races, missed }, at]) => {
    const loud = messagesOf(at);
    if (races && !missed) expect(loud).not.toEqual([]);
    else expect(loud).toEqual([]);
  });
});
