/**
 * The language server on Node: standard input and output, or the channel of the editor that forked it. Started as a
 * thread of itself it surveys packages for the scan.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { survey } from '../check/checker.js';
import { PackageKeys } from '../check/package-keys.js';
import { createWorkspace, type Environment } from '../engine/index.js';
import { cacheFolder, DiskStore } from '../host/disk-store.js';
import { createNodeHost } from '../host/node.js';
import { startServer } from '../lsp/server.js';
import { answerTasks } from './answer-tasks.js';
import { readGrammar, withStandardLibrary } from './bundled.node.js';
import { programHash } from './program-hash.js';
import { startWorker } from './start-worker.js';

/** Put in by the build. */
declare const MAPGUARD_VERSION: string;

/** This file, once it is bundled. */
const bundle = 'server.js';

if (isMainThread) serve();
else answerTasks(survey);

function serve(): void {
  // Loads while the client introduces itself.
  const engine = loadEngine();
  startServer(createConnection(ProposedFeatures.all), {
    host: createNodeHost(),
    clock: {
      now: () => performance.now(),
      soon: (callback) => void setImmediate(callback),
      after: (milliseconds, callback) => void setTimeout(callback, milliseconds),
    },
    version: MAPGUARD_VERSION,
    background: {
      // One processor is for whoever types; more threads than this use memory faster than time.
      threads: Math.max(1, Math.min(availableParallelism() - 1, 4)),
      startThread: (goroot) => startWorker(bundle, goroot),
      identity: () => programHash(bundle),
      store: new DiskStore({ folder: cacheFolder() }),
      keysFor: (program, environment) => new PackageKeys(program, environment),
    },
    loadEngine: () => engine,
  });
}

async function loadEngine() {
  const grammar = await readGrammar();
  return (environment: Environment) => createWorkspace(withStandardLibrary(environment), grammar);
}
