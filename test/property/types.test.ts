/**
 * What the types of an open file must hold to while it is typed in, on real files: a token deleted inside a function
 * changes nothing that is known outside of it, and computes nothing there anew; after any edits the types are those of a
 * program that opens the final text. `RUNS=1000 npx vitest run test/property/types.test.ts` is the full run.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kind, Op } from '../../server/src/engine/syntax/ast.js';
import { editFile, openFile, type BufferFile } from '../../server/src/engine/syntax/buffer/document.js';
import { isSpace, skipElement, skipToToken, skipWord } from '../../server/src/engine/syntax/buffer/scan.js';
import type { Decl } from '../../server/src/engine/syntax/source-file.js';
import { mapFacts, type MapFact, type Package } from '../../server/src/engine/types/index.js';
import { loadTestGrammar, standardFiles } from '../support/buffer.js';
import { goPrograms } from '../support/go-programs.js';

const runs = Number(process.env['RUNS'] ?? 25);
const timeout = 120_000 + runs * 3_000;
const folders =
  process.env['RUNS'] === undefined ? ['net', 'encoding', 'go', 'text', 'sync', 'maps', 'testing'] : ['.'];
const files = standardFiles(...folders);
const grammar = await loadTestGrammar();
const newProgram = files.length === 0 ? undefined : goPrograms(grammar);

interface Deletion {
  readonly file: BufferFile;
  /** The index of the function's declaration. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

describe.skipIf(newProgram === undefined)('the types of a file being typed in', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

  it('stay outside of a function that loses a token', { timeout }, () => {
    let tried = 0;
    fc.assert(
      fc.property(fc.constantFrom(...files), fraction, fraction, (path, where, which) => {
        const file = openFile(grammar, path, readFileSync(path, 'utf8'));
        const deletion = tokenInBody(file, where, which);
        if (deletion === undefined) return;
        tried++;
        checkDeletion(deletion);
      }),
      { numRuns: runs },
    );
    expect(tried).toBeGreaterThan(runs / 2);
  });

  it('are after any edits those of the final text', { timeout }, () => {
    const fragments = ['{', '}', '(', '"', '`', '/*', '*/', '\n', '\n}\n', '\nfunc f() {\n', '\ntype T struct{ m map[int]T }\n', 'x', '.', ':= ', 'map[int]', 'return ', 'func(x int) {', 'import "maps"\n', '[K any]', '<-', 'new(1)']; // prettier-ignore
    const edit = fc.record({
      at: fraction,
      remove: fc.oneof(fc.constant(0), fc.nat(8), fc.nat(80)),
      insert: fc.oneof(fc.constant(''), fc.constantFrom(...fragments)),
    });
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 6 }), (path, edits) => {
        let file = openFile(grammar, path, readFileSync(path, 'utf8'));
        const lived = newProgram!();
        lived.update(path, file);
        for (const { at, remove, insert } of edits) {
          factsOf(lived.packageOf(path), path);
          const start = Math.floor(at * file.text.length);
          const end = Math.min(file.text.length, start + remove);
          file = editFile(grammar, file, [{ start, end, newText: insert }]);
          lived.update(path, file);
        }
        const fresh = newProgram!();
        fresh.update(path, openFile(grammar, path, file.text));
        expect(factsOf(lived.packageOf(path), path)).toEqual(factsOf(fresh.packageOf(path), path));
      }),
      { numRuns: runs },
    );
  });
});

function checkDeletion({ file, index, start, end }: Deletion): void {
  const { path } = file;
  const program = newProgram!();
  program.update(path, file);
  const before = program.packageOf(path)!;
  const known = new Map(declarationsOf(before).map((decl) => [decl, before.info(decl)]));
  const factsBefore = factsOf(before, path);

  const edited = editFile(grammar, file, [{ start, end, newText: '' }]);
  program.update(path, edited);
  const after = program.packageOf(path)!;
  const from = Buffer.byteLength(file.text.slice(0, file.starts[index]));
  const to = from + Buffer.byteLength(file.decls[index]!.text);
  const lost = Buffer.byteLength(file.text.slice(start, end));
  expect(outside(factsOf(after, path), from, to - lost, 0)).toEqual(outside(factsBefore, from, to, lost));

  // Only the function that was edited has a declaration, and so types, of its own.
  const recomputed = declarationsOf(after).filter((decl) => known.get(decl) !== after.info(decl));
  expect(recomputed.map((decl) => decl.text)).toEqual([edited.decls[index]!.text]);

  const fresh = newProgram!();
  fresh.update(path, openFile(grammar, path, edited.text));
  expect(factsOf(after, path)).toEqual(factsOf(fresh.packageOf(path), path));
}

/** The declarations that types are computed for. */
function declarationsOf(pkg: Package): readonly Decl[] {
  const isImport = ({ ast, root }: Decl): boolean => ast.kind[root] === Kind.GenDecl && ast.op[root] === Op.Import;
  return pkg.files.flatMap(({ decls }) => decls.filter((decl) => decl.root !== 0 && !isImport(decl)));
}

/** A token in the body of one of a file's functions, both chosen by fractions. */
function tokenInBody(file: BufferFile, where: number, which: number): Deletion | undefined {
  const functions = file.decls.flatMap(({ ast, root }, index) =>
    ast.kind[root] === Kind.FuncDecl && ast.d[root] !== 0 ? [index] : [],
  );
  const index = functions[Math.floor(where * functions.length)];
  if (index === undefined) return undefined;
  const { ast, root, text } = file.decls[index]!;
  const body = ast.d[root]!;
  const tokens: [number, number][] = [];
  // The braces of the body are not inside it.
  for (let i = skipToToken(text, ast.start[body]! + 1); i < ast.end[body]! - 1; i = skipToToken(text, i)) {
    const end = Math.max(skipWord(text, i), skipElement(text, i));
    tokens.push([i, end]);
    i = end;
  }
  const token = tokens[Math.floor(which * tokens.length)];
  if (token === undefined || isSpace(text.charCodeAt(token[0]))) return undefined;
  const origin = file.starts[index]!;
  return { file, index, start: origin + token[0], end: origin + token[1] };
}

function factsOf(pkg: Package | undefined, path: string): readonly MapFact[] {
  const file = pkg?.files.find((candidate) => candidate.path === path);
  return file === undefined ? [] : mapFacts(pkg!, file, true);
}

/** The facts before and behind a range of bytes, those behind moved back. */
function outside(facts: readonly MapFact[], from: number, to: number, back: number): readonly MapFact[] {
  return facts.flatMap((fact) => {
    if (fact.end <= from) return [fact];
    return fact.start >= to ? [{ ...fact, start: fact.start - back, end: fact.end - back }] : [];
  });
}
