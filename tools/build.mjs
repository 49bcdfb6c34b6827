/**
 * Bundles the extension's client, the language server and the command line into dist/, with the two wasm files they
 * load and the summary of the standard library. `--tests` adds the suites that run inside editors; `--minify` is for the package; `--outdir DIR` writes elsewhere.
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { values: options } = parseArgs({
  options: { tests: { type: 'boolean' }, minify: { type: 'boolean' }, outdir: { type: 'string' } },
});
const dist = resolve(options.outdir ?? join(root, 'dist'));
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: options.minify ?? false,
  legalComments: 'none',
  logLevel: 'warning',
  define: { MAPGUARD_VERSION: JSON.stringify(version) },
};
/** Node 20 is what the oldest supported VS Code runs extensions on; its loader wants CommonJS. */
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // The ES module build finds its wasm by import.meta, which CommonJS has not.
  alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  external: ['vscode'],
};
/** The extension and its suite in a browser run in a worker, which loads CommonJS for them; the server is a script. */
const browser = {
  ...shared,
  platform: 'browser',
  format: 'cjs',
  target: 'es2022',
  mainFields: ['browser', 'module', 'main'],
  // The runtime of the grammar looks for Node's modules where it finds Node.
  external: ['vscode', 'node:child_process', 'fs/promises', 'module'],
};

if (options.outdir === undefined) rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await Promise.all([
  build({ ...node, entryPoints: ['client/src/extension.node.ts'], outfile: join(dist, 'client.js') }),
  build({ ...node, entryPoints: ['server/src/entry/server.node.ts'], outfile: join(dist, 'server.js') }),
  build({ ...node, entryPoints: ['server/src/entry/worker.ts'], outfile: join(dist, 'worker.js') }),
  build({ ...node, entryPoints: ['server/src/entry/vet-unit.ts'], outfile: join(dist, 'vet-unit.js') }),
  ...['cli', 'vet'].map((name) =>
    build({
      ...node,
      entryPoints: [`server/src/entry/${name}.ts`],
      outfile: join(dist, `${name}.js`),
      banner: { js: '#!/usr/bin/env node' },
    }),
  ),
  build({ ...browser, entryPoints: ['client/src/extension.browser.ts'], outfile: join(dist, 'client.browser.js') }),
  build({
    ...browser,
    format: 'iife',
    entryPoints: ['server/src/entry/server.browser.ts'],
    outfile: join(dist, 'server.browser.js'),
  }),
  ...(options.tests ? buildTests() : []),
]);
for (const name of ['cli.js', 'vet.js']) chmodSync(join(dist, name), 0o755);
copyFileSync(join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'), join(dist, 'web-tree-sitter.wasm'));
copyFileSync(join(root, 'node_modules/tree-sitter-go/tree-sitter-go.wasm'), join(dist, 'tree-sitter-go.wasm'));
writeFileSync(join(dist, 'std.txtar.gz'), gzipSync(readFileSync(join(root, 'server/std.txtar')), { level: 9 }));

function buildTests() {
  const entryPoints = ['test/vscode/suite.ts'];
  return [
    build({ ...node, entryPoints, outfile: join(dist, 'test/suite.js'), minify: false }),
    build({ ...browser, entryPoints, outfile: join(dist, 'test/suite.browser.js'), minify: false }),
  ];
}
