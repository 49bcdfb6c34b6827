/**
 * Every rewrite on a part of the standard library that takes a minute, and on the Go files of `test/rewrites/`: all of
 * them compile, pass go vet and are formatted; those of findings end their finding. `npm run oracle:rewrites` does it on
 * whole modules.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../server/src/host/node.js';
import { importBundled } from '../support/bundle.js';
import { makeFolder, whyNoGo } from '../support/go-command.js';
import { findGoroot } from './goast-compare.js';
import { buildJudge, openJudge } from './rewrite-judge.js';
import type * as run from './rewrite-run.js';

const packages = [
  'net/url',
  'net/rpc/...',
  'mime/...',
  'text/template/...',
  'expvar',
  'go/build/...',
  'internal/trace',
];

describe.skipIf(whyNoGo !== undefined)('rewrites of real code', () => {
  const folder = makeFolder(new Map());
  let program = '';
  beforeAll(() => {
    program = buildJudge(join(folder.path, 'judge'), findGoroot()!);
  }, 240_000);
  afterAll(() => folder.remove());

  test('in the standard library', { timeout: 600_000 }, async () => {
    const { failures, offered } = await tryAll(program, join(findGoroot()!, 'src'), packages);
    expect(failures).toEqual([]);
    expect(offered).toBeGreaterThan(500);
  });

  test('in the Go files that show them', { timeout: 240_000 }, async () => {
    const module = join(folder.path, 'shown');
    for (const [path, text] of shown()) {
      mkdirSync(dirname(join(module, path)), { recursive: true });
      writeFileSync(join(module, path), text);
    }
    const { failures, offered } = await tryAll(program, module, ['./...']);
    expect(failures).toEqual([]);
    expect(offered).toBeGreaterThan(40);
  });
});

async function tryAll(
  program: string,
  folder: string,
  patterns: readonly string[],
): Promise<{ readonly failures: readonly run.Failure[]; readonly offered: number }> {
  const { tryRewrites } = await importBundled<typeof run>('test/oracle/rewrite-run.ts');
  const judge = await openJudge(program, folder, patterns);
  try {
    const folders = [...new Set(judge.files.map((file) => dirname(file)))];
    const environment = { ...createNodeHost().environment(''), goos: 'linux', goarch: 'amd64' };
    const { failures, tallies } = await tryRewrites({ environment, judge, folders, force: true });
    return { failures, offered: [...tallies.values()].reduce((sum, tally) => sum + tally.offered - tally.skipped, 0) };
  } finally {
    judge.close();
  }
}

/** Each file a package of its own; those of an older Go in a module of their own, which is left out here. */
function shown(): ReadonlyMap<string, string> {
  const folder = join(import.meta.dirname, '../rewrites');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^[^/]+\/[^/]+\.go$/.test(path),
  );
  const texts = files.map((path) => [path.replace('.go', '/x.go'), readFileSync(join(folder, path), 'utf8')] as const);
  return new Map([['go.mod', 'module example.com/m\n\ngo 1.25\n'], ...texts]);
}
