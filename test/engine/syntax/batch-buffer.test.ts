/** The two front ends against each other: the same declarations, cut at the same places, with the same nodes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseFile } from '../../../server/src/engine/syntax/batch/parse-file.js';
import { openFile } from '../../../server/src/engine/syntax/buffer/document.js';
import type { Grammar } from '../../../server/src/engine/syntax/buffer/grammar.js';
import { loadGrammar } from '../../../server/src/engine/syntax/buffer/grammar.js';
import { printFile } from '../../../server/src/engine/syntax/print.js';
import type { SourceFile } from '../../../server/src/engine/syntax/source-file.js';
import { findGoroot, goFilesUnder } from '../../oracle/goast-compare.js';

const goroot = findGoroot();
/** One file in so many is compared. */
const every = 50;

let grammar: Grammar;
beforeAll(async () => {
  const locate = createRequire(import.meta.url).resolve;
  const wasm = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-go/tree-sitter-go.wasm'].map((name) =>
    readFileSync(locate(name)),
  );
  grammar = await loadGrammar(wasm[0]!, wasm[1]!);
});

/** Everything a file consists of, as text. */
function printed(file: SourceFile): string {
  return printFile(file) + file.decls.map((decl, i) => `${file.starts[i]}: ${JSON.stringify(decl.text)}\n`).join('');
}

function expectSame(path: string, text: string): void {
  expect(printed(openFile(grammar, path, text)), path).toBe(printed(parseFile(path, text, { bodies: true })!));
}

test.each([
  'package p',
  'package p // p\n\n// alone\n\n// of x\nvar x int // x\n// alone\n',
  '\ufeff// Package p.\npackage p; import "a"\n\n/* a */ /* b */\nfunc f() {} // c\n/* of g */\nfunc g() {}',
  '// a\n\n// b\npackage p\r\n\r\n// alone\r\n\r\nvar x int /* x */\r\n\r\n// end\r\n',
  'package p\nvar x int; var y int // y\n\tvar z int\n',
  'package p\nfunc f() {\n\t*(*T)(p).f = *(**T)(p)[1:]\n\t**T(p)() = *(*[]T)(p)[0].(T)\n}\n',
  'package p\nvar _ = (*S[K, V]).M\nvar _ = (*S[K]).M\n',
  'package p\nfunc f() {\n\treturn; ; ;\n\t; ; ;\n\tswitch { case 1: g(); ; ; }\n}\n',
  'package p\nfunc (t T) m[ /* a */ U any /* b */](u U) { /* c */ }\n',
])('small file %#', (text) => expectSame('/p/x.go', text));

describe.skipIf(goroot === undefined)('the standard library', () => {
  test('every 50th file is the same', { timeout: 120_000 }, () => {
    const paths = goFilesUnder(join(goroot!, 'src')).filter((path) => !path.includes('/testdata/'));
    const chosen = paths.filter((_, i) => i % every === 0);
    expect(chosen.length).toBeGreaterThan(100);
    for (const path of chosen) expectSame(path, readFileSync(path, 'utf8'));
  });
});
