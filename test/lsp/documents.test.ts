import { expect, it, describe } from 'vitest';
import { aliased, at, lines, silent, useLspWorkspace } from '../support/lsp-workspace.js';
import type { Range } from 'vscode-languageserver-protocol';

const workspace = useLspWorkspace();

describe('an open document', () => {
  it('has its findings published with its version, evidence and documentation', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, aliased, 7);
    const diagnostics = await client.diagnosticsOf(uri, 7);
    expect(diagnostics).toEqual([
      {
        range: range(3, 1, 3, 7),
        severity: 2,
        source: 'mapguard',
        code: 'map-alias-write',
        codeDescription: { href: 'https://github.com/mapguard/mapguard/blob/main/docs/rules/map-alias-write.md' },
        message: 'b shares its map with a',
        relatedInformation: [
          { location: { uri, range: range(4, 1, 4, 2) }, message: 'the shared map is written here' },
        ],
      },
    ]);
  });

  it('is diagnosed again after each edit, without being saved', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, silent, 1);
    expect(await client.diagnosticsOf(uri, 1)).toEqual([]);
    client.change(uri, 2, { range: range(4, 0, 4, 0), text: '\tb["x"] = 1\n' });
    expect((await client.diagnosticsOf(uri, 2)).map(at)).toEqual(['3:1-3:7']);
    client.change(uri, 3, { range: range(0, 0, 0, 0), text: '// p\n' });
    expect((await client.diagnosticsOf(uri, 3)).map(at)).toEqual(['4:1-4:7']);
    client.change(uri, 4, { range: range(5, 0, 6, 0), text: '' });
    expect(await client.diagnosticsOf(uri, 4)).toEqual([]);
  });

  it('takes several changes in one message, each relative to the one before, and whole texts', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, silent, 1);
    const insert = { range: range(4, 0, 4, 0), text: '\tb["x"] = 1\n' };
    client.change(uri, 2, { range: range(0, 0, 0, 0), text: '\n\n' }, { ...insert, range: range(6, 0, 6, 0) });
    expect((await client.diagnosticsOf(uri, 2)).map(at)).toEqual(['5:1-5:7']);
    client.change(uri, 3, { text: silent }, insert);
    expect((await client.diagnosticsOf(uri, 3)).map(at)).toEqual(['3:1-3:7']);
  });

  it('keeps its text when an edit comes late, twice, or beyond the end', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, silent, 4);
    client.change(uri, 3, { range: range(0, 0, 3, 0), text: 'late' });
    client.change(uri, 4, { range: range(0, 0, 3, 0), text: 'twice' });
    client.change(uri, 9, { range: range(4, 0, 4, 0), text: '\tb["x"] = 1\n' });
    expect((await client.diagnosticsOf(uri, 9)).map(at)).toEqual(['3:1-3:7']);
    client.change(uri, 10, { range: range(99, 5, 200, 0), text: '// end' });
    expect((await client.diagnosticsOf(uri, 10)).map(at)).toEqual(['3:1-3:7']);
    expect(client.logs.filter(({ message }) => message.includes('came late'))).toHaveLength(2);
  });

  it('is not needed for edits, closes and requests of others', async () => {
    const client = await workspace.start();
    const [unknown, uri] = [workspace.uri('unknown.go'), workspace.uri('a.go')];
    client.change(unknown, 2, { range: range(0, 0, 0, 0), text: 'x' });
    client.close(unknown);
    const params = { textDocument: { uri: unknown }, range: range(0, 0, 1, 0), context: { diagnostics: [] } };
    expect(await client.request('textDocument/codeAction', params)).toEqual([]);
    client.open(uri, aliased);
    expect(await client.diagnosticsOf(uri, 1)).toHaveLength(1);
  });

  it('may be closed and opened again with another text and an older version', async () => {
    const client = await workspace.start({ settings: { workspaceScan: 'off' } });
    const uri = workspace.uri('a.go');
    client.open(uri, aliased, 5);
    expect(await client.diagnosticsOf(uri, 5)).toHaveLength(1);
    client.close(uri);
    expect(await client.diagnosticsOf(uri)).toEqual([]);
    client.open(uri, `\n${aliased}`, 1);
    expect((await client.diagnosticsOf(uri, 1)).map(at)).toEqual(['4:1-4:7']);
  });

  it('may be unsaved', async () => {
    const client = await workspace.start();
    client.open('untitled:Untitled-1', aliased);
    const [diagnostic] = await client.diagnosticsOf('untitled:Untitled-1', 1);
    expect(diagnostic?.relatedInformation?.[0]?.location.uri).toBe('untitled:Untitled-1');
  });

  it('keeps the spelling of its URI', async () => {
    const client = await workspace.start();
    const uri = 'file:///C:/work space/a.go';
    client.open(uri, aliased);
    const [diagnostic] = await client.diagnosticsOf(uri, 1);
    expect(diagnostic?.relatedInformation?.[0]?.location.uri).toBe(uri);
  });
});

describe('a burst of edits', () => {
  it('is diagnosed at its end, not at each step', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, `${silent}// slow 5\n`);
    await client.diagnosticsOf(uri, 1);
    for (let version = 2; version <= 200; version++) {
      client.change(uri, version, { range: range(0, 0, 0, 0), text: '\n' });
    }
    await client.diagnosticsOf(uri, 200);
    expect(client.published.filter((each) => each.uri === uri).length).toBeLessThan(20);
  });
});

describe('positions', () => {
  it('count UTF-16 units', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    const text = lines('package p', '', 'func f(a map[string]int) {', '\t/*😀*/', '\tb := a', '\tb["x"] = 1', '}');
    client.open(uri, text);
    client.change(uri, 2, { range: range(3, 5, 3, 7), text: 'ü😀' });
    client.change(uri, 3, { range: range(3, 3, 4, 0), text: '😀*/\n' });
    expect((await client.diagnosticsOf(uri, 3)).map(at)).toEqual(['4:1-4:7']);
  });

  it('are the same with carriage returns', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, silent.replaceAll('\n', '\r\n'));
    client.change(uri, 2, { range: range(3, 99, 3, 99), text: '\r\n\tb["x"] = 1' });
    expect((await client.diagnosticsOf(uri, 2)).map(at)).toEqual(['3:1-3:7']);
  });

  it('of a document with a byte order mark count it, as the client does', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, `\ufeff${aliased}`);
    client.change(uri, 2, { range: range(0, 1, 0, 1), text: '// p\n' });
    expect((await client.diagnosticsOf(uri, 2)).map(at)).toEqual(['4:1-4:7']);
  });
});

describe('text that is hardly Go', () => {
  it('may be five megabytes long', async () => {
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    const text = aliased + '// a long line of a generated file, again and again\n'.repeat(100_000);
    client.open(uri, text);
    expect(await client.diagnosticsOf(uri, 1)).toHaveLength(1);
    client.change(uri, 2, { range: range(4, 0, 5, 0), text: '' });
    expect(await client.diagnosticsOf(uri, 2)).toEqual([]);
  });

  it('is binary in the editor or on the disk: no findings, no failure', async () => {
    const binary = Buffer.from(`\x7fELF\0\0${aliased}`);
    workspace.write('closed.go', binary);
    const client = await workspace.start();
    const uri = workspace.uri('open.go');
    client.open(uri, binary.toString());
    expect(await client.diagnosticsOf(uri, 1)).toEqual([]);
    client.change(uri, 2, { range: range(0, 0, 0, 3), text: '' });
    expect(await client.diagnosticsOf(uri, 2)).toEqual([]);
    expect(client.published.filter((each) => each.uri === workspace.uri('closed.go'))).toEqual([]);
  });
});

describe('a failure of the engine', () => {
  it('leaves the file without findings and the others with theirs', async () => {
    const client = await workspace.start();
    const [broken, fine] = [workspace.uri('broken.go'), workspace.uri('fine.go')];
    client.open(broken, `${aliased}\n// broken\n`);
    client.open(fine, aliased);
    expect(await client.diagnosticsOf(broken, 1)).toEqual([]);
    expect(await client.diagnosticsOf(fine, 1)).toHaveLength(1);
    expect(client.logs.some(({ message }) => message.includes('broken on purpose'))).toBe(true);
    client.change(broken, 2, { text: aliased });
    expect(await client.diagnosticsOf(broken, 2)).toHaveLength(1);
  });
});

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number): Range {
  return {
    start: { line: startLine, character: startCharacter },
    end: { line: endLine, character: endCharacter },
  };
}
