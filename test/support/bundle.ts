/**
 * Loads a module as the product runs it: bundled, which inlines the enums of the syntax tree. For benchmarks; what is
 * loaded file by file is slower.
 */
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The module's exports; `path` is relative to the project. Packages are loaded as they are installed. */
export async function importBundled<Module>(path: string): Promise<Module> {
  const outfile = join(root, 'dist/bench', `${basename(path, '.ts')}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [path],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return (await import(pathToFileURL(outfile).href)) as Module;
}
