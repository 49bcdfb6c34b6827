import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { openFile } from '../../../server/src/engine/syntax/buffer/document.js';
import { sample } from '../../../server/src/engine/syntax/buffer/sample.js';
import { knownFields, knownTypes, symOf } from '../../../server/src/engine/syntax/buffer/symbols.js';
import { printFile } from '../../../server/src/engine/syntax/print.js';
import { goSources, loadTestGrammar, sampleFile, standardFiles } from '../../support/buffer.js';

const require = createRequire(import.meta.url);
const committed = (name: string): Buffer => readFileSync(new URL(`../../../grammars/${name}`, import.meta.url));

describe('the committed grammar', () => {
  test('is the package’s', () => {
    const wasm = committed('tree-sitter-go.wasm');
    const manifest = JSON.parse(committed('manifest.json').toString()) as Record<string, string>;
    const { version, license } = require('tree-sitter-go/package.json') as Record<string, string>;
    expect(wasm.equals(readFileSync(require.resolve('tree-sitter-go/tree-sitter-go.wasm')))).toBe(true);
    expect(manifest['sha256']).toBe(createHash('sha256').update(wasm).digest('hex'));
    expect(manifest).toMatchObject({ version, license });
    expect(committed(manifest['licenseFile']!)).toEqual(readFileSync(require.resolve('tree-sitter-go/LICENSE')));
  });

  test('has no node kind or field that lowering does not know', () => {
    const types = JSON.parse(readFileSync(require.resolve('tree-sitter-go/src/node-types.json'), 'utf8')) as readonly {
      readonly type: string;
      readonly named: boolean;
      readonly fields?: Readonly<Record<string, unknown>>;
      readonly subtypes?: unknown;
    }[];
    // Contents of literals are never looked at; supertypes are no nodes.
    const unseen = /^(escape_sequence|raw_string_literal_content|interpreted_string_literal_content)$/;
    const named = types.filter((type) => type.named && type.subtypes === undefined && !unseen.test(type.type));
    expect(named.filter((type) => symOf(type.type, true) === 0).map((type) => type.type)).toEqual([]);
    expect(named.flatMap((type) => Object.keys(type.fields ?? {})).filter((f) => !knownFields.includes(f))).toEqual([]);
    const aliases = named.map((type) => type.type);
    expect(knownTypes.filter((type) => type !== 'ERROR' && !aliases.includes(type))).toEqual([]);
  });
});

describe('reading trees from the heap', async () => {
  const fast = await loadTestGrammar();
  const sure = await loadTestGrammar({ lowering: 'cursor' });

  test('is in use, unless the cursor is asked for', () => {
    expect(fast.lowering).toBe('heap');
    expect(sure.lowering).toBe('cursor');
  });

  test('the sample at start-up has every node kind', () => {
    const tree = fast.parse(sample)!;
    const seen = new Set(tree.sym.subarray(1, tree.count + 1));
    const missing = knownTypes.filter((type) => type !== 'comment' && !seen.has(symOf(type, true)));
    expect(missing).toEqual([]);
    expect(tree.comments.length).toBeGreaterThan(0);
  });

  test.each([
    ['the sample', sample],
    ['a file', sampleFile],
    ['half a file', sampleFile.slice(0, 1200)],
    ['nothing', ''],
    ['no Go', 'The quick brown fox { jumps ( over'],
    ['wide characters', 'package p\nvar s = "é😀" // 日本語\nvar 世界 = `x`'],
  ])('sees what the cursor sees in %s', (_, text) => {
    expect(printFile(openFile(fast, 'f.go', text))).toBe(printFile(openFile(sure, 'f.go', text)));
  });

  test.skipIf(goSources === undefined)('sees what the cursor sees in the standard library', () => {
    const files = standardFiles('net', 'go/types', 'encoding').slice(0, 300);
    expect(files.length).toBe(300);
    for (const path of files) {
      const text = readFileSync(path, 'utf8');
      expect(printFile(openFile(fast, path, text)) === printFile(openFile(sure, path, text)), path).toBe(true);
    }
  });
});
