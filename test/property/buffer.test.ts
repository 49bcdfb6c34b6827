/**
 * What must hold after any edits: the tree is the one that parsing the text from scratch gives, and declarations whose
 * text no edit touched are the objects they were. And the two front ends agree on every file of the standard library.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFile } from '../../server/src/engine/syntax/batch/parse-file.js';
import { editFile, openFile } from '../../server/src/engine/syntax/buffer/document.js';
import type { BufferFile } from '../../server/src/engine/syntax/buffer/document.js';
import { split, splitAgain } from '../../server/src/engine/syntax/buffer/split.js';
import { printFile, printTree } from '../../server/src/engine/syntax/print.js';
import type { SourceFile } from '../../server/src/engine/syntax/source-file.js';
import { parentsOf, walk } from '../../server/src/engine/syntax/walk.js';
import { goSources, loadTestGrammar, sampleFile, standardFiles } from '../support/buffer.js';

const grammar = await loadTestGrammar();

/** What people type, and what breaks things. */
const typed = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '`',
    '"',
    "'",
    '/*',
    '*/',
    '//',
    '\n',
    '\r\n',
    '\t',
    ' ',
    ';',
    ',',
    '.',
    ':=',
  ),
  fc.constantFrom(
    'func ',
    '\nfunc f() {',
    '\n}\n',
    '\ntype T struct {\n',
    '\nvar x = ',
    '\n\n// comment\n',
    '\nimport "x"\n',
  ),
  fc.constantFrom(
    'package q\n',
    'func (t T) M[U any](u U) {}\n',
    'if x {\n',
    'go func() {',
    'new(1 + 2)',
    '\uD83D',
    '\0',
    'é',
  ),
  fc.string({ maxLength: 5 }),
);

/** An edit of a text of any length: places as fractions, so that shrinking works. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.nat(20) },
    { weight: 1, arbitrary: fc.nat(400) },
  ),
  newText: fc.oneof({ weight: 4, arbitrary: typed }, { weight: 1, arbitrary: fc.constant('') }),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function changeOf(text: string, { at, length, newText }: Edit): { start: number; end: number; newText: string } {
  const start = Math.floor(at * text.length);
  return { start, end: Math.min(text.length, start + length), newText };
}

/** Applies edits one by one and some at once, and checks every state. */
function checkEdits(text: string, steps: readonly (readonly Edit[])[]): void {
  let file = openFile(grammar, 'f.go', text);
  const states = [file.text];
  for (const step of steps) {
    let next = file.text;
    const changes = step.map((each) => {
      const change = changeOf(next, each);
      next = next.slice(0, change.start) + change.newText + next.slice(change.end);
      return change;
    });
    const after = editFile(grammar, file, changes);
    expect(after.text).toBe(next);
    checkState(after);
    if (changes.length === 1) checkIdentity(file, after, changes[0]!);
    file = after;
    states.push(next);
  }
  // Undo everything, each state as one replacement of all that differs.
  for (const state of states.reverse()) {
    file = editFile(grammar, file, [{ start: 0, end: file.text.length, newText: state }]);
    checkState(file);
  }
}

function checkState(file: BufferFile): void {
  const fresh = openFile(grammar, 'f.go', file.text);
  expect(file.split).toEqual(fresh.split);
  expect(printFile(file)).toBe(printFile(fresh));
  expect([...file.starts]).toEqual([...fresh.starts]);
  let end = 0;
  for (const [i, decl] of file.decls.entries()) {
    expect(file.text.startsWith(decl.text, file.starts[i])).toBe(true);
    expect(file.starts[i]).toBeGreaterThanOrEqual(end);
    end = file.starts[i]! + decl.text.length;
    checkRanges(decl);
  }
}

/** Nodes lie in their declaration's text, children and comments too, and begin before they end. */
function checkRanges({ ast, root, text, comments, damaged }: SourceFile['decls'][number]): void {
  for (const [k, offset] of comments.entries()) {
    expect(offset).toBeLessThanOrEqual(text.length);
    if (k > 0) expect(offset).toBeGreaterThanOrEqual(comments[k - 1]!);
  }
  const parents = parentsOf(ast);
  walk(ast, root, (node) => {
    const isInside = ast.start[node]! >= 0 && ast.start[node]! <= ast.end[node]! && ast.end[node]! <= text.length;
    const parent = parents[node]!;
    const isInParent = parent === 0 || (ast.start[parent]! <= ast.start[node]! && ast.end[node]! <= ast.end[parent]!);
    // A repair may leave a child a little outside of its parent.
    if (!isInside || (!damaged && !isInParent))
      throw new Error(`node ${node} (kind ${ast.kind[node]}) is out of range`);
  });
}

/** A declaration that has its text and its distance to the file's start or end is the same object. */
function checkIdentity(
  before: SourceFile,
  after: SourceFile,
  change: { start: number; end: number; newText: string },
): void {
  const growth = change.newText.length - (change.end - change.start);
  const old = new Map(before.decls.map((decl, i) => [before.starts[i]!, decl]));
  for (const [i, decl] of after.decls.entries()) {
    const start = after.starts[i]!;
    const end = start + decl.text.length;
    const same =
      end <= change.start ? old.get(start) : start >= change.end + growth ? old.get(start - growth) : undefined;
    if (same?.text === decl.text && !isDivided(before, same) && !isDivided(after, decl)) expect(decl).toBe(same);
  }
}

/** Whether a declaration shares its piece of the text with others: then they are parsed together. */
function isDivided(file: SourceFile, decl: SourceFile['decls'][number]): boolean {
  return (file as BufferFile).pieces.some(
    ({ decls }) => decls.length > 1 && decls.some((placed) => placed.decl === decl),
  );
}

const steps = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });

describe('after any edits, incremental equals from scratch', () => {
  test('in a sample', () => {
    fc.assert(
      fc.property(steps, (all) => checkEdits(sampleFile, all)),
      { numRuns: 150 },
    );
  }, 120_000);

  test('where a comment is opened behind open brackets', () => {
    checkState(openFile(grammar, 'f.go', '{ype T struct {\n/*// a\n// comment\n// of lines\n\npackage x\n'));
  });

  test('in text made of fragments', () => {
    const fragments = fc.array(fc.oneof(typed, fc.constantFrom(...sampleFile.split(/(?<=\n)/))), { maxLength: 60 });
    fc.assert(
      fc.property(fragments, steps, (lines, all) => checkEdits(lines.join(''), all)),
      { numRuns: 150 },
    );
  }, 120_000);

  test('in the split alone, many more', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        let text = sampleFile;
        let parts = split(text);
        for (const each of edits) {
          const { start, end, newText } = changeOf(text, each);
          const next = text.slice(0, start) + newText + text.slice(end);
          parts = splitAgain(next, parts, start, end, start + newText.length);
          expect(parts).toEqual(split(next));
          expect(parts.parts.reduce((sum, part) => sum + part.length, 0)).toBe(next.length);
          text = next;
        }
      }),
      { numRuns: 2000 },
    );
  }, 120_000);

  test.skipIf(goSources === undefined)(
    'in files of the standard library',
    () => {
      const paths = standardFiles('sync', 'sort', 'strings', 'context', 'errors', 'container');
      const texts = paths.map((path) => readFileSync(path, 'utf8')).filter((text) => text.length < 30_000);
      expect(texts.length).toBeGreaterThan(20);
      fc.assert(
        fc.property(fc.constantFrom(...texts), steps, (text, all) => checkEdits(text, all)),
        { numRuns: 60 },
      );
    },
    240_000,
  );
});

describe('the two front ends agree', () => {
  const trees = (file: SourceFile): string =>
    file.decls.map((decl, i) => printTree(decl.ast, decl.root, file.starts[i])).join('');

  test('on the sample', () => {
    const batch = parseFile('f.go', sampleFile, { bodies: true });
    expect(trees(openFile(grammar, 'f.go', sampleFile))).toBe(trees(batch!));
  });

  test.skipIf(goSources === undefined)(
    'on the standard library',
    () => {
      const paths = standardFiles('net', 'go', 'encoding', 'reflect', 'runtime', 'cmd/compile/internal/ssa').filter(
        (_, i) => i % 3 === 0,
      );
      expect(paths.length).toBeGreaterThan(300);
      for (const path of paths) {
        const text = readFileSync(path, 'utf8');
        const batch = parseFile(path, text, { bodies: true });
        const buffer = openFile(grammar, path, text);
        expect(batch, path).toBeDefined();
        expect(trees(buffer) === trees(batch!), path).toBe(true);
        expect([buffer.packageName, buffer.packageEnd]).toEqual([batch!.packageName, batch!.packageEnd]);
        expect(
          buffer.decls.some((decl) => decl.damaged),
          path,
        ).toBe(false);
      }
    },
    240_000,
  );
});
