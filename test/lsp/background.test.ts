/** Workspaces large enough to be checked in other threads, with the real engine: what they find, keep and take back. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chainedPackage } from '../support/chained-package.js';
import { LspClient, uriOf } from '../support/lsp-client.js';
import { useBundles } from '../support/use-bundles.js';

const count = 40;
const bundle = useBundles();
let folder: string;
let cache: string;
const clients: LspClient[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-many-')));
  cache = mkdtempSync(join(tmpdir(), 'mapguard-cache-'));
  write('go.mod', 'module example.com/many\n\ngo 1.24\n');
  for (let i = 0; i < count; i++) write(`p${i}/p.go`, chained(i));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.stop()));
  for (const each of [folder, cache]) rmSync(each, { recursive: true });
});

const chained = (i: number, body?: string): string => chainedPackage('example.com/many/p', i, body);

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function start(): Promise<LspClient> {
  const env = { MAPGUARD_CACHE: cache };
  const client = await LspClient.start({ server: bundle('server.js'), folders: [folder], env });
  clients.push(client);
  return client;
}

async function ended(client: LspClient): Promise<void> {
  await client.until(() => client.progress.at(-1)?.kind === 'end', 'the end of the scan', 30_000);
}

function panel({ published }: LspClient): unknown {
  return new Map(published.map(({ uri, diagnostics }) => [uri, diagnostics]));
}

/** How many packages have the finding. */
function shown(client: LspClient): number {
  const latest = new Map(client.published.map(({ uri, diagnostics }) => [uri, diagnostics.length]));
  return [...latest.values()].filter((length) => length > 0).length;
}

function entries(): readonly string[] {
  return readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe('many packages', () => {
  it('are found out once, for whoever starts next', async () => {
    const first = await start();
    await ended(first);
    expect(shown(first)).toBe(count);
    expect(entries()).toHaveLength(count);
    const second = await start();
    await ended(second);
    expect(panel(second)).toEqual(panel(first));
    for (const path of entries()) writeFileSync(path, 'damaged');
    const third = await start();
    await ended(third);
    expect(panel(third)).toEqual(panel(first));
  });

  it('are looked at again where they rest on what has changed on disk', async () => {
    await ended(await start());
    write('p20/p.go', chained(20, 'println(len(m))'));
    const client = await start();
    await ended(client);
    expect(shown(client)).toBe(20);
    write('p20/p.go', chained(20, 'p.Fill(m)'));
    client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(join(folder, 'p20/p.go')), type: 2 }],
    });
    await client.until(() => shown(client) === count, 'the findings of all that import it');
  });

  it('follow what is typed while they are checked, and what of it is not saved', async () => {
    const client = await start();
    const uri = uriOf(join(folder, 'p20/p.go'));
    client.open(uri, chained(20));
    client.change(uri, 2, { text: chained(20, 'println(len(m))') });
    await ended(client);
    await client.until(() => shown(client) === 20, 'the findings of those below');
    client.change(uri, 3, { text: chained(20) });
    await client.until(() => shown(client) === count, 'the findings of all');
    expect(entries().length).toBeLessThan(count);
    client.close(uri);
    await client.until(() => shown(client) === count, 'the findings of all');
  });
});
