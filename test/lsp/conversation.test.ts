/** One long conversation with the built server and its real engine, as a rough client would lead it. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LspClient, uriOf } from '../support/lsp-client.js';
import { useBundles } from '../support/use-bundles.js';
import { at, lines } from '../support/lsp-workspace.js';

const bundle = useBundles();
let folder: string;
let client: LspClient;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-conversation-')));
  writeFileSync(join(folder, 'go.mod'), 'module example.com/talk\n\ngo 1.24\n');
  client = await LspClient.start({ server: bundle('server.js'), folders: [folder] });
});
afterAll(async () => {
  await client.stop();
  rmSync(folder, { recursive: true });
});

/** One finding, in line 3. */
const aliased = lines('package p', '', 'func f(a map[string]int) int {', '\tb := a', '\tb["x"] = 1', '\treturn len(a)', '}', ''); // prettier-ignore
const found = '3:1-3:7';

describe('the server, over its pipe', () => {
  it('keeps the text of a client that sends late, twice, and beyond the end', async () => {
    const uri = open('order', aliased, 3);
    client.change(uri, 2, { range: range(0, 0, 4, 0), text: 'late' });
    client.change(uri, 3, { range: range(0, 0, 4, 0), text: 'twice' });
    client.change(uri, 7, { range: range(90, 0, 99, 9), text: '// end\n' }, { range: range(0, 0, 0, 0), text: '\n' });
    expect((await client.diagnosticsOf(uri, 7)).map(at)).toEqual(['4:1-4:7']);
  });

  it('counts as the client does: carriage returns, a byte order mark, surrogate pairs', async () => {
    const returns = open('returns', aliased.replaceAll('\n', '\r\n'));
    expect((await client.diagnosticsOf(returns, 1)).map(at)).toEqual([found]);
    client.change(returns, 2, { range: range(3, 7, 3, 7), text: ' // 😀\r\n\t' });
    expect((await client.diagnosticsOf(returns, 2)).map(at)).toEqual([found]);
    const marked = open('marked', `\ufeff${aliased}`);
    expect((await client.diagnosticsOf(marked, 1)).map(at)).toEqual([found]);
    const pairs = open('pairs', aliased.replace('\tb := a', '\t/*😀𝒢*/ b := a'));
    expect((await client.diagnosticsOf(pairs, 1)).map(at)).toEqual(['3:10-3:16']);
    client.change(pairs, 2, { range: range(3, 3, 3, 7), text: '😀😀😀' });
    expect((await client.diagnosticsOf(pairs, 2)).map(at)).toEqual(['3:12-3:18']);
  });

  it('writes the line ends that the file has', async () => {
    const text = aliased.replaceAll('\n', '\r\n');
    const uri = open('fixed', text);
    const [finding] = await client.diagnosticsOf(uri, 1);
    const params = { textDocument: { uri }, range: finding!.range, context: { diagnostics: [finding] } };
    for (const offered of await client.request<CodeAction[]>('textDocument/codeAction', params)) {
      if (offered.title.includes('the workspace')) continue; // Of the other documents of this conversation.
      const { edit, title } = await client.request<CodeAction>('codeAction/resolve', offered);
      const [change] = edit!.documentChanges as TextDocumentEdit[];
      const after = TextDocument.applyEdits(TextDocument.create(uri, 'go', 1, text), change!.edits as TextEdit[]);
      expect(after.replaceAll('\r\n', ''), title).not.toMatch(/[\r\n]/);
    }
  });

  it('answers while it works on five megabytes, also when asked to stop', { timeout: 120_000 }, async () => {
    const text = 'a page of a generated file, '.repeat(14);
    const func = (_: unknown, i: number): string => `func f${i}() string {\n\treturn "${text}"\n}\n`;
    const big = `${aliased}\n${Array.from({ length: 12_000 }, func).join('\n')}`;
    expect(big.length).toBeGreaterThan(5_000_000);
    const uri = open('big', big);
    const source = new CancellationTokenSource();
    const hovered = client.request('textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 1 } }, source.token); // prettier-ignore
    source.cancel();
    expect(await hovered.catch((error: Error) => error.message)).toBeOneOf([null, expect.stringMatching(/cancel/i)]);
    const small = open('small', aliased);
    expect((await client.diagnosticsOf(small, 1)).map(at)).toEqual([found]);
    client.close(uri);
    // Everything before this one is answered.
    await client.request('workspace/executeCommand', { command: 'mapguard.server.check' });
    expect(client.published.findLast((each) => each.uri === uri)?.diagnostics ?? []).toEqual([]);
  });

  it('has nothing to say of a binary file, and of one that is closed', async () => {
    const uri = open('binary', `\x7fELF\0\0${aliased}`);
    expect(await client.diagnosticsOf(uri, 1)).toEqual([]);
    client.close(uri);
    const again = open('binary', aliased, 1);
    await client.until(() => client.published.some((each) => each.uri === again && each.diagnostics.length > 0), 'its finding'); // prettier-ignore
    client.close(again);
    await client.until(() => client.published.findLast((each) => each.uri === again)?.diagnostics.length === 0, 'silence'); // prettier-ignore
  });

  it('has told of no failure in all this', () => {
    expect(client.logs.filter(({ type }) => type === 1)).toEqual([]);
  });
});

/** Opens a document in a package of its own; its URI. */
function open(name: string, text: string, version = 1): string {
  const uri = uriOf(join(folder, name, `${name}.go`));
  client.open(uri, text, version);
  return uri;
}

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
  return {
    start: { line: startLine, character: startCharacter },
    end: { line: endLine, character: endCharacter },
  };
}
