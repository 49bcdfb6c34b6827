/** `npm run bench`: every benchmark of this folder, or those whose names are given, one after the other. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const wanted = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !['all.ts', 'bare-parse.ts', 'usage.ts'].includes(name))
  .filter((name) => wanted.length === 0 || wanted.includes(name.replace('.ts', '')));
for (const name of names) {
  console.log(`\n== ${name.replace('.ts', '')}`);
  // A process each: one benchmark's garbage is not another's. Tests of memory need the collector at hand.
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, name)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
