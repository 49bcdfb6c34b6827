/** Outcomes that are kept from run to run: when they serve, when they must not, and what becomes of them on disk. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../server/src/check/store.js';
import { importPathsOf } from '../../server/src/check/import-paths.js';
import { PackageKeys } from '../../server/src/check/package-keys.js';
import type { CheckTask } from '../../server/src/check/checker.js';
import { DiskStore } from '../../server/src/host/disk-store.js';
import { createMemoryHost } from '../../server/src/host/memory.js';
import { createNodeHost } from '../../server/src/host/node.js';
import { openInspector } from '../../server/src/engine/index.js';
import { createWorkspace } from '../support/fake-workspace.js';
import { run } from './run-in-memory.js';

describe('import paths at the head of a file', () => {
  test.for([
    ['package a', []],
    ['\ufeff// Package a.\n\n/* import "no" */ package a // import "a"\n\nimport "x"; import y "z"\n', ['x', 'z']],
    [
      'package a\nimport (\n\t_ "x" // why\n\t. `y`\n\n\tz "a/b"; w "c"\n)\nimport ()\nimport"d"\nvar s = `\nimport "no"\n`',
      ['x', 'y', 'a/b', 'c', 'd'],
    ],
    ['package a\nimportant := "x"', []],
    ['package a\nimport (\n\t"x"\n', undefined],
    ['package a\nimport x\n', undefined],
    ['import "x"\n', undefined],
    ['', undefined],
  ] as const)('%j', ([text, expected]) => {
    expect(importPathsOf(text)).toEqual(expected);
  });

  test('are those that the parser finds, in every file of a large package', ({ skip }) => {
    const host = createNodeHost();
    const { goroot, ...rest } = host.environment('');
    if (goroot === undefined) return skip('no Go sources on this machine');
    const inspector = openInspector(rest, undefined as never);
    for (const folder of [`${goroot}/src/net/http`, `${goroot}/src/cmd/go/internal/work`]) {
      for (const { name } of host.files.readDir(folder)!.filter((entry) => entry.name.endsWith('.go'))) {
        const path = `${folder}/${name}`;
        const text = host.files.readFile(path)!;
        const nodes = inspector.ast(path);
        const specs = nodes.filter(({ kind }) => kind === 'ImportSpec');
        const paths = specs.map(({ end }) => /["`]([^"`]*)["`]$/.exec(text.slice(0, end as number))![1]);
        expect(importPathsOf(text), path).toEqual(paths);
      }
    }
  });
});

const files = (): Map<string, string> =>
  new Map([
    ['/work/go.mod', 'module example.com/shop\n\ngo 1.22\n'],
    ['/work/till/till.go', 'package till\n\nimport "example.com/shop/sale"\n\nvar _ = sale.Sale\n'],
    ['/work/till/till_test.go', 'package till\n\nimport "example.com/shop/prices"\n'],
    ['/work/sale/sale.go', 'package sale\n\nimport _ "example.com/shop/list"\n\nfunc Sale() {}\n'],
    ['/work/sale/sale_test.go', 'package sale\n'],
    ['/work/list/list.go', 'package list\n'],
    ['/work/prices/prices.go', 'package prices\n'],
    ['/work/other/other.go', 'package other\n'],
  ]);

describe('the key of a package', () => {
  const task: CheckTask = { folder: '/work/till', settings: { enable: true, rules: {}, goVersion: '' }, least: 'hint' };

  function keyOf(
    changes: Readonly<Record<string, string | undefined>> = {},
    more: Partial<CheckTask> = {},
    program = '1',
  ) {
    const changed = files();
    for (const [path, text] of Object.entries(changes)) {
      if (text === undefined) changed.delete(path);
      else changed.set(path, text);
    }
    return new PackageKeys(program, createMemoryHost(changed).environment('')).keyOf({ ...task, ...more });
  }

  test.for([
    ['/work/till/till.go', 'package till\n'],
    ['/work/till/till_test.go', 'package till\n'],
    ['/work/till/more.go', 'package till\n'],
    ['/work/till/till_test.go', undefined],
    ['/work/sale/sale.go', 'package sale\n\nfunc Sale() { _ = 1 }\n'],
    ['/work/list/list.go', 'package list // changed\n'],
    ['/work/prices/prices.go', 'package prices // changed\n'],
    ['/work/go.mod', 'module example.com/shop\n\ngo 1.21\n'],
    ['/work/go.work', 'go 1.22\n\nuse .\n'],
  ] as const)('is another when %s becomes %j', ([path, text]) => {
    expect(keyOf({ [path]: text })).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf({ [path]: text })).not.toBe(keyOf());
  });

  test('is another with other settings and for another program', () => {
    expect(keyOf({}, { least: 'error' })).not.toBe(keyOf());
    expect(keyOf({}, { settings: { ...task.settings, rules: { x: 'off' } } })).not.toBe(keyOf());
    expect(keyOf({}, {}, '2')).not.toBe(keyOf());
  });

  test.for([
    ['/work/other/other.go', 'package other // changed\n'],
    ['/work/sale/sale_test.go', 'package sale // changed\n'],
    ['/work/till/README.md', 'Read me.\n'],
  ] as const)('is the same when %s becomes %j', ([path, text]) => {
    expect(keyOf({ [path]: text })).toBe(keyOf());
  });

  test('cannot be told where imports cannot', () => {
    expect(keyOf({ '/work/till/till.go': 'package till\nimport (\n' })).toBeUndefined();
    expect(keyOf({ '/work/list/list.go': 'package list\nimport (\n' })).toBeUndefined();
  });

  test('covers imports that go round in a circle, whoever is asked first', () => {
    const circle = { '/work/list/list.go': 'package list\n\nimport "example.com/shop/sale"\n' };
    for (const folder of ['/work/till', '/work/sale', '/work/list']) {
      expect(keyOf(circle, { folder })).toMatch(/^[0-9a-f]{64}$/);
      const changed = { ...circle, '/work/sale/sale.go': `${files().get('/work/sale/sale.go')!}// changed\n` };
      expect(keyOf(changed, { folder }), folder).not.toBe(keyOf(circle, { folder }));
    }
  });
});

describe('check', () => {
  const aliasing = 'package sale\n\nfunc Sale(list map[string]int) {\n\toffer := list\n\toffer["tea"] = 0\n}\n';

  /** A store in memory, and the folders that were checked in a run. */
  function kept() {
    const texts = new Map<string, string>();
    const store: Store = {
      get: (key) => Promise.resolve(texts.get(key)),
      put: (key, text) => Promise.resolve(void texts.set(key, text)),
      close: () => Promise.resolve(),
    };
    const checked: string[] = [];
    return {
      texts,
      checked,
      async check(workspace: Map<string, string>, args = 'check') {
        checked.length = 0;
        return run(args, workspace, {
          store,
          openWorkspace(environment) {
            const opened = createWorkspace(environment);
            return Promise.resolve({
              ...opened,
              snapshot() {
                const snapshot = opened.snapshot();
                return { ...snapshot, check: (folder) => (checked.push(folder), snapshot.check(folder)) };
              },
            });
          },
        });
      },
    };
  }

  test('checks again what has changed and what depends on it', async () => {
    const { check, checked } = kept();
    const workspace = files().set('/work/sale/sale.go', aliasing);
    const first = await check(workspace);
    expect(checked).toHaveLength(5);
    expect(await check(workspace)).toEqual(first);
    expect(checked).toEqual([]);
    workspace.set('/work/sale/sale.go', `${aliasing}\n`);
    expect(await check(workspace)).toEqual(first);
    expect(checked.sort()).toEqual(['/work/sale', '/work/till']);
  });

  test('--no-cache checks everything and keeps nothing', async () => {
    const { check, checked, texts } = kept();
    await check(files(), 'check --no-cache');
    expect(texts.size).toBe(0);
    await check(files());
    await check(files(), 'check --no-cache');
    expect(checked).toHaveLength(5);
  });

  test('keeps no outcome of an analysis that failed', async () => {
    const { check, checked } = kept();
    const broken = files().set('/work/other/other.go', '// broken\npackage other\n');
    expect((await check(broken)).status).toBe(2);
    expect((await check(broken)).status).toBe(2);
    expect(checked).toEqual(['/work/other']);
  });
});

describe('on disk', () => {
  let folder: string;
  const key = (at: number): string => String(at).padStart(64, '0');
  const pathOf = (at: number): string => join(folder, key(at).slice(0, 2), key(at).slice(2));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mapguard-store-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('texts come back in another process', async () => {
    await new DiskStore({ folder }).put(key(1), 'té\n');
    expect(await new DiskStore({ folder }).get(key(1))).toBe('té\n');
    expect(await new DiskStore({ folder }).get(key(2))).toBeUndefined();
  });

  test.for([
    ['is cut short', (text: string) => text.slice(0, -1)],
    ['is empty', () => ''],
    ['is another text', (text: string) => text.replace('one', 'two')],
    ['belongs to another key', () => undefined],
  ] as const)('an entry that %s counts as absent', async ([, damage]) => {
    const store = new DiskStore({ folder });
    await store.put(key(1), 'one');
    await store.put(key(2), 'one');
    const damaged = damage(readFileSync(pathOf(1), 'utf8')) ?? readFileSync(pathOf(2), 'utf8');
    writeFileSync(pathOf(1), damaged);
    expect(await store.get(key(1))).toBeUndefined();
    await store.put(key(1), 'one');
    expect(await store.get(key(1))).toBe('one');
  });

  test('many writers of the same entries get along', async () => {
    const stores = Array.from({ length: 8 }, () => new DiskStore({ folder, largestBytes: 64 * 4096 }));
    await Promise.all(
      stores.map(async (store) => {
        for (let at = 0; at < 40; at++) {
          await store.put(key(at), `text ${at}`);
          expect([`text ${at}`, undefined]).toContain(await store.get(key(at)));
        }
        await store.close();
      }),
    );
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('unfinished'))).toEqual([]);
    expect(await stores[0]!.get(key(39))).toBe('text 39');
  });

  test('what was not used for longest goes when there is too much', async () => {
    const store = new DiskStore({ folder, largestBytes: 8 * 4096 });
    for (let at = 0; at < 10; at++) {
      await store.put(key(at), 'text');
      const days = new Date(Date.now() - (30 - at) * 24 * 60 * 60 * 1000);
      utimesSync(pathOf(at), days, days);
    }
    expect(await store.get(key(0))).toBe('text');
    await store.close();
    const left = await Promise.all(Array.from({ length: 10 }, (_, at) => store.get(key(at))));
    expect(left.map((text) => text !== undefined)).toEqual([
      true,
      ...Array<boolean>(4).fill(false),
      ...Array<boolean>(5).fill(true),
    ]);
  });

  test('what a killed process left behind goes in time', async () => {
    const store = new DiskStore({ folder });
    mkdirSync(join(folder, '00'));
    for (const [name, days] of [
      ['old', 2],
      ['new', 0],
    ] as const) {
      const path = join(folder, '00', `${name}.unfinished`);
      writeFileSync(path, '');
      const time = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
      utimesSync(path, time, time);
    }
    await store.put(key(1), 'text');
    await store.close();
    expect(readdirSync(join(folder, '00')).sort()).toEqual([key(1).slice(2), 'new.unfinished'].sort());
  });

  test('a place that cannot be written to is a place that holds nothing', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const store = new DiskStore({ folder: file });
    await store.put(key(1), 'text');
    expect(await store.get(key(1))).toBeUndefined();
    await store.close();
    expect(statSync(file).size).toBe(0);
  });
});
