/** `npm run docs:choosing [-- --measure]`: writes docs/choosing.md and its chart; with `--measure` from new measurements. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { safeMap } from '../server/src/engine/rewrites/wrappers/safe-map.js';
import { choosingChart, choosingPage } from './choosing-page.js';
import { root } from './generated-files.js';

const source = join(root, 'test/oracle/benchmarks');
const results = join(source, 'results.txt');

void main();

async function main(): Promise<void> {
  if (process.argv.includes('--measure')) writeFileSync(results, measure());
  const output = readFileSync(results, 'utf8');
  const path = join(root, 'docs/choosing.md');
  const options = { ...(await resolveConfig(path)), parser: 'markdown' };
  writeFileSync(path, await format(choosingPage(output), options));
  writeFileSync(join(root, 'docs/choosing.svg'), choosingChart(output));
}

/** The benchmarks beside the type that the rewrite generates. */
function measure(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mapguard-bench-'));
  try {
    cpSync(source, folder, { recursive: true });
    writeFileSync(join(folder, safeMap.file), `package benchmarks\n${safeMap.source}`);
    const go = (...args: readonly string[]): string => execFileSync('go', args, { cwd: folder, encoding: 'utf8' });
    return go('version') + go('test', '-run=^$', '-bench=Store', '-benchtime=50ms', '-count=3');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
