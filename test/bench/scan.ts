/**
 * Checking a large body of Go as `mapguard check` does: time as a multiple of the bare tree-sitter parse of the same
 * files, on the same machine, and the peak of memory. Reads Go's own sources, or the folder in MAPGUARD_BENCH.
 */
import { performance } from 'node:perf_hooks';
import { goFolders } from '../../server/src/host/go-folders.js';
import { createNodeHost } from '../../server/src/host/node.js';
import { finish, isLoud, openWorkspaceOn } from '../support/engine.js';
import { countSyntaxErrors } from '../support/go-syntax.js';

const host = createNodeHost();
const environment = host.environment('');
const root =
  process.env['MAPGUARD_BENCH'] ?? (environment.goroot === undefined ? undefined : `${environment.goroot}/src`);
if (root === undefined) throw new Error('no Go sources here: set MAPGUARD_BENCH to a folder of Go');

const folders: string[] = [];
for await (const folder of goFolders(host, root, [])) folders.push(folder);
const texts = folders.flatMap((folder) =>
  (host.files.readDir(folder) ?? [])
    .filter(({ name }) => name.endsWith('.go'))
    .map(({ name }) => host.files.readFile(`${folder}/${name}`) ?? ''),
);
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0);
console.log(`${root}: ${folders.length} packages, ${texts.length} files, ${megabytes(bytes)} MB, ${lines} lines`);

// A sample: parsing all of Go's sources twice would double the time of this benchmark and change nothing.
const sample = texts.filter((_, at) => at % 8 === 0);
const sampleBytes = sample.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const parseSeconds = time(() => sample.forEach((text) => countSyntaxErrors(text))) * (bytes / sampleBytes);
console.log(`tree-sitter parse: ${parseSeconds.toFixed(1)} s (from every eighth file)`);

let peak = 0;
const workspace = await openWorkspaceOn(environment);
const counts = new Map<string, number>();
const scanSeconds = time(() => {
  const snapshot = workspace.snapshot();
  for (const folder of folders) {
    for (const diagnostics of finish(snapshot.check(folder)).values()) {
      for (const { rule } of diagnostics.filter(isLoud)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
    peak = Math.max(peak, process.memoryUsage.rss());
  }
});
console.log(`check: ${scanSeconds.toFixed(1)} s, ${(scanSeconds / parseSeconds).toFixed(2)} × the parse`);
console.log(`       ${megabytes(bytes / scanSeconds)} MB/s, ${Math.round(lines / scanSeconds)} lines/s`);
console.log(`peak memory: ${Math.round(peak / 2 ** 20)} MiB`);
console.log(`findings at warning or above: ${JSON.stringify(Object.fromEntries(counts))}`);

function time(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function megabytes(count: number): string {
  return (count / 1e6).toFixed(1);
}
