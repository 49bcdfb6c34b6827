/** The built command line as a process: what only shows when it runs as users run it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeResult,
} from 'vscode-languageserver-protocol/node';
import { runIn, whyNoGo } from '../support/go-command.js';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli.js');
const sample = join(root, 'test/sample');
const scratch = mkdtempSync(join(tmpdir(), 'mapguard-cli-'));
/** Outcomes of other runs, and of the user's own, are none of these tests' business. */
const env = { ...process.env, MAPGUARD_CACHE: join(scratch, 'cache') };

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { stdio: 'pipe' });
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the program in a folder, without a terminal. */
function mapguard(folder: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8', env });
}

interface Finding {
  readonly file: string;
  readonly rule: string;
  readonly severity: string;
}

function findingsIn(folder: string): readonly Finding[] {
  const { stdout } = mapguard(folder, 'check', '--format', 'json');
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Finding]));
}

test('check finds what is planted in the sample and ends with 1', () => {
  const { status, stdout, stderr } = mapguard(sample, 'check');
  expect(stdout).toContain('store/store.go:77:9: warning: ');
  expect(stdout).toMatch(/\n11 findings in 6 files: 3 errors, 8 warnings\n$/);
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toBe('');
  expect(status).toBe(1);
});

test('check says the same from its cache, and sees what has changed since', () => {
  const folder = join(scratch, 'cached');
  cpSync(sample, folder, { recursive: true });
  const first = mapguard(folder, 'check');
  expect(mapguard(folder, 'check').stdout).toBe(first.stdout);
  const path = join(folder, 'store/store.go');
  writeFileSync(path, readFileSync(path, 'utf8').replace('package store', '\npackage store'));
  const { stdout } = mapguard(folder, 'check');
  expect(stdout).toContain('store/store.go:78:9: warning: ');
  expect(stdout).toBe(mapguard(folder, 'check', '--no-cache').stdout);
});

test('a reader that stops early is no error', async () => {
  const child = spawn(process.execPath, [cli, 'debug', 'ast', sample], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  await new Promise((resolve) => child.on('close', resolve));
  expect(complaints).toBe('');
});

test('fix leaves a program that builds and has fewer findings', ({ skip }) => {
  if (whyNoGo !== undefined) return skip(whyNoGo);
  const folder = join(scratch, 'fixed');
  cpSync(sample, folder, { recursive: true });
  const before = findingsIn(folder).length;
  const { status, stderr } = mapguard(folder, 'fix', '--unsafe');
  expect(stderr).toMatch(/^\d+ fix(es)? in \d+ files?\n$/);
  expect(status).toBe(0);
  expect(findingsIn(folder).length).toBeLessThan(before);
  expect(runIn(folder, 'go', ['vet', './...'])).toEqual({ status: 0, output: '' });
  expect(runIn(folder, 'gofmt', ['-l', '.'])).toEqual({ status: 0, output: '' });
  expect(mapguard(folder, 'fix', '--unsafe').stderr).toBe('nothing to fix\n');
});

test('fix keeps line ends and the byte order mark', () => {
  const folder = join(scratch, 'windows');
  const text = `package shop\n\nfunc Sale(list map[string]int) int {\n\toffer := list\n\toffer["tea"] = 0\n\treturn len(list)\n}\n`;
  mkdirSync(folder);
  writeFileSync(join(folder, 'go.mod'), 'module example.com/shop\n\ngo 1.25\n');
  writeFileSync(join(folder, 'sale.go'), `\ufeff${text.replaceAll('\n', '\r\n')}`);
  expect(mapguard(folder, 'fix', '--unsafe')).toMatchObject({ status: 0, stderr: '1 fix in 1 file\n' });
  const fixed = readFileSync(join(folder, 'sale.go'), 'utf8');
  expect(fixed.startsWith('\ufeffpackage shop\r\n')).toBe(true);
  expect(fixed).toContain('maps.Clone(list)');
  expect(fixed.match(/\n/g)!.length).toBe(fixed.match(/\r\n/g)!.length);
});

/** A module with so many packages, each with so many functions, each with one finding. */
function manyPackages(count: number, functions: number): string {
  const folder = mkdtempSync(join(scratch, 'many-'));
  writeFileSync(join(folder, 'go.mod'), 'module example.com/many\n\ngo 1.25\n');
  for (let at = 0; at < count; at++) {
    const name = `p${String(at).padStart(3, '0')}`;
    mkdirSync(join(folder, name));
    const body = `\toffer := list\n\toffer["tea"] = 0\n\treturn len(list)\n`;
    const sales = Array.from({ length: functions }, (_, i) => `func Sale${i}(list map[string]int) int {\n${body}}\n`);
    writeFileSync(join(folder, name, 'a.go'), `package ${name}\n\n${sales.join('\n')}`);
  }
  return folder;
}

test('threads find what one thread finds, in the same order', () => {
  const folder = manyPackages(40, 1);
  const one = mapguard(folder, 'check', '--no-cache', '--jobs', '1', '--format', 'json');
  const three = mapguard(folder, 'check', '--no-cache', '--jobs', '3', '--format', 'json');
  expect(one.stdout.trimEnd().split('\n')).toHaveLength(40);
  expect(three.stdout).toBe(one.stdout);
  expect(three.stderr).toBe('');
});

test.for(['1', '2'])('Ctrl+C ends it by the signal, leaving nothing behind, with %s threads', async (jobs) => {
  const folder = manyPackages(300, 300);
  const args = [cli, 'check', '--no-cache', '--jobs', jobs, '--output', 'report.txt'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore', env });
  const ended = new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal })));
  setTimeout(() => child.kill('SIGINT'), 1000);
  expect(await ended).toEqual({ status: null, signal: 'SIGINT' });
  expect(readdirSync(folder).filter((name) => name.includes('report'))).toEqual([]);
});

test('debug types prints what go/types says', ({ skip }) => {
  if (whyNoGo !== undefined) return skip(whyNoGo);
  const program = join(scratch, 'maptypes');
  expect(runIn(join(root, 'test/oracle/maptypes'), 'go', ['build', '-o', program, '.']).output).toBe('');
  const { output } = runIn(sample, program, ['.', './...']);
  // The oracle also heads each package with a line of its own, and names files in full.
  const facts = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('{"file"'));
  const expected = facts(output.replaceAll(`{"file":"${sample}/`, '{"file":"'));
  expect(expected.length).toBeGreaterThan(100);
  expect([...facts(mapguard(sample, 'debug', 'types', '.').stdout)].sort()).toEqual([...expected].sort());
});

test('lsp --stdio speaks the protocol', async () => {
  const child = spawn(process.execPath, [cli, 'lsp', '--stdio']);
  const ended = new Promise((resolve) => child.on('close', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  const { serverInfo } = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(serverInfo).toEqual({ name: 'mapguard', version });
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await ended).toBe(0);
  connection.dispose();
});
