import { describe, expect, test } from 'vitest';
import { Kind } from '../../../server/src/engine/syntax/ast.js';
import { editFile, openFile } from '../../../server/src/engine/syntax/buffer/document.js';
import { textOf } from '../../../server/src/engine/syntax/names.js';
import { printFile, printTree } from '../../../server/src/engine/syntax/print.js';
import type { Decl, SourceFile } from '../../../server/src/engine/syntax/source-file.js';
import { parentsOf, walk } from '../../../server/src/engine/syntax/walk.js';
import { loadTestGrammar, sampleFile } from '../../support/buffer.js';

const grammar = await loadTestGrammar();
const open = (text: string): ReturnType<typeof openFile> => openFile(grammar, '/p/f.go', text);

/** The first words of each declaration's text, comments dropped. */
const heads = (file: SourceFile): readonly string[] =>
  file.decls.map((decl) =>
    decl.text
      .replace(/^(\/\/[^\n]*\n|\/\*[^]*?\*\/\n)*/, '')
      .slice(0, 12)
      .trimEnd(),
  );

const idents = (decl: Decl): readonly string[] => {
  const found: string[] = [];
  walk(decl.ast, decl.root, (node) => {
    if (decl.ast.kind[node] === Kind.Ident) found.push(textOf(decl.ast.a[node]!));
  });
  return found;
};

describe('splitting', () => {
  test('a declaration takes the comment directly above; other comments stand alone', () => {
    const file = open(sampleFile);
    expect(heads(file)).toEqual([
      'import (\n\t"f',
      '// A comment',
      'const limit',
      'type Cache[K',
      'var (\n\ttempl',
      'func (c *Cac',
      'func (c *Cac',
      'func run(nam',
      'func check(m',
      'var last = f',
      '// the end',
    ]);
    expect(file.decls.filter((decl) => decl.root === 0).map((decl) => decl.text)).toEqual([
      '// A comment that belongs to nothing.',
      '// the end',
    ]);
    expect(file.decls[5]!.text).toMatch(/^\/\/ Get finds\.\nfunc /);
    expect(file.decls.every((decl) => !decl.damaged)).toBe(true);
    for (const [i, decl] of file.decls.entries()) {
      expect(file.text.startsWith(decl.text, file.starts[i])).toBe(true);
    }
  });

  test('the package clause is no declaration', () => {
    const file = open(sampleFile);
    expect(file.packageName).toBe('cache');
    expect(file.text.slice(file.packageEnd)).toMatch(/^package cache/);
    expect(open('\uFEFFpackage p\r\n\r\nfunc f() {}\r\n')).toMatchObject({ packageName: 'p', packageEnd: 1 });
    expect(open('func f() {}')).toMatchObject({ packageName: '_', packageEnd: 0 });
    expect(open('package')).toMatchObject({ packageName: '_', packageEnd: 0 });
    expect(open('')).toMatchObject({ packageName: '_', decls: [] });
  });

  test('what shares a line with the package clause is a declaration', () => {
    expect(heads(open('package p; var x int; func f() {}'))).toEqual(['var x int;', 'func f() {}']);
  });

  test('keywords in strings and comments begin nothing', () => {
    const file = open('package p\n\n/*\nfunc a() {}\n*/\nvar s = `\nfunc b() {}\n` + "\\"func c()"\n');
    expect(file.decls.length).toBe(1);
    expect(file.decls[0]!.damaged).toBe(false);
  });

  test('a body that is not indented stays one function', () => {
    const file = open('package p\n\nfunc f() {\nvar x int\nfunc(a int) {\nconst y = 1\n}(x)\n}\n\nfunc g() {}\n');
    expect(file.decls.map((decl) => decl.ast.kind[decl.root])).toEqual([Kind.FuncDecl, Kind.FuncDecl]);
    expect(file.decls[0]!.damaged).toBe(false);
    expect(idents(file.decls[0]!)).toEqual(['f', 'x', 'int', 'a', 'int', 'y', 'x']);
  });

  test('declarations that are not in column 0 are found as well', () => {
    expect(heads(open('package p\nvar a = 1; var b = 2\n  func f() {}\n'))).toEqual([
      'var a = 1;',
      'var b = 2',
      'func f() {}',
    ]);
  });

  test('an open raw string damages one declaration', () => {
    const at = sampleFile.indexOf('value, ok = c') + 5;
    const whole = open(sampleFile);
    const file = open(`${sampleFile.slice(0, at)}\`${sampleFile.slice(at)}`);
    expect(heads(file)).toEqual(heads(whole));
    expect(file.decls.filter((decl) => decl.damaged).length).toBe(1);
    expect(file.decls.map((decl) => decl.ast.kind[decl.root])).toEqual(
      whole.decls.map((decl) => decl.ast.kind[decl.root]),
    );
  });

  test('an open comment damages one declaration', () => {
    const at = sampleFile.indexOf('for k, v := range');
    const file = open(`${sampleFile.slice(0, at)}/* ${sampleFile.slice(at).replace('/* Block\ncomment */\n', '')}`);
    expect(file.decls.filter((decl) => decl.damaged).length).toBe(1);
    expect(heads(file)).toContain('func run(nam');
  });
});

describe('editing', () => {
  test('keeps every other declaration', () => {
    const before = open(sampleFile);
    const at = sampleFile.indexOf('out[k] = f(v)');
    const after = editFile(grammar, before, [{ start: at, end: at, newText: 'if x {\n\t\t' }]);
    const changed = after.decls.map((decl, i) => (decl === before.decls[i] ? -1 : i)).filter((i) => i >= 0);
    expect(changed).toEqual([6]);
    expect(after.starts[7]! - before.starts[7]!).toBe('if x {\n\t\t'.length);
    expect(after.decls.at(-1)).toBe(before.decls.at(-1));
  });

  test('nothing changed is the same file', () => {
    const file = open(sampleFile);
    expect(editFile(grammar, file, [{ start: 5, end: 5, newText: '' }])).toBe(file);
  });

  test('several changes, each in the text that the one before left', () => {
    const file = open('package p\n\nvar a = 1\n\nvar b = 2\n\nvar c = 3\n');
    const after = editFile(grammar, file, [
      { start: 15, end: 16, newText: 'long' },
      { start: 0, end: 9, newText: 'package other' },
      { start: 1000, end: 2000, newText: '// end' },
    ]);
    expect(after.text).toBe('package other\n\nvar long = 1\n\nvar b = 2\n\nvar c = 3\n// end');
    expect(printFile(after)).toBe(printFile(open(after.text)));
    expect(after.packageName).toBe('other');
  });

  test('a duplicate declaration is an object of its own', () => {
    const file = open('package p\n\nfunc init() {}\n\nfunc init() {}\n');
    expect(file.decls[0]).not.toBe(file.decls[1]);
    const after = editFile(grammar, file, [{ start: 11, end: 11, newText: 'func init() {}\n\n' }]);
    expect(new Set(after.decls).size).toBe(3);
  });

  test('undo gives an equal tree, and the others’ objects all along', () => {
    const before = open(sampleFile);
    const typed = editFile(grammar, before, [
      { start: sampleFile.indexOf('loop:'), end: sampleFile.indexOf('loop:'), newText: '`{' },
    ]);
    const undone = editFile(grammar, typed, [
      { start: sampleFile.indexOf('loop:'), end: sampleFile.indexOf('loop:') + 2, newText: '' },
    ]);
    expect(printFile(undone)).toBe(printFile(before));
    expect(undone.decls[3]).toBe(before.decls[3]);
  });
});

describe('half-typed code', () => {
  const body = (typed: string): string =>
    `package p\n\nfunc f[T any](m map[string]int, x any) (n int, err error) {\n\tbefore(m)\n\t${typed}\n\tafter(n)\n\tif m != nil {\n\t\tinside(x)\n\t}\n}\n\nfunc g() {}\n`;
  const header = printTree(open(body('')).decls[0]!.ast, open(body('')).decls[0]!.root)
    .split('  Body:')[0]!
    .split('\n')
    .slice(1);

  test.each([
    'if x {',
    'if',
    'if m[',
    'if v := m["a"]; ',
    'if v := m["a"]',
    'for',
    'for k, v',
    'for k, v := range',
    'for k, v := range m {',
    'for i := 0',
    'for i := 0; i < ',
    'switch',
    'switch y := x.(type',
    'switch y := x.(type) {',
    'switch x {\n\tcase',
    'switch x {\n\tcase 1',
    'select {\n\tcase',
    'go',
    'go func',
    'go func() {',
    'go func() {\n\t\tm["a"]++',
    'defer ',
    'defer g(',
    'call(a, b',
    'call(func() {',
    'y := ',
    'y := m[',
    'y := &T{a: 1, b:',
    'y := []T{{1}, {',
    'y := map[string]',
    'y := make(map[',
    'y = append(y, "text',
    'y.',
    'm["a',
    "r = '",
    'var',
    'var y',
    'var y map[string]int = ',
    'type',
    'type t struct {',
    'return x,',
    'else {',
    'a b c',
    '}',
    ')',
    'x := `raw',
    '/* comment',
  ])('%j keeps the header and the other statements', (typed) => {
    const [decl] = open(body(typed)).decls;
    expect(decl!.ast.kind[decl!.root]).toBe(Kind.FuncDecl);
    const lines = printTree(decl!.ast, decl!.root).split('  Body:')[0]!.split('\n').slice(1);
    expect(lines).toEqual(header);
    expect(idents(decl!)).toEqual(expect.arrayContaining(['before', 'after', 'inside']));
    expect(heads(open(body(typed))).at(-1)).toBe('func g() {}');
  });

  test('a header that is not finished yet', () => {
    for (const typed of [
      'func',
      'func ',
      'func h',
      'func h(',
      'func (c *C',
      'func (c *C) M(a int',
      'func h() (',
      'func h() map[',
    ]) {
      const file = open(`package p\n\n${typed}\n\nfunc g() {}\n\ntype T struct{}\n`);
      expect(heads(file).slice(-2)).toEqual(['func g() {}', 'type T struc']);
      expect(file.decls.slice(-2).every((decl) => !decl.damaged)).toBe(true);
    }
  });

  test('unreachable nodes are none', () => {
    const [decl] = open(body('x + {{ (y z w')).decls;
    const parents = parentsOf(decl!.ast);
    for (let node = 1; node < decl!.ast.count; node++) {
      const isThere = decl!.ast.kind[node] !== Kind.None;
      if (isThere && node !== decl!.root) expect(parents[node]).toBeGreaterThan(0);
    }
  });
});

describe('hard texts', () => {
  test('deep nesting and long chains', () => {
    const n = 10_000;
    for (const expr of [
      Array<string>(n).fill('a').join(' + '),
      '('.repeat(n) + 'a' + ')'.repeat(n),
      'f('.repeat(n) + ')'.repeat(n),
      '-'.repeat(n) + 'a',
      'a' + '.b'.repeat(n),
      '(('.repeat(n),
    ]) {
      const file = open(`package p\n\nvar x = ${expr}\n\nfunc g() {}\n`);
      expect(file.decls.length).toBe(2);
      expect(idents(file.decls[1]!)).toEqual(['g']);
      expect(printFile(file).length).toBeGreaterThan(100);
    }
  });

  test('NUL, lone surrogates and CRLF', () => {
    const file = open('package p\r\n\r\n// a\r\nfunc f() {\r\n\tx := "\uD83D"\r\n\ty\0 := 1\r\n}\r\n\r\nvar z = 1\r\n');
    expect(heads(file).at(-1)).toBe('var z = 1');
    expect(file.decls.length).toBe(2);
    expect(file.decls[1]!.damaged).toBe(false);
  });

  test('five megabytes', () => {
    const text = `package p\n\n${'func f() {\n\tm["key"]++ // count\n}\n\n'.repeat(150_000)}`;
    const file = open(text);
    expect(file.decls.length).toBe(150_000);
    const after = editFile(grammar, file, [{ start: 2_500_000, end: 2_500_000, newText: 'x' }]);
    expect(after.decls.filter((decl, i) => decl !== file.decls[i]).length).toBe(1);
  });
});
