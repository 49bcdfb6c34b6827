/** The language server in a browser: a worker, which asks its editor for every file. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { createWorkspace, loadGrammar, withStdSummary, type DirEntry, type Environment } from '../engine/index.js';
import { createBrowserHost } from '../host/browser.js';
import { startServer } from '../lsp/server.js';
import { uriOf } from '../lsp/uris.js';

/** Put in by the build. */
declare const MAPGUARD_VERSION: string;
declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
);
/** Messages are the one way back to the event loop that browsers do not slow down. */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

startServer(connection, {
  host: createBrowserHost({
    read: async (path) => {
      const text: string | null = await connection.sendRequest('mapguard/readFile', { uri: uriOf(path) });
      return text ?? undefined;
    },
    list: async (folder) => {
      const entries: DirEntry[] | null = await connection.sendRequest('mapguard/readFolder', { uri: uriOf(folder) });
      return entries ?? undefined;
    },
  }),
  clock: {
    now: () => performance.now(),
    soon(callback) {
      waiting.push(callback);
      channel.port2.postMessage(null);
    },
    after: (milliseconds, callback) => void setTimeout(callback, milliseconds),
  },
  version: MAPGUARD_VERSION,
  loadEngine,
});

/** The client knows where its extension lies. */
async function loadEngine(options: unknown) {
  const { wasm, std } = options as {
    readonly wasm: { readonly runtime: string; readonly language: string };
    std: string;
  };
  const [runtime, language, summary] = await Promise.all([
    fetched(wasm.runtime).then(bytesOf),
    fetched(wasm.language).then(bytesOf),
    fetched(std).then(unzipped),
  ]);
  const grammar = await loadGrammar(runtime, language);
  return (environment: Environment) =>
    createWorkspace(
      withStdSummary(environment, () => summary),
      grammar,
    );
}

async function fetched(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

function unzipped(response: Response): Promise<string> {
  return new Response(response.body!.pipeThrough(new DecompressionStream('gzip'))).text();
}
