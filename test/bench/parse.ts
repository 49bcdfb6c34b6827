/**
 * Throughput of the parsers on the same Go files in one run: the batch parser with and without function bodies,
 * tree-sitter's bare parse, and the front end of open buffers (tree-sitter, repairs and lowering). What counts are the
 * ratios; the speeds are this machine's, at this moment.
 *
 * Usage: tsx test/bench/parse.ts [FOLDER…], by default the standard library, of which it takes every fourth file. The
 * engine is bundled first, as it is when it runs.
 */
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Language, Parser } from 'web-tree-sitter';
import type * as batch from '../../server/src/engine/syntax/batch/parse-file.js';
import type * as document from '../../server/src/engine/syntax/buffer/document.js';
import type * as grammar from '../../server/src/engine/syntax/buffer/grammar.js';
import { findGoroot, goFilesUnder } from '../oracle/goast-compare.js';

/** What is measured, with one copy of web-tree-sitter for all of it. */
interface Bundle {
  readonly parseFile: typeof batch.parseFile;
  readonly openFile: typeof document.openFile;
  readonly loadGrammar: typeof grammar.loadGrammar;
  readonly Parser: typeof Parser;
  readonly Language: typeof Language;
}

/** Each parser's best round counts. */
const rounds = 3;
/** One file in so many is parsed. */
const every = 4;

async function main(): Promise<void> {
  const folders = process.argv.length > 2 ? process.argv.slice(2) : [join(findGoroot()!, 'src')];
  const paths = folders.flatMap(goFilesUnder).filter((path) => !path.includes('/testdata/'));
  const texts = paths.filter((_, i) => i % every === 0).map((path) => readFileSync(path, 'utf8'));
  const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  console.log(`${texts.length} files, ${size.toFixed(1)} million characters`);

  const { parseFile, openFile, loadGrammar, Parser, Language } = await bundled();
  const locate = createRequire(import.meta.url).resolve;
  const goWasm = readFileSync(locate('tree-sitter-go/tree-sitter-go.wasm'));
  const loaded = await loadGrammar(readFileSync(locate('web-tree-sitter/web-tree-sitter.wasm')), goWasm);
  const parser = new Parser().setLanguage(await Language.load(goWasm));

  const seconds = {
    batch: time(texts, (text) => parseFile('', text, { bodies: true })),
    'bodies skipped': time(texts, (text) => parseFile('', text, { bodies: false })),
    'tree-sitter': time(texts, (text) => parser.parse(text)!.delete()),
    'buffer front end': time(texts, (text) => openFile(loaded, '', text)),
  };
  console.log(''.padEnd(33), '× tree-sitter  × buffer front end');
  for (const [name, own] of Object.entries(seconds)) {
    const ratios = [seconds['tree-sitter'], seconds['buffer front end']].map((other) => (other / own).toFixed(2));
    console.log(
      name.padEnd(20),
      (size / own).toFixed(1).padStart(7),
      'MB/s',
      ratios.map((r) => r.padStart(13)).join('  '),
    );
  }
}

/** Seconds for all texts. */
function time(texts: readonly string[], parse: (text: string) => unknown): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (const text of texts) parse(text);
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}

async function bundled(): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const outfile = join(folder, 'parsers.mjs');
  const contents = `
    export { parseFile } from './batch/parse-file.js';
    export { openFile } from './buffer/document.js';
    export { loadGrammar } from './buffer/grammar.js';
    export { Parser, Language } from 'web-tree-sitter';`;
  const resolveDir = join(import.meta.dirname, '../../server/src/engine/syntax');
  await build({
    stdin: { contents, resolveDir },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
  });
  const bundle = (await import(pathToFileURL(outfile).href)) as Bundle;
  rmSync(folder, { recursive: true });
  return bundle;
}

void main();
