/**
 * From a keystroke to its published diagnostics, through the pipe an editor uses: statements typed character by
 * character at many places of large real files, in a workspace of many packages. Also what a server costs: time to its
 * first answer, to the end of the scan, its memory, the size of the package; and the same when it starts once more.
 *
 * Usage: tsx test/bench/keystroke.ts [FOLDER], after a build: types into packages of Go's library, or into the folder's
 * largest files. The times are this machine's, at this moment.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeHost } from '../../server/src/host/node.js';
import { LspClient, uriOf } from '../support/lsp-client.js';

const root = join(__dirname, '../..');
const server = join(root, 'dist/server.js');

/** Packages of the standard library that make up the workspace, and the files that are typed in. */
const packages = ['bufio', 'bytes', 'container', 'crypto', 'database', 'encoding', 'fmt', 'go', 'html', 'image', 'log'];
const morePackages = [
  'math',
  'mime',
  'net',
  'reflect',
  'regexp',
  'sort',
  'strconv',
  'strings',
  'testing',
  'text',
  'time',
];
const typedIn = [
  'encoding/json/decode.go',
  'go/parser/parser.go',
  'net/http/transport.go',
  'database/sql/sql.go',
  'net/http/server.go',
  'reflect/value.go',
];
const places = 6;
const statement = '\tseen := map[string]int{"a": 1}\n\tother := seen\n\tother["b"] = len(seen)\n\t_ = other\n';

async function main(): Promise<void> {
  if (!existsSync(server)) throw new Error('Build first: npm run build');
  const given = process.argv[2];
  if (given !== undefined) {
    await measure(given, largestIn(given));
    return;
  }
  const goroot = createNodeHost().environment('').goroot;
  if (goroot === undefined) throw new Error("Go's sources were not found.");
  const folder = mkdtempSync(join(tmpdir(), 'mapguard-bench-'));
  try {
    for (const name of [...packages, ...morePackages]) {
      cpSync(join(goroot, 'src', name), join(folder, name), { recursive: true });
    }
    writeFileSync(join(folder, 'go.mod'), 'module example.com/bench\n\ngo 1.24\n');
    await measure(folder, typedIn);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The largest files that are no tests, by their paths in the folder. */
function largestIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.go') && !/_test\.go$|(^|\/)(vendor|testdata|\.git)\/|\.pb\.go$/.test(path))
    .map((path) => ({ path, size: statSync(join(folder, path)).size }))
    .sort((a, b) => b.size - a.size)
    .slice(0, 6)
    .map(({ path }) => path);
}

async function measure(folder: string, files: readonly string[]): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'mapguard-bench-cache-'));
  try {
    const client = await started(folder, cache, files[0]!, 'start');
    await typeIntoAll(client, folder, files);
    await client.stop();
    const again = await started(folder, cache, files[0]!, 'next start');
    await again.stop();
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/** A server as editors start it, once it has checked everything. */
async function started(folder: string, cache: string, file: string, what: string): Promise<LspClient> {
  const begin = performance.now();
  const client = await LspClient.start({
    server,
    folders: [folder],
    initializationOptions: { status: true },
    env: { MAPGUARD_CACHE: cache, NODE_OPTIONS: '--max-semi-space-size=64' },
  });
  const tell = (until: string, value: string): void => console.log(`${what} to ${until}`.padEnd(44), value);
  const since = (): string => `${Math.round(performance.now() - begin)} ms`;
  tell('the first answer', since());
  const first = uriOf(join(folder, file));
  client.open(first, readFileSync(join(folder, file), 'utf8'));
  await client.diagnosticsOf(first, 1);
  tell('the first diagnostics', since());
  const isIdle = () => (client.statuses.at(-1) as { readonly state?: string } | undefined)?.state === 'idle';
  await client.until(isIdle, 'the end of the scan', 600_000);
  const { packages } = client.statuses.at(-1) as { readonly packages: number };
  tell('the end of the scan', `${since()}, ${packages} packages, ${memoryOf(client.process.pid!)} MiB`);
  client.close(first);
  return client;
}

async function typeIntoAll(client: LspClient, folder: string, files: readonly string[]): Promise<void> {
  const all: number[] = [];
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    const times = await typeInto(client, uriOf(join(folder, file)), text);
    report(`${file}, ${text.split('\n').length} lines`, times);
    all.push(...times);
  }
  report(`all ${all.length} keystrokes`, all);
  const vsix = join(root, 'mapguard.vsix');
  if (existsSync(vsix)) console.log('package'.padEnd(44), `${Math.round(statSync(vsix).size / 1024)} KiB`);
  console.log('memory after typing'.padEnd(44), `${memoryOf(client.process.pid!)} MiB`);
}

/** Types at several places, taking each statement back as a whole; milliseconds of each keystroke. */
async function typeInto(client: LspClient, uri: string, text: string): Promise<readonly number[]> {
  const times: number[] = [];
  let version = 1;
  client.open(uri, text, version);
  await client.diagnosticsOf(uri, version);
  const lines = text.split('\n');
  const bodies = lines.flatMap((line, index) => (/^func .*\{$/.test(line) ? [index + 1] : []));
  for (let place = 0; place < places; place++) {
    const line = bodies[Math.floor(((place + 0.5) * bodies.length) / places)]!;
    let position = { line, character: 0 };
    for (const character of statement) {
      const begin = performance.now();
      client.change(uri, ++version, { range: { start: position, end: position }, text: character });
      await client.diagnosticsOf(uri, version);
      times.push(performance.now() - begin);
      position =
        character === '\n'
          ? { line: position.line + 1, character: 0 }
          : { line: position.line, character: position.character + 1 };
    }
    client.change(uri, ++version, { range: { start: { line, character: 0 }, end: position }, text: '' });
    await client.diagnosticsOf(uri, version);
  }
  client.close(uri);
  return times;
}

function report(name: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string =>
    sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)]!.toFixed(1);
  console.log(`${name.padEnd(44)} p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  max ${at(1)} ms`);
}

/** MiB that the process holds. */
function memoryOf(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
