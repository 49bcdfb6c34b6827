/**
 * What types cost, on all of Go's own sources or the folder that is named, in one thread and one run: tree-sitter's bare
 * parse, the batch parser, and parse and types of every expression; and the memory that the types take. The figures to
 * look at are the multiples of tree-sitter's parse. Files are read beforehand.
 *
 * Usage: tsx test/bench/types.ts [FOLDER] [--profile FILE]
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { parseArgs } from 'node:util';
import type { FileSystem } from '../../server/src/engine/index.js';
import { goFolders } from '../../server/src/host/go-folders.js';
import { createNodeHost } from '../../server/src/host/node.js';
import { importBundled } from '../support/bundle.js';
import { openErrorCounter } from '../support/go-syntax.js';
import type * as typed from '../support/typed-packages.js';

void main();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { profile: { type: 'string' } } });
  const host = createNodeHost();
  const machine = host.environment('');
  const root = positionals[0] ?? (machine.goroot && `${machine.goroot}/src`);
  if (root === undefined) throw new Error('no Go sources here; name a folder');
  const folders: string[] = [];
  for await (const folder of goFolders(host, root, [])) folders.push(folder);
  const files = remembered(host.files);
  const texts = folders.flatMap((folder) =>
    (files.readDir(folder) ?? [])
      .filter(({ name }) => name.endsWith('.go'))
      .map(({ name }) => files.readFile(`${folder}/${name}`) ?? ''),
  );
  const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0) / 1e6;
  console.log(
    `${folders.length} folders, ${texts.length} files, ${size.toFixed(1)} million characters, ${lines.toFixed(2)} million lines`,
  );

  // Every eighth file: all of them would take longer than the rest and say the same.
  const sample = texts.filter((_, i) => i % 8 === 0);
  const share = sample.reduce((sum, text) => sum + text.length, 0) / 1e6 / size;
  const parseBare = await openErrorCounter();
  const bare = time(() => sample.forEach((text) => parseBare(text))) / share;
  report('tree-sitter, bare', bare, bare, size);

  const { Program, parseFile, countMapValues } = await importBundled<typeof typed>('test/support/typed-packages.ts');
  const parse = (bodies: boolean): number => time(() => texts.forEach((text) => parseFile('', text, { bodies })));
  parse(true); // The compiler gets to know it.
  report('batch parse', parse(true), bare, size);
  report('batch parse, bodies skipped', parse(false), bare, size);

  const profiler = values.profile === undefined ? undefined : await startProfiler();
  const before = memory();
  const program = new Program({ ...machine, files });
  let [packages, values_, slowest] = [0, 0, { folder: '', seconds: 0 }];
  const typing = time(() => {
    for (const folder of folders) {
      const seconds = time(() => {
        for (const pkg of program.packagesIn(folder)) {
          packages++;
          values_ += countMapValues(pkg);
        }
      });
      program.release(folder);
      if (seconds > slowest.seconds) slowest = { folder, seconds };
    }
  });
  report('parse and types', typing, bare, size);
  if (profiler !== undefined) writeFileSync(values.profile!, await profiler());
  const after = memory();
  const each = (mebibytes: number): string => `${Math.round(mebibytes / lines)} MiB per million lines`;
  console.log(`${packages} packages, ${values_} values that are or hold maps; slowest ${slowest.folder}`);
  console.log(`kept afterwards                ${each(after - before)}`);
  // In kibibytes on every platform, as libuv gives it.
  console.log(`peak of the process            ${each(process.resourceUsage().maxRSS / 1024)}, the texts among it`);
}

function report(name: string, seconds: number, bare: number, size: number): void {
  const speed = (size / seconds).toFixed(1).padStart(6);
  console.log(`${name.padEnd(30)} ${seconds.toFixed(2).padStart(6)} s ${speed} MB/s  ${(seconds / bare).toFixed(3)} ×`);
}

/** Files are read once, so that disks are not measured. */
function remembered(files: FileSystem): FileSystem {
  const texts = new Map<string, string | undefined>();
  const folders = new Map<string, ReturnType<FileSystem['readDir']>>();
  const once = <T>(known: Map<string, T>, read: (path: string) => T) => {
    return (path: string): T => {
      if (!known.has(path)) known.set(path, read(path));
      return known.get(path)!;
    };
  };
  return { readFile: once(texts, files.readFile), readDir: once(folders, files.readDir) };
}

/** MiB in use, garbage collected. */
function memory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** Seconds of processor time, the collector's threads included: unlike the clock's, they are this process's alone. */
function time(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** The result stops it, and gives what Chromium's developer tools and others read. */
async function startProfiler(): Promise<() => Promise<string>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  return async () => JSON.stringify((await session.post('Profiler.stop')).profile);
}
