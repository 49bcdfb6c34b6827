/**
 * Throughput of the parsers on the same Go files in one run: the batch parser with and without function bodies, and
 * tree-sitter's bare parse. What counts are the ratios; the times are this machine's, at this moment.
 *
 * Usage: tsx test/bench/parse.ts [FOLDER…], by default the whole standard library. The engine is bundled first, as it is
 * when it runs.
 */
import { build } from 'esbuild';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';
import type * as batch from '../../server/src/engine/syntax/batch/parse-file.js';
import { findGoroot, goFilesUnder } from '../oracle/goast-compare.js';

const rounds = 5;

async function main(): Promise<void> {
  const folders = process.argv.length > 2 ? process.argv.slice(2) : [join(findGoroot()!, 'src')];
  const paths = folders.flatMap(goFilesUnder).filter((path) => !path.includes('/testdata/'));
  const texts = paths.map((path) => readFileSync(path, 'utf8'));
  const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  console.log(`${texts.length} files, ${size.toFixed(1)} million characters`);

  const { parseFile } = await bundled();
  const treeSitter = await treeSitterParser();
  const full = time(texts, rounds, (text) => parseFile('', text, { bodies: true }));
  const declarations = time(texts, rounds, (text) => parseFile('', text, { bodies: false }));
  // The slow one needs no second round: it is the yardstick.
  const yardstick = time(texts, 1, (text) => treeSitter.parse(text)!.delete());
  for (const [name, seconds] of Object.entries({
    batch: full,
    'bodies skipped': declarations,
    'tree-sitter': yardstick,
  })) {
    const speed = (size / seconds).toFixed(1).padStart(7);
    console.log(`${name.padEnd(16)} ${speed} MB/s ${(yardstick / seconds).toFixed(1).padStart(6)}×`);
  }
}

/** Seconds for all texts, the best of some rounds. */
function time(texts: readonly string[], times: number, parse: (text: string) => unknown): number {
  let best = Infinity;
  for (let round = 0; round < times; round++) {
    const start = performance.now();
    for (const text of texts) parse(text);
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}

async function bundled(): Promise<typeof batch> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'bench-')), 'batch.mjs');
  const entry = join(import.meta.dirname, '../../server/src/engine/syntax/batch/parse-file.ts');
  await build({ entryPoints: [entry], bundle: true, format: 'esm', target: 'node20', outfile });
  return (await import(pathToFileURL(outfile).href)) as typeof batch;
}

async function treeSitterParser(): Promise<Parser> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-go/tree-sitter-go.wasm');
  return new Parser().setLanguage(await Language.load(readFileSync(grammar)));
}

void main();
