/** How the batch parser cuts files into declarations, what it skips, and that no input upsets it. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Kind } from '../../../server/src/engine/syntax/ast.js';
import { parseFile } from '../../../server/src/engine/syntax/batch/parse-file.js';
import type { SourceFile } from '../../../server/src/engine/syntax/source-file.js';
import { goastLines } from '../../oracle/goast-lines.js';

const sample = readFileSync(join(import.meta.dirname, 'batch-sample/sample.go'), 'utf8');

function parsed(text: string, bodies = true): SourceFile {
  return parseFile('/p/x.go', text, { bodies })!;
}

function textsOf(file: SourceFile): string[] {
  return file.decls.map((decl) => decl.text);
}

function commentsOf(file: SourceFile): string[][] {
  return file.decls.map(({ text, comments }) =>
    Array.from({ length: comments.length / 2 }, (_, i) => text.slice(comments[2 * i], comments[2 * i + 1])),
  );
}

describe('declarations', () => {
  test('a file knows its path, text, package and where that starts', () => {
    const text = '//go:build x\n\n// Package p.\npackage p\n';
    const file = parsed(text);
    expect({ ...file, starts: [...file.starts] }).toEqual({
      path: '/p/x.go',
      text,
      packageName: 'p',
      decls: [],
      starts: [],
      packageEnd: text.indexOf('package p\n'),
    });
  });

  test('a comment directly above belongs to the declaration below, on its last line to the one above', () => {
    const text = [
      'package p // p',
      '// alone, 1',
      '',
      'import "a" // a',
      '// of b',
      '/* of b',
      '',
      'too */',
      'import "b"; import "c"',
      '// alone, 2',
      '',
      '// alone, 3',
      '',
      '// of x, first',
      '//go:embed y',
      'var x = 1 /* in x */ // after x',
      'var y int /* of y */ ; // of y',
      '',
      '// at the end',
      '',
    ].join('\n');
    const file = parsed(text);
    expect(textsOf(file)).toEqual([
      '// p',
      '// alone, 1',
      'import "a" // a',
      '// of b\n/* of b\n\ntoo */\nimport "b";',
      'import "c"',
      '// alone, 2\n\n// alone, 3',
      '// of x, first\n//go:embed y\nvar x = 1 /* in x */ // after x',
      'var y int /* of y */ ; // of y',
      '// at the end',
    ]);
    expect(commentsOf(file)).toEqual([
      ['// p'],
      ['// alone, 1'],
      ['// a'],
      ['// of b', '/* of b\n\ntoo */'],
      [],
      ['// alone, 2', '// alone, 3'],
      ['// of x, first', '//go:embed y', '/* in x */', '// after x'],
      ['/* of y */', '// of y'],
      ['// at the end'],
    ]);
    expect(file.decls.map((decl) => decl.root > 0)).toEqual([false, false, true, true, true, false, true, true, false]);
    expect(file.decls.every((decl, i) => text.startsWith(decl.text, file.starts[i]))).toBe(true);
  });

  test('a comment after the declaration above is not of the one below', () => {
    expect(textsOf(parsed('package p\nvar x int // x\nvar y int'))).toEqual(['var x int // x', 'var y int']);
    expect(textsOf(parsed('package p\r\n\r\n// y\r\nvar y int'))).toEqual(['// y\r\nvar y int']);
  });

  test('a comment ends before its carriage return', () => {
    expect(commentsOf(parsed('package p\r\nvar x int // x\r\n/* y\r\n */\r\n'))).toEqual([['// x'], ['/* y\r\n */']]);
  });

  test('positions are relative to the declaration, rows of declarations follow each other', () => {
    const { decls } = parsed('package p\n\n// F.\nfunc F(x int) {}\n\nvar v = 1\n');
    const ranges = decls.map(({ ast, root, text }) => text.slice(ast.start[root], ast.end[root]));
    expect(ranges).toEqual(['func F(x int) {}', 'var v = 1']);
    expect(decls[0]!.ast).toBe(decls[1]!.ast);
    expect(decls[0]!.first).toBe(1);
    expect(decls[0]!.last).toBe(decls[1]!.first);
    expect(decls[1]!.last).toBe(decls[1]!.ast.count);
    expect(decls.every(({ root, first, last }) => root >= first && root < last)).toBe(true);
    expect(decls.some(({ damaged }) => damaged)).toBe(false);
  });

  test('a byte order mark is skipped', () => {
    const file = parsed('\ufeff// x\npackage p; var x int');
    expect([file.packageName, file.packageEnd, file.starts[0]]).toEqual(['p', 6, 17]);
  });
});

describe('without bodies', () => {
  test('everything but the bodies is as with them', () => {
    // Depths at which a function's body stands: its line and those below it are left out.
    const expected: string[] = [];
    let skipping = false;
    for (const line of goastLines(parsed(sample))) {
      if (/^[01] /.test(line)) skipping = line.startsWith('1 Body BlockStmt ');
      if (!skipping) expected.push(line);
    }
    const skipped = goastLines(parsed(sample, false));
    expect(skipped).toEqual(expected);
    expect(skipped.length).toBeLessThan(goastLines(parsed(sample)).length / 2);
  });

  test('function literals outside of functions keep theirs', () => {
    const { ast } = parsed('package p; var f = func() { g() }; func h() { func() {}() }', false).decls[0]!;
    const bodies = Array.from(ast.kind).filter((kind) => kind === Kind.BlockStmt);
    expect(bodies).toHaveLength(1);
  });

  test('braces in strings, runes and comments do not count', () => {
    const body = "a(\"}\\\"}\"); b(`}\n\"`); c('}', '\\'', '\"'); /* } */ x /= 2 // }\n{ { } }";
    const file = parsed(`package p\nfunc f() {${body}}\nvar x int`, false);
    expect(file.decls.map(({ ast, root }) => ast.kind[root])).toEqual([Kind.FuncDecl, Kind.GenDecl]);
    expect(file.decls[0]!.comments).toHaveLength(0);
  });

  test('errors in bodies go unseen, unless the end is', () => {
    expect(textsOf(parsed('package p; func f() { ) 08 }', false))).toHaveLength(1);
    for (const body of ['{', '{ { }', '{ " }', '{ ` }', '{ /* }', "{ ' }"]) {
      expect(parseFile('', `package p; func f() ${body}`, { bodies: false })).toBeUndefined();
    }
  });
});

describe('any input', () => {
  test.each([
    ['operands', `var x = ${'a + '.repeat(50_000)}a`],
    ['operands of all precedences', `var x = ${'a * b + c == d && e || '.repeat(10_000)}a`],
    ['calls', `var x = f${'.g(1)[0]'.repeat(50_000)}`],
    ['else ifs', `func f() { if x { }${' else if x { }'.repeat(20_000)} }`],
    ['terms', `type T interface { a${' | ~b'.repeat(20_000)} }`],
    ['statements', `func f() { ${'x++; '.repeat(50_000)} }`],
    ['names', `var ${'x, '.repeat(50_000)}x int`],
    ['units in a name', `var ${'x'.repeat(500_000)} int`],
  ])('many %s are no problem', (_, text) => expect(parsed(`package p\n${text}`).decls).toHaveLength(1));

  test.each([
    ['parentheses', (n: number) => `var x = ${'('.repeat(n)}1${')'.repeat(n)}`],
    ['operators', (n: number) => `var x = ${'- '.repeat(n)}1`],
    ['types', (n: number) => `var x ${'[]'.repeat(n)}int`],
    ['literals', (n: number) => `var x = ${'T{'.repeat(n)}1${'}'.repeat(n)}`],
    ['blocks', (n: number) => `func f() ${'{'.repeat(n)}${'}'.repeat(n)}`],
    ['interfaces', (n: number) => `var x ${'interface { m('.repeat(n)}int${')}'.repeat(n)}`],
    ['functions', (n: number) => `var x = ${'func() { f('.repeat(n)}1${') }'.repeat(n)}`],
  ])('%s nest up to a limit', (_, nested) => {
    expect(parsed(`package p\n${nested(100)}`).decls).toHaveLength(1);
    expect(parseFile('', `package p\n${nested(100_000)}`, { bodies: true })).toBeUndefined();
    expect(parsed(`package p\n${nested(100)}`).decls).toHaveLength(1);
  });

  test('cut, changed or mixed samples never throw, and give whole trees or none', () => {
    const position = fc.integer({ min: 0, max: sample.length });
    const insertion = fc.oneof(fc.constantFrom(...'(){}[]"`\'\\\n;:,.=<-|*/~x1 \ud800\0'), fc.string());
    let accepted = 0;
    fc.assert(
      fc.property(position, fc.nat(40), insertion, fc.boolean(), (start, length, inserted, bodies) => {
        const file = parseFile('', sample.slice(0, start) + inserted + sample.slice(start + length), { bodies });
        if (file === undefined) return;
        accepted++;
        for (const { ast, root, text } of file.decls) {
          if (root === 0) continue;
          expect(ast.start[root]).toBeGreaterThanOrEqual(0);
          expect(ast.end[root]).toBeLessThanOrEqual(text.length);
        }
        expect(goastLines(file).length).toBeGreaterThanOrEqual(file.decls.filter(({ root }) => root > 0).length);
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
