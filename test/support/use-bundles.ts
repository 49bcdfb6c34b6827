/** The product's bundles, as users have them, built for a test file and removed after it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const tool = join(import.meta.dirname, '../../tools/build.mjs');

/** To be called in a test file; gives the path of a bundle by its name, from the first hook after this one on. */
export function useBundles(): (name: string) => string {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mapguard-bundles-'));
    execFileSync(process.execPath, [tool, '--outdir', folder], { stdio: 'inherit' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name) => join(folder, name);
}
