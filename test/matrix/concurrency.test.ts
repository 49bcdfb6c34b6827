/** Every way to run at once with everything that may guard or order it: reported where it races, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { checkFiles, isLoud, openTestWorkspace } from '../support/engine.js';
import { combinations } from './concurrency.js';

const all = combinations();

describe('ways to run at once', async () => {
  const files = all.flatMap(({ text }, at): [string, string][] => [
    [`/${at}/go.mod`, 'module combined\n\ngo 1.25\n'],
    [fileOf(at), text],
  ]);
  const workspace = await openTestWorkspace(new Map(files));

  test.for(all.map((each, at) => [each.name, each, at] as const))('%s', ([, { races, missed }, at]) => {
    const loud = [...checkFiles(workspace, [fileOf(at)]).values()].flat().filter(isLoud);
    if (races && !missed) expect(loud).not.toEqual([]);
    else expect(loud.map(({ message }) => message)).toEqual([]);
  });
});

function fileOf(at: number): string {
  return `/${at}/main.go`;
}
