/** Bundles the language server around the stand-in engine, once for all suites that ask. */
import { build } from 'esbuild';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Writes the bundle to `outfile`. */
export async function buildServerWithFakeEngine(outfile: string): Promise<void> {
  // The entry point reads them, whatever the engine does with them.
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-go/tree-sitter-go.wasm']) {
    copyFileSync(join(root, 'node_modules', file), join(dirname(outfile), file.replace(/.*\//, '')));
  }
  await build({
    absWorkingDir: root,
    entryPoints: ['server/src/entry/server.node.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    define: { MAPGUARD_VERSION: '"0.0.0-test"' },
    plugins: [
      {
        name: 'fake-engine',
        setup(build) {
          const path = fileURLToPath(new URL('./fake-workspace.ts', import.meta.url));
          build.onResolve({ filter: /engine\/index\.js$/ }, () => ({ path }));
        },
      },
    ],
  });
}
