/** A folder with files and a server with the stand-in engine on it, made before and removed after each test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Range } from 'vscode-languageserver-protocol';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { buildServerWithFakeEngine } from './build-server.js';
import { LspClient, uriOf, type ClientOptions } from './lsp-client.js';

export interface LspWorkspace {
  /** The folder's absolute path. */
  readonly root: string;
  write(path: string, text: string | Buffer): string;
  /** The URI of a file in the folder. */
  uri(path: string): string;
  start(options?: Partial<ClientOptions>): Promise<LspClient>;
}

/** To be called in a test file; the returned object is of the running test. */
export function useLspWorkspace(): LspWorkspace {
  let bundles: string;
  let root: string;
  const clients: LspClient[] = [];
  beforeAll(async () => {
    bundles = mkdtempSync(join(tmpdir(), 'mapguard-server-'));
    await buildServerWithFakeEngine(join(bundles, 'server.js'));
  });
  afterAll(() => rmSync(bundles, { recursive: true }));
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-workspace-')));
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.stop()));
    rmSync(root, { recursive: true });
  });
  return {
    get root() {
      return root;
    },
    write(path, text) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return uriOf(file);
    },
    uri: (path) => uriOf(join(root, path)),
    async start(options = {}) {
      const client = await LspClient.start({ server: join(bundles, 'server.js'), folders: [root], ...options });
      clients.push(client);
      return client;
    },
  };
}

/** One function with the pattern that the stand-in engine reports. */
export const aliased = lines('package p', '', 'func f(a map[string]int) {', '\tb := a', '\tb["x"] = 1', '}', '');

/** The same without the write. */
export const silent = aliased.replace('\tb["x"] = 1\n', '');

export function lines(...each: readonly string[]): string {
  return each.join('\n');
}

/** `3:1-3:7`, for comparing at a glance. */
export function at({ range: { start, end } }: { readonly range: Range }): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}
