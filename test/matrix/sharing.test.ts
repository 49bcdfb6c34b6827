/** Every form that copies with everything that may come before the write: reported where the write is seen, and nowhere else. */
import { afterAll, describe, expect, test } from 'vitest';
import { whyNoGo } from '../support/go-command.js';
import { linkTexts, openPrograms } from './programs.js';
import { combinations } from './sharing.js';

const all = combinations();

describe('forms that copy', async () => {
  const messagesOf = await openPrograms(all);

  test.for(all.map((each, at) => [each.name, each, at] as const))('%s', ([, { pollutes, missed }, at]) => {
    const loud = messagesOf(at);
    if (pollutes && !missed) expect(loud).not.toEqual([]);
    else expect(loud).toEqual([]);
  });
});

describe('forms that copy, when they run', () => {
  const chosen = all.filter((_, at) => at % 7 === 0);
  const programs = whyNoGo === undefined ? linkTexts(chosen) : undefined;
  afterAll(() => programs?.remove());

  test.for(chosen.map((each, at) => [each.name, each, at] as const))('%s', ([, { pollutes }, at], { skip }) => {
    if (!programs) return skip(whyNoGo);
    expect(programs.errors).toBe('');
    expect(programs.run(at).status).toBe(pollutes ? 3 : 0);
  });
});
