/** The built bundles with the real engine, as editors start them. What the engine finds has tests of its own. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { afterEach, describe, expect, it } from 'vitest';
import { LspClient, uriOf } from '../support/lsp-client.js';
import { useBundles } from '../support/use-bundles.js';
import { at } from '../support/lsp-workspace.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'test/vscode/workspace');
const uri = uriOf(join(folder, 'stock.go'));
const text = readFileSync(join(folder, 'stock.go'), 'utf8');
const copyLine = text.split('\n').indexOf('\tnext := stock');
const copyAt = `${copyLine}:1-${copyLine}:${'\tnext := stock'.length}`;
const bundle = useBundles();
let client: LspClient;

afterEach(() => client.stop());

describe.each([
  ['server.js', ['--stdio']],
  ['cli.js', ['lsp', '--stdio']],
])('%s', (name, args) => {
  it('finds what is in an open file and in one that is not', async () => {
    client = await LspClient.start({ server: bundle(name), args, folders: [folder] });
    client.open(uri, text);
    expect((await client.diagnosticsOf(uri, 1)).map(at)).toEqual([copyAt]);
    expect(await client.diagnosticsOf(uriOf(join(folder, 'archive/archive.go')))).toHaveLength(1);
  });
});

describe('every keystroke', () => {
  it('has its diagnostics, also those that break the syntax', async () => {
    client = await LspClient.start({ server: bundle('server.js'), folders: [folder] });
    client.open(uri, text);
    let version = 1;
    let character = 0;
    for (const typed of 'func g(m map[string]int) { if m[`') {
      const position = { line: 2, character: character++ };
      client.change(uri, ++version, { range: { start: position, end: position }, text: typed });
      await client.diagnosticsOf(uri, version);
    }
    client.change(uri, ++version, {
      range: { start: { line: 2, character: 0 }, end: { line: 2, character } },
      text: '',
    });
    expect((await client.diagnosticsOf(uri, version)).map(at)).toEqual([copyAt]);
  });
});

describe('all safe fixes together', () => {
  it('are right together, where each would be right alone', async () => {
    // Each access is fixed by a lock around it; two locks in one function must not meet.
    const racy = `package shelf

import "sync"

type Counts struct {
	mu sync.Mutex
	by map[string]int
}

func (c *Counts) Add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by[name]++
}

func (c *Counts) Drop(name string) {
	c.mu.Lock()
	delete(c.by, name)
	c.mu.Unlock()
}

func (c *Counts) Clear(name string) {
	c.mu.Lock()
	clear(c.by)
	c.mu.Unlock()
}

func (c *Counts) Both(one, other string) int {
	sum := c.by[one]
	sum += c.by[other]
	return sum
}

func (c *Counts) Len() int {
	return len(c.by)
}
`;
    client = await LspClient.start({ server: bundle('server.js'), folders: [folder] });
    const counts = uriOf(join(folder, 'counts.go'));
    client.open(counts, racy);
    expect((await client.diagnosticsOf(counts, 1)).length).toBeGreaterThan(1);
    const range = { start: { line: 0, character: 0 }, end: { line: 40, character: 0 } };
    const context = { diagnostics: [], only: ['source.fixAll'] };
    const params = { textDocument: { uri: counts }, range, context };
    const [action] = await client.request<CodeAction[]>('textDocument/codeAction', params);
    const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
    const [change] = edit!.documentChanges as TextDocumentEdit[];
    const after = TextDocument.applyEdits(TextDocument.create(counts, 'go', 1, racy), change!.edits as TextEdit[]);
    client.change(counts, 2, { text: after });
    expect(await client.diagnosticsOf(counts, 2)).toEqual([]);
    const both = after.slice(after.indexOf('Both('), after.indexOf('Len('));
    expect(both.match(/\.Lock\(\)/g)?.length).toBe(both.match(/\.Unlock\(\)/g)?.length);
    expect(both).not.toMatch(/Lock\(\)(?:(?!Unlock)[^])*\.Lock\(\)/);
  });
});

describe('a client that watches no files', () => {
  it('learns of what others wrote when it saves, or checks everything', async () => {
    const place = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-unwatched-')));
    const write = (path: string, contents: string): string => {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), contents);
      return uriOf(join(place, path));
    };
    const bug = 'func f(a map[string]int) int {\n\tb := a\n\tb["x"] = 1\n\treturn len(a)\n}\n';
    write('go.mod', 'module example.com/unwatched\n\ngo 1.24\n');
    const [near, far] = [write('p/near.go', 'package p\n'), write('q/far.go', 'package q\n')];
    const capabilities = { window: { workDoneProgress: true } };
    client = await LspClient.start({ server: bundle('server.js'), folders: [place], capabilities });
    await client.until(() => client.progress.at(-1)?.kind === 'end', 'the scan to end');
    expect(client.registrations).toEqual([]);
    const open = write('p/open.go', 'package p\n');
    client.open(open, 'package p\n');
    write('p/near.go', `package p\n\n${bug}`);
    write('q/far.go', `package q\n\n${bug}`);
    client.notify('textDocument/didSave', { textDocument: { uri: open } });
    expect(await client.diagnosticsOf(near)).toHaveLength(1);
    expect(client.published.filter(({ uri }) => uri === far)).toEqual([]);
    await client.request('workspace/executeCommand', { command: 'mapguard.server.check' });
    expect(await client.diagnosticsOf(far)).toHaveLength(1);
    rmSync(place, { recursive: true });
  });
});

describe('a suppression', () => {
  it('is offered, and silences the finding', async () => {
    client = await LspClient.start({ server: bundle('server.js'), folders: [folder] });
    client.open(uri, text);
    const [diagnostic] = await client.diagnosticsOf(uri, 1);
    const context = { diagnostics: [diagnostic] };
    const params = { textDocument: { uri }, range: diagnostic!.range, context };
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', params);
    const suppress = actions.find(({ title }) => title.startsWith('Suppress'));
    const { edit } = await client.request<CodeAction>('codeAction/resolve', suppress);
    const [change] = edit!.documentChanges as TextDocumentEdit[];
    const after = TextDocument.applyEdits(TextDocument.create(uri, 'go', 1, text), change!.edits as TextEdit[]);
    expect(after).toContain('//mapguard:ignore map-alias-write -- ');
    client.change(uri, 2, { text: after });
    expect(await client.diagnosticsOf(uri, 2)).toEqual([]);
  });
});
