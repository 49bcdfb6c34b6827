import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import type { DocumentDiagnosticReport, WorkspaceDiagnosticReport } from 'vscode-languageserver-protocol';
import { describe, expect, it } from 'vitest';
import { pullCapabilities, pushCapabilities, type LspClient } from '../support/lsp-client.js';
import { aliased, at, silent, useLspWorkspace } from '../support/lsp-workspace.js';

const workspace = useLspWorkspace();

describe('a client that pulls', () => {
  it('gets the findings of the text it has just sent, and nothing pushed', async () => {
    const { client, uri } = await opened(silent);
    client.change(uri, 2, { text: aliased });
    const report = await pull(client, uri);
    expect(report.kind === 'full' && report.items.map(at)).toEqual(['3:1-3:7']);
    expect(client.published).toEqual([]);
  });

  it('is told when nothing has changed', async () => {
    const { client, uri } = await opened(aliased);
    const first = await pull(client, uri);
    expect(await pull(client, uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    client.change(uri, 2, { text: `${aliased}// more\n` });
    expect(await pull(client, uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    client.change(uri, 3, { text: `\n${aliased}` });
    expect(await pull(client, uri, first.resultId)).toMatchObject({ kind: 'full', items: [{}] });
  });

  it('may cancel', async () => {
    const { client, uri } = await opened(`${aliased}// slow 2000\n`);
    const source = new CancellationTokenSource();
    const pulled = client.request('textDocument/diagnostic', { textDocument: { uri } }, source.token);
    source.cancel();
    client.change(uri, 2, { text: aliased });
    await expect(pulled).rejects.toThrow(/cancelled/);
    expect(await pull(client, uri)).toMatchObject({ kind: 'full', items: [{}] });
  });

  it('gets an answer for documents it closed or never opened', async () => {
    const { client, uri } = await opened(`${aliased}// slow 2000\n`);
    const pulled = pull(client, uri);
    client.close(uri);
    expect(await pulled).toEqual({ kind: 'full', items: [] });
    expect(await pull(client, workspace.uri('none.go'))).toEqual({ kind: 'full', items: [] });
  });

  it('gets the rest of the workspace by asking for it', async () => {
    const closed = workspace.write('x/closed.go', aliased);
    const { client } = await opened(aliased);
    const first = await pullAll(client);
    expect(first.items).toMatchObject([{ kind: 'full', uri: closed, version: null, items: [{}] }]);
    const previousResultIds = [{ uri: closed, value: first.items[0]!.resultId! }];
    expect((await pullAll(client, previousResultIds)).items).toMatchObject([{ kind: 'unchanged', uri: closed }]);

    workspace.write('x/closed.go', silent);
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: closed, type: 2 }] });
    expect((await pullAll(client, previousResultIds)).items).toEqual([
      { kind: 'full', uri: closed, version: null, items: [] },
    ]);
  });

  it('is asked to pull again when findings change without an edit', async () => {
    const { client, uri } = await opened(aliased);
    await pull(client, uri);
    const before = client.refreshes.length;
    client.settings = { enable: false };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => client.refreshes.length > before, 'a refresh');
    expect(await pull(client, uri)).toMatchObject({ kind: 'full', items: [] });
  });

  it('gets packages as they are checked', async () => {
    for (let i = 0; i < 10; i++) workspace.write(`p${i}/a.go`, `${aliased}// slow 20\n`);
    const { client } = await opened(aliased);
    const parts: string[] = [];
    const progress: string[] = [];
    client.connection.onNotification(
      '$/progress',
      ({ token, value }: { token: string; value: WorkspaceDiagnosticReport & { kind: string } }) => {
        if (token === 'part') parts.push(...value.items.map(({ uri }) => uri));
        if (token === 'work') progress.push(value.kind);
      },
    );
    const params = { previousResultIds: [], partialResultToken: 'part', workDoneToken: 'work' };
    const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', params);
    expect(new Set(parts).size).toBeGreaterThan(5);
    // What a part has told is not told again.
    for (const { uri, kind } of items) expect(kind).toBe(parts.includes(uri) ? 'unchanged' : 'full');
    expect(items).toHaveLength(10);
    expect(progress).toEqual(['begin', 'end']);
  });

  it('may cancel what takes long, and ask again', async () => {
    for (let i = 0; i < 10; i++) workspace.write(`p${i}/a.go`, `${aliased}// slow 50\n`);
    const { client } = await opened(aliased);
    const source = new CancellationTokenSource();
    const pulled = client.request('workspace/diagnostic', { previousResultIds: [] }, source.token);
    source.cancel();
    await expect(pulled).rejects.toThrow(/cancelled/);
    expect((await pullAll(client)).items).toHaveLength(10);
  });

  it('is asked to pull again once for many files', async () => {
    const uris = Array.from({ length: 20 }, (_, i) => workspace.write(`p${i}/a.go`, aliased));
    const { client } = await opened(aliased);
    await pullAll(client);
    const before = client.refreshes.length;
    for (let i = 0; i < 20; i++) workspace.write(`p${i}/a.go`, silent);
    const changes = uris.map((uri) => ({ uri, type: 2 }));
    client.notify('workspace/didChangeWatchedFiles', { changes });
    await client.until(() => client.refreshes.length > before, 'a refresh');
    expect((await pullAll(client)).items).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(client.refreshes.length - before).toBeLessThan(4);
  });
});

describe('a client that could pull', () => {
  it('is pushed to when it prefers that', async () => {
    const client = await workspace.start({
      capabilities: { ...pullCapabilities, ...pushCapabilities },
      initializationOptions: { diagnostics: 'push' },
    });
    expect(client.result.capabilities.diagnosticProvider).toBeUndefined();
    const uri = workspace.uri('a.go');
    client.open(uri, aliased);
    expect(await client.diagnosticsOf(uri, 1)).toHaveLength(1);
  });
});

async function opened(text: string): Promise<{ readonly client: LspClient; readonly uri: string }> {
  const client = await workspace.start({ capabilities: pullCapabilities });
  expect(client.result.capabilities.diagnosticProvider).toMatchObject({ workspaceDiagnostics: true });
  const uri = workspace.uri('a.go');
  client.open(uri, text);
  return { client, uri };
}

function pull(client: LspClient, uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
  return client.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
}

function pullAll(
  client: LspClient,
  previousResultIds: { readonly uri: string; readonly value: string }[] = [],
): Promise<WorkspaceDiagnosticReport> {
  return client.request('workspace/diagnostic', { previousResultIds });
}
