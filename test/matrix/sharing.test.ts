/** Every form that copies with everything that may come before the write: reported where the write is seen, and nowhere else. */
import { afterAll, describe, expect, test } from 'vitest';
import { checkFiles, isLoud, openTestWorkspace } from '../support/engine.js';
import { whyNoGo } from '../support/go-command.js';
import { linkPrograms } from '../support/linked-programs.js';
import { combinations } from './sharing.js';

const all = combinations();

describe('forms that copy', async () => {
  const files = all.flatMap(({ text }, at): [string, string][] => [
    [`/${at}/go.mod`, 'module combined\n\ngo 1.25\n'],
    [fileOf(at), text],
  ]);
  const workspace = await openTestWorkspace(new Map(files));

  test.for(all.map((each, at) => [each.name, each, at] as const))('%s', ([, { pollutes, missed }, at]) => {
    const loud = [...checkFiles(workspace, [fileOf(at)]).values()].flat().filter(isLoud);
    if (pollutes && !missed) expect(loud).not.toEqual([]);
    else expect(loud.map(({ message }) => message)).toEqual([]);
  });
});

describe('forms that copy, when they run', () => {
  const chosen = all.filter((_, at) => at % 7 === 0);
  const programs =
    whyNoGo === undefined ? linkPrograms(chosen.map(({ text }) => new Map([['main.go', text]]))) : undefined;
  afterAll(() => programs?.remove());

  test.for(chosen.map((each, at) => [each.name, each, at] as const))('%s', ([, { pollutes }, at], { skip }) => {
    if (!programs) return skip(whyNoGo);
    expect(programs.errors).toBe('');
    expect(programs.run(at).status).toBe(pollutes ? 3 : 0);
  });
});

function fileOf(at: number): string {
  return `/${at}/main.go`;
}
