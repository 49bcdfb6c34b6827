import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import type { Hover, Position } from 'vscode-languageserver-protocol';
import { describe, expect, it } from 'vitest';
import { pushCapabilities, type LspClient } from '../support/lsp-client.js';
import { aliased, useLspWorkspace } from '../support/lsp-workspace.js';

const workspace = useLspWorkspace();
const [here, nowhere] = [
  { line: 3, character: 6 },
  { line: 1, character: 0 },
];

describe('a hover', () => {
  it('is Markdown with links to the places', async () => {
    const { client, uri } = await opened(aliased);
    const { contents, range } = (await ask(client, uri, here))!;
    const line = `[line 4](${uri}#L4,7)`;
    const value = `**map** \`a\`\n\n- guarded by \`mu\` in ${line}, \`f\` (${line})`;
    expect(contents).toEqual({ kind: 'markdown', value });
    expect(range).toEqual({ start: here, end: { line: 3, character: 7 } });
  });

  it('is plain text for clients that show no Markdown', async () => {
    const { hover: _, ...textDocument } = pushCapabilities.textDocument!;
    const { client, uri } = await opened(aliased, { ...pushCapabilities, textDocument });
    const found = await ask(client, uri, here);
    expect(found?.contents).toEqual({ kind: 'plaintext', value: 'map a\n\n- guarded by mu in line 4, f (line 4)' });
  });

  it('is none where nothing is known, in documents that are not open, and where the engine fails', async () => {
    const { client, uri } = await opened(aliased);
    expect(await ask(client, uri, nowhere)).toBeNull();
    expect(await ask(client, workspace.uri('none.go'), here)).toBeNull();
    client.change(uri, 2, { text: `${aliased}// broken\n` });
    expect(await ask(client, uri, here)).toBeNull();
  });

  it('answers when it is cancelled, and each of several', async () => {
    const { client, uri } = await opened(`${aliased}// slow 3000\n`);
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri }, position: here };
    const slow = client.request<Hover | null>('textDocument/hover', params, source.token).catch(() => null);
    source.cancel();
    expect(await slow).toBeNull();
    client.change(uri, 2, { text: aliased });
    const both = await Promise.all([ask(client, uri, here), ask(client, uri, nowhere), ask(client, uri, here)]);
    expect(both.map((each) => each !== null)).toEqual([true, false, true]);
  });
});

async function opened(text: string, capabilities = pushCapabilities) {
  const client = await workspace.start({ capabilities });
  const uri = workspace.uri('a.go');
  client.open(uri, text);
  client.logs.length = 0;
  return { client, uri };
}

function ask(client: LspClient, uri: string, position: Position): Promise<Hover | null> {
  return client.request<Hover | null>('textDocument/hover', { textDocument: { uri }, position });
}
