/**
 * `mapguard check` as a process on a large body of Go: with one thread and with two, and again with nothing changed since.
 * Wall and processor time as multiples of tree-sitter's bare parse of the same files, and the peak of memory.
 *
 * Usage: tsx test/bench/command-line.ts [FOLDER], after a build; by default a copy of Go's own sources, which are not
 * reported where they lie. The times are this machine's, at this moment; on a busy one only processor time says anything.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeHost } from '../../server/src/host/node.js';
import { bareParse } from './bare-parse.js';

const cli = join(import.meta.dirname, '../../dist/cli.js');

void main(process.argv[2]);

async function main(given: string | undefined): Promise<void> {
  if (!existsSync(cli)) throw new Error('Build first: npm run build');
  const scratch = mkdtempSync(join(tmpdir(), 'mapguard-bench-'));
  try {
    const folder = given ?? copyOfGo(scratch);
    const { seconds: parse } = await bareParse(folder);
    console.log(''.padEnd(22), '    wall     × parse     processor   × parse    peak memory');
    const ran = (name: string, cache: string, ...options: string[]): void => {
      const { wall, processor, megabytes } = run(folder, scratch, cache, options);
      const times = [wall, processor].map(
        (time) => `${time.toFixed(1).padStart(8)} s ${(time / parse).toFixed(2).padStart(10)}`,
      );
      console.log(name.padEnd(22), times.join(' '), `${megabytes.toFixed(0).padStart(10)} MB`);
    };
    for (const jobs of ['1', '2']) {
      ran(`${jobs} thread${jobs === '1' ? '' : 's'}, cold`, `cache-${jobs}`, '--jobs', jobs);
      ran(`${jobs} thread${jobs === '1' ? '' : 's'}, warm`, `cache-${jobs}`, '--jobs', jobs);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function copyOfGo(scratch: string): string {
  const { goroot } = createNodeHost().environment('');
  if (goroot === undefined) throw new Error('no Go sources here; name a folder');
  const folder = join(scratch, 'src');
  cpSync(join(goroot, 'src'), folder, { recursive: true });
  return folder;
}

interface Ran {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all threads. */
  readonly processor: number;
  readonly megabytes: number;
}

function run(folder: string, scratch: string, cache: string, options: readonly string[]): Ran {
  const usage = join(scratch, 'usage.json');
  const spy = join(scratch, 'spy.cjs');
  const write = `require('node:fs').writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage()))`;
  const isMain = `require('node:worker_threads').isMainThread`;
  writeFileSync(spy, `if (${isMain}) process.on('exit', () => ${write});\n`);
  const begin = performance.now();
  const args = ['--require', spy, cli, 'check', '--output', join(scratch, 'report.txt'), ...options];
  const env = { ...process.env, MAPGUARD_CACHE: join(scratch, cache) };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env });
  const wall = (performance.now() - begin) / 1000;
  if (status !== 0 && status !== 1) throw new Error(stderr);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage;
  return { wall, processor: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
}
