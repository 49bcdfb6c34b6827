/**
 * Checking a large body of Go as `mapguard check` does: time as a multiple of the bare tree-sitter parse of the same
 * files in the same process, and the peak of memory. Reads Go's own sources, or the folder that is named.
 */
import { performance } from 'node:perf_hooks';
import type { FileSystem, Snapshot } from '../../server/src/engine/index.js';
import { goFolders } from '../../server/src/host/go-folders.js';
import { createNodeHost } from '../../server/src/host/node.js';
import type * as engine from '../support/engine.js';
import { importBundled } from '../support/bundle.js';
import { openErrorCounter } from '../support/go-syntax.js';

void main(process.argv[2]);

async function main(given: string | undefined): Promise<void> {
  const host = createNodeHost();
  const machine = host.environment('');
  const root = given ?? (machine.goroot && `${machine.goroot}/src`);
  if (root === undefined) throw new Error('no Go sources here; name a folder');

  const folders: string[] = [];
  for await (const folder of goFolders(host, root, [])) folders.push(folder);
  const environment = { ...machine, files: withMount(machine.files, root) };
  const texts = folders.flatMap((folder) =>
    (host.files.readDir(folder) ?? [])
      .filter(({ name }) => name.endsWith('.go'))
      .map(({ name }) => host.files.readFile(`${folder}/${name}`) ?? ''),
  );
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0);
  console.log(`${root}: ${folders.length} packages, ${texts.length} files, ${millions(size)} million characters`);

  // Every eighth file: parsing all of them would take as long as the check and say the same.
  const sample = texts.filter((_, at) => at % 8 === 0);
  const sampleSize = sample.reduce((sum, text) => sum + text.length, 0);
  const countErrors = await openErrorCounter();
  const parsing = time(() => sample.forEach((text) => countErrors(text))) * (size / sampleSize);
  console.log(`tree-sitter parse: ${parsing.toFixed(1)} s (reckoned from every eighth file)`);

  const { openWorkspaceOn, finish, isLoud } = await importBundled<typeof engine>('test/support/engine.ts');
  const workspace = await openWorkspaceOn(environment);
  const counts = new Map<string, number>();
  const found: string[] = [];
  let slowest = { folder: '', seconds: 0 };
  const checking = time(() => {
    const snapshot = workspace.snapshot();
    for (const folder of folders) {
      const seconds = time(() => {
        for (const diagnostics of finish(snapshot.check(mounted(folder, root))).values()) {
          for (const { rule, file, start, message } of diagnostics.filter(isLoud)) {
            counts.set(rule, (counts.get(rule) ?? 0) + 1);
            found.push(`${file.slice(mount.length + 1)}:${lineOf(snapshot, file, start)}: ${rule}: ${message}`);
          }
        }
      });
      if (seconds > slowest.seconds) slowest = { folder, seconds };
    }
  });
  console.log(`check: ${checking.toFixed(1)} s, ${(checking / parsing).toFixed(2)} × the parse`);
  console.log(`       ${millions(size / checking)} million characters/s, ${Math.round(lines / checking)} lines/s`);
  console.log(`slowest package: ${slowest.folder}, ${slowest.seconds.toFixed(1)} s`);
  // In kibibytes on every platform, as libuv gives it.
  console.log(`peak memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
  console.log(`findings at warning or above: ${JSON.stringify(Object.fromEntries(counts))}`);
  for (const line of found) console.log(line);
}

/** Where the folder is seen: Go's own sources are not reported where they lie, and as dependencies cost less. */
const mount = '/bench';

function mounted(path: string, root: string): string {
  return mount + path.slice(root.length);
}

function withMount(files: FileSystem, root: string): FileSystem {
  const real = (path: string): string => (path.startsWith(mount) ? root + path.slice(mount.length) : path);
  return { readFile: (path) => files.readFile(real(path)), readDir: (path) => files.readDir(real(path)) };
}

function time(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function lineOf(snapshot: Snapshot, file: string, offset: number): number {
  return (snapshot.read(file)?.text ?? '').slice(0, offset).split('\n').length;
}

function millions(count: number): string {
  return (count / 1e6).toFixed(1);
}
