/** The sample service: the engine finds what is planted in it and nothing else, and it is a Go program that works. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LineIndex } from '../server/src/cli/render/line-index.js';
import type { Workspace } from '../server/src/engine/index.js';
import { checkFiles, isLoud, openTestWorkspace, openWorkspaceWithoutGo } from './support/engine.js';
import { runIn, whyNoGo } from './support/go-command.js';

const folder = join(import.meta.dirname, 'sample');

/** File, rule, and the line that the finding starts on. */
const planted = [
  'cache/cache.go: map-write-under-rlock: c.hits[path]++',
  'cache/cache.go: unguarded-map-access: delete(c.pages, path)',
  'config/config.go: struct-copy-shares-map: for _, limits := range tenants {',
  'config/config.go: struct-copy-shares-map: next := *c',
  'stats/stats.go: concurrent-map-access: sizes[target] = size(target)',
  'stats/stats.go: map-alias-write: before := c.visits',
  'stats/stats.go: map-alias-write: sum = first',
  'store/store.go: map-write-under-rlock: delete(s.links, code)',
  'store/store.go: unguarded-map-access: return len(s.links)',
  'web/new.go: concurrent-map-access: created[r.RemoteAddr]++',
  'web/web.go: concurrent-map-access: s.lastSeen[r.RemoteAddr] = time.Now()',
];

describe('the sample service', () => {
  const files = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.go$|go\.mod$/.test(name)) files.set(`/sample/${name}`, readFileSync(join(folder, name), 'utf8'));
  }

  /** Findings as `planted` says them. */
  function foundIn(workspace: Workspace): readonly string[] {
    const found = [...checkFiles(workspace, files.keys())].flatMap(([file, diagnostics]) => {
      const index = new LineIndex(files.get(file)!);
      return diagnostics.filter(isLoud).map(({ rule, start }) => {
        const line = index.lineAt(index.positionOf(start).line).trim();
        return `${file.slice('/sample/'.length)}: ${rule}: ${line}`;
      });
    });
    return found.sort();
  }

  test('has the planted findings and no other', async () => {
    expect(foundIn(await openTestWorkspace(files))).toEqual(planted);
  });

  test('has them without Go on the machine too', async () => {
    expect(foundIn(await openWorkspaceWithoutGo(files))).toEqual(planted);
  });

  test('compiles, and go vet has nothing to say', ({ skip }) => {
    if (whyNoGo !== undefined) return skip(whyNoGo);
    expect(runIn(folder, 'go', ['build', '-o', '/dev/null', './...'])).toEqual({ status: 0, output: '' });
    expect(runIn(folder, 'go', ['vet', './...'])).toEqual({ status: 0, output: '' });
    expect(runIn(folder, 'gofmt', ['-l', '.'])).toEqual({ status: 0, output: '' });
  });

  test('passes its own tests', ({ skip }) => {
    if (whyNoGo !== undefined) return skip(whyNoGo);
    const { status, output } = runIn(folder, 'go', ['test', './...']);
    expect(output).not.toContain('FAIL');
    expect(status).toBe(0);
  });
});
