/** Baselines: what is known is not reported, wherever it moves; what is new is, and what is gone is said. */
import { describe, expect, test } from 'vitest';
import { run } from './run-in-memory.js';

const header = 'package shop\n\n';

/** A function with a finding in it. */
function aliasing(name: string, source = 'list'): string {
  return `func ${name}(${source} map[string]int) {\n\toffer := ${source}\n\toffer["tea"] = 0\n}\n\n`;
}

function files(sale: string): Map<string, string> {
  return new Map([
    ['/work/go.mod', 'module example.com/shop\n\ngo 1.22\n'],
    ['/work/sale/sale.go', header + sale],
  ]);
}

/** Writes a baseline of the first text, then checks the second against it. */
async function checkAgainst(before: string, after: string, args = 'check --baseline known.json') {
  const workspace = files(before);
  await run('check --write-baseline known.json', workspace);
  workspace.set('/work/sale/sale.go', header + after);
  return run(args, workspace);
}

test('is written with what identifies a finding, and for people to read', async () => {
  const workspace = files(aliasing('sale') + aliasing('season') + aliasing('sale2'));
  const { status, out, err } = await run('check --write-baseline ci/known.json', workspace);
  expect({ status, out, err }).toEqual({
    status: 0,
    out: '',
    err: 'mapguard: 3 findings written to ci/known.json\n',
  });
  const entry = { rule: 'map-alias-write', package: '../sale', content: 'offer := list', count: 1 };
  expect(JSON.parse(workspace.get('/work/ci/known.json')!)).toEqual({
    version: 1,
    findings: [
      { ...entry, symbol: 'sale' },
      { ...entry, symbol: 'sale2' },
      { ...entry, symbol: 'season' },
    ],
  });
});

describe('check --baseline', () => {
  test('does not report what it holds', async () => {
    expect(await checkAgainst(aliasing('sale'), aliasing('sale'))).toEqual({
      status: 0,
      out: 'no findings\n',
      err: '',
    });
  });

  test('follows findings to other lines and files, and through changes of white space', async () => {
    const moved = `// New.\n\n${aliasing('first', 'x').replace('\toffer["tea"] = 0\n', '')}`;
    const spaced = aliasing('sale').replace('\toffer :=', '\n\n\toffer :=');
    expect((await checkAgainst(aliasing('sale'), moved + spaced)).out).toBe('no findings\n');
    const workspace = files(aliasing('sale'));
    await run('check --write-baseline known.json', workspace);
    workspace.set('/work/sale/other.go', workspace.get('/work/sale/sale.go')!);
    workspace.delete('/work/sale/sale.go');
    expect((await run('check --baseline known.json', workspace)).out).toBe('no findings\n');
  });

  test.for([
    ['in another declaration', aliasing('sale') + aliasing('season')],
    ['of another line', aliasing('sale').replace('\n}\n', '\n\tgift := list\n\tgift["tea"] = 1\n}\n')],
    ['that is there once more', aliasing('sale').replace('\n}\n', '\n\toffer := list\n\toffer["tea"] = 1\n}\n')],
  ] as const)('reports a finding %s', async ([, after]) => {
    const { status, out } = await checkAgainst(aliasing('sale'), after);
    expect(out).toContain('1 finding in 1 file');
    expect(status).toBe(1);
  });

  test('says how many are gone', async () => {
    expect(await checkAgainst(aliasing('sale') + aliasing('season'), aliasing('sale'))).toEqual({
      status: 0,
      out: 'no findings\n',
      err: 'mapguard: 1 finding of known.json no longer found; --write-baseline known.json takes them out\n',
    });
  });

  test('says nothing of what it has not looked at', async () => {
    const workspace = files(aliasing('sale'));
    workspace.set('/work/count/count.go', header);
    workspace.set('/work/sale/more.go', header);
    await run('check --write-baseline known.json', workspace);
    workspace.set('/work/sale/sale.go', header);
    expect((await run('check --baseline known.json count', workspace)).err).toBe('');
    expect((await run('check --baseline known.json sale/more.go', workspace)).err).toBe('');
    expect((await run('check --baseline known.json sale', workspace)).err).toContain('1 finding of known.json');
  });

  test('lies anywhere, and is used from anywhere', async () => {
    const workspace = files(aliasing('sale'));
    await run('check --write-baseline ci/known.json', workspace);
    const { out } = await run('check --baseline ../ci/known.json', workspace, { cwd: '/work/sale' });
    expect(out).toBe('no findings\n');
  });

  test.for([
    [undefined, 'no such baseline: known.json (mapguard check --write-baseline known.json writes one)'],
    ['{', 'known.json: '],
    ['[]', 'known.json: not a baseline that this version of mapguard reads; write it again'],
    ['{ "version": 2, "findings": [] }', 'known.json: not a baseline that this version'],
    ['{ "version": 1, "findings": [{ "rule": "x" }] }', 'known.json: not a baseline that this version'],
  ] as const)('says what is wrong with %s', async ([text, message]) => {
    const workspace = files(aliasing('sale'));
    if (text !== undefined) workspace.set('/work/known.json', text);
    const { status, out, err } = await run('check --baseline known.json', workspace);
    expect(err).toContain(message);
    expect(err).not.toContain('internal error');
    expect(out).toBe('');
    expect(status).toBe(2);
  });

  test('is not written and read at once', async () => {
    const { status, err } = await run('check --baseline a --write-baseline b', files(aliasing('sale')));
    expect(err).toContain("'--write-baseline <file>' cannot be used with option '--baseline <file>'");
    expect(status).toBe(2);
  });
});
