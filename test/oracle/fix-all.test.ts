/** What "fix all in the workspace" leaves of the sample service: the go command builds it, gofmt has nothing to say. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodeAction, Diagnostic, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { describe, expect, it } from 'vitest';
import { runIn, whyNoGo } from '../support/go-command.js';
import { LspClient, uriOf } from '../support/lsp-client.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('fixing all findings of a rule in the workspace', () => {
  it('leaves a service that builds, is formatted and has none of them', async ({ skip }) => {
    skip(whyNoGo !== undefined, whyNoGo);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-fix-all-')));
    const bundles = mkdtempSync(join(tmpdir(), 'mapguard-bundles-'));
    execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--outdir', bundles], { stdio: 'inherit' });
    cpSync(join(root, 'test/sample'), folder, { recursive: true });
    const client = await LspClient.start({ server: join(bundles, 'server.js'), folders: [folder] });
    try {
      let rules = 0;
      for (;;) {
        const action = await nextAction(client);
        if (action === undefined) break;
        rules++;
        const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
        apply(client, edit!.documentChanges as TextDocumentEdit[]);
        await client.request('workspace/executeCommand', { command: 'mapguard.server.check' });
        const [rule] = /(?<= of )[a-z-]+/.exec(action.title)!;
        expect(findings(client).filter(({ diagnostic }) => diagnostic.code === rule)).toEqual([]);
        expect(runIn(folder, 'go', ['vet', './...'])).toEqual({ status: 0, output: '' });
        expect(runIn(folder, 'gofmt', ['-l', '.']).output).toBe('');
      }
      expect(rules).toBeGreaterThan(2);
    } finally {
      await client.stop();
      for (const each of [folder, bundles]) rmSync(each, { recursive: true });
    }
  });
});

/** "Fix all … in the workspace" of the first finding that has it. */
async function nextAction(client: LspClient): Promise<CodeAction | undefined> {
  await client.request('workspace/executeCommand', { command: 'mapguard.server.check' });
  for (const { uri, diagnostic } of findings(client)) {
    client.open(uri, readFileSync(fileURLToPath(uri), 'utf8'));
    const params = { textDocument: { uri }, range: diagnostic.range, context: { diagnostics: [] } };
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', params);
    client.close(uri);
    const found = actions.find(({ title }) => title.includes('in the workspace'));
    if (found) return found;
  }
  return undefined;
}

function findings(client: LspClient): { readonly uri: string; readonly diagnostic: Diagnostic }[] {
  const latest = new Map(client.published.map(({ uri, diagnostics }) => [uri, diagnostics]));
  return [...latest].flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ uri, diagnostic })));
}

/** Writes the changed files, and tells the server. */
function apply(client: LspClient, changes: readonly TextDocumentEdit[]): void {
  for (const { textDocument, edits } of changes) {
    const path = fileURLToPath(textDocument.uri);
    const document = TextDocument.create(textDocument.uri, 'go', 0, readFileSync(path, 'utf8'));
    writeFileSync(path, TextDocument.applyEdits(document, edits as TextEdit[]));
  }
  const uris = changes.map(({ textDocument }) => textDocument.uri);
  expect(uris.length).toBeGreaterThan(0);
  expect(new Set(uris)).toEqual(new Set(uris.map((uri) => uriOf(fileURLToPath(uri)))));
  client.notify('workspace/didChangeWatchedFiles', { changes: uris.map((uri) => ({ uri, type: 2 })) });
}
