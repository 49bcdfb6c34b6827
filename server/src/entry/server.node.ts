/** The language server on Node: standard input and output, or the channel of the editor that forked it. */
import { performance } from 'node:perf_hooks';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createWorkspace, type Environment } from '../engine/index.js';
import { createNodeHost } from '../host/node.js';
import { startServer } from '../lsp/server.js';
import { readGrammar, withStandardLibrary } from './bundled.node.js';

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
  const grammar = await readGrammar();
  return (environment: Environment) => createWorkspace(withStandardLibrary(environment), grammar);
}
