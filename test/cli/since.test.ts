/** `--since`: findings on lines that a real git says have changed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GitOutcome } from '../../server/src/cli/context.js';
import { runGit } from '../../server/src/entry/run-git.js';
import { createNodeHost, slashed } from '../../server/src/host/node.js';
import { run, type Ran } from './run-in-memory.js';

const aliasing = (name: string): string =>
  `func ${name}(list map[string]int) {\n\toffer := list\n\n\toffer["tea"] = 0\n}\n`;
const first = `package shop\n\n${aliasing('sale')}`;

let folder: string;

beforeEach(() => {
  folder = slashed(mkdtempSync(join(tmpdir(), 'mapguard-git-')));
  git('init', '-q');
  git('config', 'user.email', 'test@example.com');
  git('config', 'user.name', 'Test');
  write('go.mod', 'module example.com/shop\n');
  write('sale/sale.go', first);
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
}

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Checks the folder on disk. */
function check(args: string, cwd = folder): Promise<Ran> {
  return run(args, new Map(), { cwd, host: createNodeHost(), git: runGit });
}

describe('check --since', () => {
  test('says nothing while nothing changes', async () => {
    expect(await check('check --since HEAD')).toEqual({ status: 0, out: 'no findings\n', err: '' });
    expect((await check('check')).status).toBe(1);
  });

  test('reports what is new in a file, and not what was there', async () => {
    write('sale/sale.go', first + aliasing('season'));
    const { status, out } = await check('check --since HEAD --format json');
    expect(out.match(/"start":\{"line":(\d+)/)?.[1]).toBe('8');
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });

  test('counts commits and what is staged as well', async () => {
    write('sale/sale.go', first + aliasing('season'));
    git('commit', '-q', '-a', '-m', 'Second');
    write('sale/more.go', `package shop\n\n${aliasing('more')}`);
    git('add', '-A');
    expect((await check('check --since HEAD')).out).toContain('1 finding in 1 file');
    expect((await check('check --since HEAD~1')).out).toContain('2 findings in 2 files');
  });

  test('reports an old copy that a new write makes a mistake', async () => {
    write('sale/sale.go', first.replace('\n\toffer["tea"]', '\n\toffer["jam"] = 1\n\toffer["tea"]'));
    expect((await check('check --since HEAD')).out).toContain('sale/sale.go:4:2');
  });

  test('takes a file that git does not know for new', async () => {
    write('sale/a file, ünknown.go', `package shop\n\n${aliasing('more')}`);
    expect((await check('check --since HEAD')).out).toContain('a file, ünknown.go:4:2');
  });

  test('works from a folder below the root', async () => {
    write('sale/sale.go', first + aliasing('season'));
    expect((await check('check --since HEAD', `${folder}/sale`)).out).toContain('1 finding in 1 file');
  });

  test('runs nothing that the repository configures', async () => {
    write('sale/sale.go', first + aliasing('season'));
    write('.gitattributes', '*.go diff=loud\n');
    const trap = join(folder, 'trap');
    for (const name of ['diff.external', 'diff.loud.command', 'diff.loud.textconv', 'core.fsmonitor']) {
      git('config', name, `touch '${trap}'; false`);
    }
    expect((await check('check --since HEAD')).out).toContain('1 finding in 1 file');
    expect(() => execFileSync('ls', [trap], { stdio: 'pipe' })).toThrow();
  });

  test.for([
    ['nowhere', 'git knows no revision "nowhere" here; a shallow clone has only its newest'],
    ['--output=x', 'git knows no revision "--output=x" here'],
  ] as const)('says what is wrong with the revision %s', async ([revision, message]) => {
    const { status, out, err } = await check(`check --since=${revision}`);
    expect(err).toContain(message);
    expect({ status, out }).toEqual({ status: 2, out: '' });
  });

  test('says that there is no repository', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    const { status, err } = await check('check --since HEAD');
    expect(err).toBe('mapguard: --since HEAD: this folder is not in a git repository\n');
    expect(status).toBe(2);
  });

  test('says that there is no git', async () => {
    const none = (): Promise<GitOutcome | undefined> => Promise.resolve(undefined);
    const { status, err } = await run('check --since HEAD', new Map([['/work/a.go', 'package a\n']]), { git: none });
    expect(err).toBe('mapguard: --since HEAD: git is not to be found\n');
    expect(status).toBe(2);
  });
});
