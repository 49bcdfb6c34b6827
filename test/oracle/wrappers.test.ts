/** The types that rewrites put in the place of a map: they behave as one, and hold under the race detector. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { safeMap } from '../../server/src/engine/rewrites/wrappers/safe-map.js';
import { snapshotMap } from '../../server/src/engine/rewrites/wrappers/snapshot-map.js';
import { syncMap } from '../../server/src/engine/rewrites/wrappers/sync-map.js';
import { makeFolder, runIn, whyNoGo } from '../support/go-command.js';

const wrappers = [safeMap, syncMap, snapshotMap];

test('the generated types pass their tests under the race detector', { timeout: 240_000 }, ({ skip }) => {
  if (whyNoGo !== undefined) return skip(whyNoGo);
  const name = 'wrappers_test.go';
  const folder = makeFolder(
    new Map([
      // The oldest version that they are offered for, but for the loops of the tests.
      ['go.mod', 'module example.com/wrappers\n\ngo 1.23\n'],
      [name, readFileSync(join(import.meta.dirname, 'wrappers', name), 'utf8')],
      ...wrappers.map(({ file, source }) => [file, `package wrappers\n${source}`] as const),
    ]),
  );
  try {
    expect(runIn(folder.path, 'gofmt', ['-l', '.']).output).toBe('');
    const { status, output } = runIn(folder.path, 'go', ['test', '-race', '-vet=all', '-count=2', './...']);
    expect(output).toContain('ok');
    expect(status, output).toBe(0);
  } finally {
    folder.remove();
  }
});
