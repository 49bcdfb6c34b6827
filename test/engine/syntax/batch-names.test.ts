/** The table of names, as the batch parser uses it. */
import { expect, test } from 'vitest';
import { Kind } from '../../../server/src/engine/syntax/ast.js';
import { parseFile } from '../../../server/src/engine/syntax/batch/parse-file.js';
import { hashStep, nameAt, nameOf, textOf } from '../../../server/src/engine/syntax/names.js';

test('a spelling has one number, however it is asked for', () => {
  const codes = Uint16Array.from('(naïve😀)', (char) => char.charCodeAt(0));
  codes.set([0xd83d, 0xde00], 6);
  const hash = [...codes.subarray(1, 8)].reduce(hashStep, 0);
  expect(nameAt(codes, 1, 8, hash)).toBe(nameOf('naïve😀'));
  expect(textOf(nameOf('naïve😀'))).toBe('naïve😀');
  expect(nameOf('naïve')).not.toBe(nameOf('naïve😀'));
  expect(nameOf('')).toBe(0);
  expect(textOf(0)).toBe('');
});

test('spellings with one hash have numbers of their own', () => {
  // "Aa" and "BB" have the same hash.
  const words = ['AaAa', 'AaBB', 'BBAa', 'BBBB'];
  expect(new Set(words.map((word) => [...word].map((char) => char.charCodeAt(0)).reduce(hashStep, 0))).size).toBe(1);
  expect(new Set(words.map(nameOf)).size).toBe(4);
  expect(words.map((word) => textOf(nameOf(word)))).toEqual(words);
});

test('the table grows', () => {
  const words = Array.from({ length: 50_000 }, (_, i) => `name${i * 7}`);
  const names = words.map(nameOf);
  expect(new Set(names).size).toBe(words.length);
  expect(words.map(nameOf)).toEqual(names);
  expect(names.map(textOf)).toEqual(words);
});

test('a name may be of any length', () => {
  const long = 'aé'.repeat(100_000);
  expect(textOf(nameOf(long))).toBe(long);
});

test('the parser gives the names of the table', () => {
  const { ast } = parseFile('', 'package p; var Ünï, map_, x int', { bodies: true })!.decls[0]!;
  const names = new Set([nameOf('Ünï'), nameOf('map_'), nameOf('x'), nameOf('int')]);
  expect(
    new Set(Array.from(ast.a).filter((name, row) => row > 0 && ast.kind[row] === Kind.Ident && names.has(name))),
  ).toEqual(names);
});
