/**
 * Compares the two front ends on every file of the Go installation, or of the folders given, that both accept, node by
 * node, and prints counts. `goast-all.ts` compares the batch parser with go/parser.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFile } from '../../server/src/engine/syntax/batch/parse-file.js';
import { openFile } from '../../server/src/engine/syntax/buffer/document.js';
import { printFile } from '../../server/src/engine/syntax/print.js';
import { loadTestGrammar } from '../support/buffer.js';
import { findGoroot, goFilesUnder } from './goast-compare.js';

const shown = 40;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const goroot = findGoroot();
  if (goroot === undefined) throw new Error('no Go installation found');
  const given = process.argv.slice(2);
  const folders = given.length > 0 ? given : ['src', 'test', 'misc'].map((name) => join(goroot, name));
  const grammar = await loadTestGrammar();
  const counts = { files: 0, rejectedByBatch: 0, damagedInBuffer: 0, compared: 0, nodes: 0 };
  const differences: string[] = [];
  for (const path of folders.flatMap(goFilesUnder)) {
    counts.files++;
    const text = readFileSync(path, 'utf8');
    const batch = parseFile(path, text, { bodies: true });
    if (batch === undefined) {
      counts.rejectedByBatch++;
      continue;
    }
    const buffer = openFile(grammar, path, text);
    if (buffer.decls.some((decl) => decl.damaged)) {
      counts.damagedInBuffer++;
      differences.push(`${path}: damaged in the buffer`);
      continue;
    }
    counts.compared++;
    const [own, other] = [printFile(buffer), printFile(batch)];
    counts.nodes += other.split('\n').length;
    if (own !== other) differences.push(`${path}:\n${firstDifference(own, other)}`);
  }
  console.log(JSON.stringify({ ...counts, differences: differences.length }));
  for (const difference of differences.slice(0, shown)) console.log(difference);
  if (differences.length > 0) process.exitCode = 1;
}

function firstDifference(buffer: string, batch: string): string {
  const [xs, ys] = [buffer.split('\n'), batch.split('\n')];
  const at = xs.findIndex((line, i) => line !== ys[i]);
  return `  buffer: ${xs[at]}\n  batch:  ${ys[at]}`;
}
