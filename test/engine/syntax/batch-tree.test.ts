/** The batch parser's trees: of a sample with every node kind against what go/parser built of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseFile } from '../../../server/src/engine/syntax/batch/parse-file.js';
import { goastLines } from '../../oracle/goast-lines.js';

const folder = join(import.meta.dirname, 'batch-sample');
const sample = readFileSync(join(folder, 'sample.go'), 'utf8');
const golden = readFileSync(join(folder, 'sample.go.golden'), 'utf8').trimEnd().split('\n');

/** The lines of a file's declarations. */
function linesOf(text: string): string[] {
  return goastLines(parseFile('/p/x.go', text, { bodies: true })!);
}

test('the sample has the nodes that go/parser gives it', () => {
  expect(linesOf(sample)).toEqual(golden);
});

test('the sample has every kind of node and every operator', () => {
  const kinds = new Set(golden.map((line) => line.split(' ')[2]));
  expect(kinds.size).toBe(49); // go/ast's, without File, Package, comments and the three bad ones
  const notes = new Set(golden.filter((line) => !line.includes(' Ident ')).flatMap((line) => line.split(' ').slice(5)));
  expect(notes.size).toBe(58);
});

test('line ends do not matter', () => {
  const withoutPositions = (lines: readonly string[]) => lines.map((line) => line.replace(/ \d+ \d+/, ''));
  expect(withoutPositions(linesOf(sample.replaceAll('\n', '\r\n')))).toEqual(withoutPositions(golden));
});

test('generic methods, which go/parser has from Go 1.27 on', () => {
  expect(linesOf('package p\nfunc (t T) M[U any](u U) {}')).toEqual([
    '0 Decl FuncDecl 10 37',
    '1 Recv FieldList 15 20',
    '2 List Field 16 19',
    '3 Names Ident 16 17 t',
    '3 Type Ident 18 19 T',
    '1 Name Ident 21 22 M',
    '1 Type FuncType 10 34',
    '2 TypeParams FieldList 22 29',
    '3 List Field 23 28',
    '4 Names Ident 23 24 U',
    '4 Type Ident 25 28 any',
    '2 Params FieldList 29 34',
    '3 List Field 30 33',
    '4 Names Ident 30 31 u',
    '4 Type Ident 32 33 U',
    '1 Body BlockStmt 35 37',
  ]);
});

test('a name spelled as a keyword is none, a predeclared one is', () => {
  expect(parseFile('', 'package p; var func int', { bodies: true })).toBeUndefined();
  expect(linesOf('package p; var nil, any = true, _int').length).toBe(6);
});

test('semicolons are inserted where the specification says', () => {
  const statements = (body: string) =>
    linesOf(`package p\nfunc f() {${body}}`)
      .filter((line) => line.startsWith('2 List '))
      .map((line) => line.split(' ')[2]);
  expect(statements('a()\nb')).toEqual(['ExprStmt', 'ExprStmt']);
  expect(statements('a() // c\nb')).toEqual(['ExprStmt', 'ExprStmt']);
  expect(statements('a() /* c\n */ b')).toEqual(['ExprStmt', 'ExprStmt']);
  expect(statements('a() +\nb')).toEqual(['ExprStmt']);
  expect(statements('return\nb')).toEqual(['ReturnStmt', 'ExprStmt']);
  expect(statements('x++\ny--\n"s"\n1\n\'c\'\n`r`')).toHaveLength(6);
  expect(parseFile('', 'package p\nfunc f() { a() /* c */ b }', { bodies: true })).toBeUndefined();
  expect(parseFile('', 'package p\nfunc f() { a\n.b() }', { bodies: true })).toBeUndefined();
});
