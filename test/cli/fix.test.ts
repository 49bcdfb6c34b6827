/** What `mapguard fix` leaves on a real disk: nothing half written, nothing of anybody else's overwritten. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeHost, slashed } from '../../server/src/host/node.js';
import { run, type Ran } from './run-in-memory.js';

const bom = '\ufeff';
const aliasing = (name: string): string =>
  `func ${name}(list map[string]int) {\n\toffer := list\n\toffer["tea"] = 0\n}\n`;
const sale = `package shop\n\n${aliasing('sale')}`;
const fixed = sale.replace('\n', '\n\nimport "maps"\n').replace(':= list', ':= maps.Clone(list)');

let folder: string;

beforeEach(() => {
  folder = slashed(mkdtempSync(join(tmpdir(), 'mapguard-fix-')));
  write('go.mod', 'module example.com/shop\n\ngo 1.22\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

function fix(args = 'fix --unsafe', onWrite: () => void = () => undefined): Promise<Ran> {
  return run(args, new Map(), {
    cwd: folder,
    host: createNodeHost(),
    async readBytes(path) {
      onWrite();
      return readFile(path).catch(() => undefined);
    },
    writeFile: (path, text) => writeFileAtomic(path, text),
  });
}

test('keeps line ends, byte order mark and permissions', async () => {
  const windows = bom + sale.replaceAll('\n', '\r\n');
  write('sale.go', windows);
  chmodSync(join(folder, 'sale.go'), 0o640);
  expect(await fix()).toEqual({ status: 0, out: '', err: '1 fix in 1 file\n' });
  expect(read('sale.go').startsWith(`${bom}package shop\r\n`)).toBe(true);
  expect(read('sale.go')).toContain('\toffer := maps.Clone(list)\r\n\toffer["tea"] = 0\r\n');
  expect(statSync(join(folder, 'sale.go')).mode & 0o777).toBe(0o640);
});

test('writes through a link to the file it leads to', async () => {
  const target = `${folder}-target.go`;
  writeFileSync(target, sale);
  symlinkSync(target, join(folder, 'sale.go'));
  await fix();
  expect(readFileSync(target, 'utf8')).toBe(fixed);
  rmSync(target);
});

test('does not overwrite what somebody has changed meanwhile', async () => {
  write('sale.go', sale);
  write('other/other.go', sale.replace('package shop', 'package other'));
  let isFirst = true;
  const { status, err } = await fix('fix --unsafe', () => {
    if (isFirst) write('other/other.go', 'package other\n');
    isFirst = false;
  });
  expect(err).toContain('mapguard: other/other.go has changed meanwhile and is left as it is\n');
  expect(read('other/other.go')).toBe('package other\n');
  expect(read('sale.go')).toBe(fixed);
  expect(status).toBe(2);
});

test('does not bring back what was deleted meanwhile', async () => {
  write('sale.go', sale);
  const { status } = await fix('fix --unsafe', () => rmSync(join(folder, 'sale.go')));
  expect(() => read('sale.go')).toThrow();
  expect(status).toBe(2);
});

test('does not touch a file that is not UTF-8, since writing it would change more than the fix', async () => {
  const latin = Buffer.concat([Buffer.from(sale), Buffer.from('// caf'), Buffer.from([0xe9, 0x0a])]);
  write('sale.go', latin);
  const { status, err } = await fix();
  expect(err).toContain('sale.go is not valid UTF-8 and is left as it is');
  expect(readFileSync(join(folder, 'sale.go')).equals(latin)).toBe(true);
  expect(status).toBe(2);
});

test('fixes that need the same place follow one another, one a declaration in each round', async () => {
  const names = Array.from({ length: 30 }, (_, at) => `sale${at}`);
  write('sale.go', `package shop\n\n${names.map(aliasing).join('\n')}`);
  expect((await fix()).err).toBe('30 fixes in 1 file\n');
  expect(read('sale.go').match(/maps\.Clone/g)).toHaveLength(30);
  expect((await fix()).err).toBe('nothing to fix\n');
});

test('says that a file cannot be written, and that is no error of its own', async () => {
  write('sale.go', sale);
  const { status, err } = await run('fix --unsafe', new Map(), {
    cwd: folder,
    host: createNodeHost(),
    readBytes: (path) => readFile(path),
    writeFile: (path) => writeFileAtomic(`${path}/nowhere`, ''),
  });
  expect(err).toMatch(/^mapguard: ENOTDIR/);
  expect(read('sale.go')).toBe(sale);
  expect(status).toBe(2);
});
