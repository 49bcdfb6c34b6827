import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import type { CodeAction, Diagnostic, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { describe, expect, it } from 'vitest';
import { pushCapabilities, type LspClient } from '../support/lsp-client.js';
import { aliased, useLspWorkspace } from '../support/lsp-workspace.js';

const workspace = useLspWorkspace();
const cursor = { start: { line: 3, character: 2 }, end: { line: 3, character: 2 } };

describe('a code action', () => {
  it('is offered with its finding, its safety and no edit yet', async () => {
    const { client, uri, diagnostics } = await opened();
    const actions = await ask(client, uri);
    expect(actions.map(({ title, kind, isPreferred }) => ({ title, kind, isPreferred }))).toEqual([
      { title: 'Clone a with maps.Clone (may change behaviour)', kind: 'quickfix', isPreferred: true },
      { title: 'Explain the sharing', kind: 'refactor.rewrite', isPreferred: false },
    ]);
    expect(actions[0]?.diagnostics).toEqual(diagnostics);
    expect(actions[0]?.edit).toBeUndefined();
    expect(Object.keys(actions[0]?.data as object).sort()).toEqual(['offer', 'uri', 'version']);
  });

  it('resolves to a versioned edit', async () => {
    const { client, uri } = await opened();
    const [clone] = await ask(client, uri);
    const { edit } = await resolve(client, clone!);
    const [change] = edit!.documentChanges as TextDocumentEdit[];
    expect(change?.textDocument).toEqual({ uri, version: 1 });
    expect(TextDocument.applyEdits(TextDocument.create(uri, 'go', 1, aliased), change!.edits as TextEdit[])).toBe(
      aliased.replace('package p\n', 'package p\n\nimport "maps"\n').replace(':= a', ':= maps.Clone(a)'),
    );
    expect(edit?.changeAnnotations).toBeUndefined();
  });

  it('asks for a confirmation where the engine wants one', async () => {
    const { client, uri } = await opened();
    const { edit } = await resolve(client, (await ask(client, uri))[1]!);
    const [annotation] = Object.entries(edit!.changeAnnotations!);
    expect(annotation?.[1]).toEqual({ label: 'Adds a comment', needsConfirmation: true });
    const [change] = edit!.documentChanges as TextDocumentEdit[];
    expect(change?.edits).toEqual([expect.objectContaining({ annotationId: annotation?.[0] })]);
  });

  it('is refused when the document has moved on, with a reason for people', async () => {
    const { client, uri } = await opened();
    const [clone] = await ask(client, uri);
    client.change(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' });
    await expect(resolve(client, clone!)).rejects.toThrow(/has changed since "Clone a with maps\.Clone.*Ask .* again/);
  });

  it('is refused after a restart of the server, which knows no offers', async () => {
    const { client } = await opened();
    const stale = { title: 'Old', data: { uri: workspace.uri('a.go'), version: 1, offer: 17 } };
    await expect(resolve(client, stale)).rejects.toThrow(/no longer offered/);
  });

  it('survives news of other files between the offer and the choice', async () => {
    const { client, uri } = await opened();
    const [clone] = await ask(client, uri);
    client.open(workspace.uri('b.go'), aliased);
    await client.diagnosticsOf(workspace.uri('b.go'), 1);
    expect((await resolve(client, clone!)).edit?.documentChanges).toHaveLength(1);
  });

  it('is offered only at the finding and only of the kind asked for', async () => {
    const { client, uri } = await opened();
    const elsewhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
    expect(await ask(client, uri, undefined, elsewhere)).toEqual([]);
    expect((await ask(client, uri, ['refactor'])).map(({ kind }) => kind)).toEqual(['refactor.rewrite']);
    expect(await ask(client, uri, ['quickfix.other'])).toEqual([]);
  });

  it('fixes all that is safe, and only that, when asked by name', async () => {
    const { client, uri } = await opened();
    expect(await ask(client, uri, ['source.fixAll.mapguard'])).toEqual([]);
  });

  it('fixes all of its kind in the file, one after the other, each on what the last has left', async () => {
    const { client, uri } = await opened(pushCapabilities, twice);
    const actions = await ask(client, uri);
    const all = actions.find(({ title }) => title.includes('this file'))!;
    expect(all).toMatchObject({
      title: 'Fix all 2 findings of map-alias-write in this file (may change behaviour)',
      kind: 'quickfix',
      isPreferred: false,
    });
    expect(all.edit).toBeUndefined();
    const { edit } = await resolve(client, all);
    const [change] = edit!.documentChanges as TextDocumentEdit[];
    expect(change?.textDocument).toEqual({ uri, version: 1 });
    expect(edit?.changeAnnotations).toBeUndefined();
    expect(TextDocument.applyEdits(TextDocument.create(uri, 'go', 1, twice), change!.edits as TextEdit[])).toBe(
      twice.replace('package p\n', 'package p\n\nimport "maps"\n').replaceAll(':= a', ':= maps.Clone(a)'),
    );
  });

  it('fixes all of its kind in the workspace, once a person has looked', async () => {
    const closed = workspace.write('x/closed.go', twice);
    const { client, uri } = await opened();
    await client.diagnosticsOf(closed);
    const all = (await ask(client, uri)).find(({ title }) => title.includes('the workspace'))!;
    expect(all.title).toBe('Fix all 3 findings of map-alias-write in the workspace (may change behaviour)');
    const { edit } = await resolve(client, all);
    expect(edit!.changeAnnotations).toEqual({ rewrite: { label: '3 fixes in 2 files', needsConfirmation: true } });
    const changes = edit!.documentChanges as TextDocumentEdit[];
    expect(new Map(changes.map(({ textDocument }) => [textDocument.uri, textDocument.version]))).toEqual(
      new Map([
        [uri, 1],
        [closed, null],
      ]),
    );
    expect(changes.flatMap(({ edits }) => edits).every((each) => 'annotationId' in each)).toBe(true);
  });

  it('fixes on save what is safe, and nothing else', async () => {
    const text = `${twice}// safe\n`;
    const { client, uri } = await opened(pushCapabilities, text);
    const [action, ...others] = await ask(client, uri, ['source.fixAll']);
    expect([action?.kind, others.length]).toEqual(['source.fixAll.mapguard', 0]);
    const { edit } = await resolve(client, action!);
    const [change] = edit!.documentChanges as TextDocumentEdit[];
    const after = TextDocument.applyEdits(TextDocument.create(uri, 'go', 1, text), change!.edits as TextEdit[]);
    expect(after.match(/maps\.Clone/g)).toHaveLength(2);
    // Clients without `resolve` get the edit at once.
    const { codeAction: _, ...textDocument } = pushCapabilities.textDocument!;
    const plain = await opened({ ...pushCapabilities, textDocument }, text);
    const [resolved] = await ask(plain.client, plain.uri, ['source.fixAll.mapguard']);
    expect(resolved?.edit).toEqual(edit);
  });

  it('of many fixes starts again when the text changes meanwhile, and may be cancelled', async () => {
    const { client, uri } = await opened(pushCapabilities, `${twice}// slow 40\n`);
    const all = (await ask(client, uri)).find(({ title }) => title.includes('this file'))!;
    const slow = resolve(client, all);
    client.change(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' });
    const [change] = (await slow).edit!.documentChanges as TextDocumentEdit[];
    expect(change?.textDocument.version).toBe(2);
    const source = new CancellationTokenSource();
    const cancelled = client.request('codeAction/resolve', all, source.token);
    source.cancel();
    await expect(cancelled).rejects.toThrow(/was not done|cancel/i);
  });

  it('comes with its edit for clients that resolve nothing, without versions for those that have none', async () => {
    const { codeAction: _, ...textDocument } = pushCapabilities.textDocument!;
    const { workspaceEdit: __, ...others } = pushCapabilities.workspace!;
    const { client, uri } = await opened({ ...pushCapabilities, textDocument, workspace: others });
    const [clone] = await ask(client, uri);
    expect(clone?.data).toBeUndefined();
    expect(clone?.edit?.changes?.[uri]).toHaveLength(2);
    expect(client.result.capabilities.codeActionProvider).toMatchObject({ resolveProvider: false });
  });
});

/** Two findings. */
const twice = `${aliased}${aliased.slice(aliased.indexOf('func')).replace('f(', 'g(')}`;

async function opened(capabilities = pushCapabilities, text = aliased) {
  const client = await workspace.start({ capabilities });
  const uri = workspace.uri('a.go');
  client.open(uri, text);
  return { client, uri, diagnostics: await client.diagnosticsOf(uri, 1) };
}

function ask(client: LspClient, uri: string, only?: string[], range = cursor): Promise<CodeAction[]> {
  const context = { diagnostics: [] as Diagnostic[], ...(only ? { only } : {}) };
  return client.request('textDocument/codeAction', { textDocument: { uri }, range, context });
}

function resolve(client: LspClient, action: CodeAction): Promise<CodeAction> {
  return client.request('codeAction/resolve', action);
}
