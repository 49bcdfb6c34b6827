/**
 * Parses and types every Go file of the Go installation, or of the folders given, as the engine does: the batch parser,
 * tree-sitter for what it rejects. `robustness.ts [FOLDER…]` prints counts, the slowest files, and whatever went wrong.
 */
import { join } from 'node:path';
import { loadTestGrammar } from '../support/buffer.js';
import { findGoroot, goFilesUnder } from './goast-compare.js';
import { checkFiles } from './robustness-check.js';

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
  const { problems, slowest, ...counts } = checkFiles(grammar, folders.flatMap(goFilesUnder));
  console.log(JSON.stringify(counts));
  for (const { path, milliseconds } of slowest) console.log(`${Math.round(milliseconds)} ms ${path}`);
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
}
