/** The language server on Node: standard input and output, or the channel of the editor that forked it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createWorkspace, loadGrammar, type Environment } from '../engine/index.js';
import { createNodeHost } from '../host/node.js';
import { startServer } from '../lsp/server.js';

/** Put in by the build. */
declare const MAPGUARD_VERSION: string;

/** Loads while the client introduces itself. */
const engine = loadEngine();

startServer(createConnection(ProposedFeatures.all), {
  host: createNodeHost(),
  clock: {
    now: () => performance.now(),
    soon: (callback) => void setImmediate(callback),
    after: (milliseconds, callback) => void setTimeout(callback, milliseconds),
  },
  version: MAPGUARD_VERSION,
  loadEngine: () => engine,
});

async function loadEngine() {
  const [runtime, language] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-go.wasm'].map((name) => readFile(join(__dirname, name))),
  );
  const grammar = await loadGrammar(runtime!, language!);
  return (environment: Environment) => createWorkspace(environment, grammar);
}
