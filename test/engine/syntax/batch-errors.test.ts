/** What the batch parser rejects: it hands every file with a syntax error on. The verdicts are go/parser's. */
import { describe, expect, test } from 'vitest';
import { parseFile } from '../../../server/src/engine/syntax/batch/parse-file.js';
import { literals, wrongBodies, wrongFiles } from './batch-errors-cases.js';

function accepts(text: string): boolean {
  return parseFile('/p/x.go', text, { bodies: true }) !== undefined;
}

describe('literals', () => {
  test.each(literals.good)('%s is one', (literal) => expect(accepts(`package p\nvar x = ${literal}`)).toBe(true));
  test.each(literals.bad)('%s is none', (literal) => expect(accepts(`package p\nvar x = ${literal}\n`)).toBe(false));
});

describe('errors', () => {
  test.each(wrongBodies)('in a body: %s', (body) => expect(accepts(`package p\nfunc f() {\n${body}\n}\n`)).toBe(false));
  test.each(wrongFiles)('in a file: %s', (text) => expect(accepts(text)).toBe(false));
});

test('a file that fails leaves nothing behind', () => {
  const text = 'package p; type T [4]int; func f(int) { if x { y() } }';
  const before = parseFile('', text, { bodies: true })!;
  for (const broken of [
    ...wrongFiles,
    'package p; type T[P any',
    'package p; var x = f(g(T{',
    'package p; func f() { if x {',
  ]) {
    parseFile('', broken, { bodies: true });
    const after = parseFile('', text, { bodies: true })!;
    expect(after.decls[1]!.ast).toEqual(before.decls[1]!.ast);
  }
});
