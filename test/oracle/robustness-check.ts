/**
 * What must hold for any file, however broken: parsing and typing it throws nothing and ends soon, and a syntax error
 * costs only the declaration it is in. The judge of what a declaration is by itself is the batch parser.
 */
import { readFileSync } from 'node:fs';
import { Program } from '../../server/src/engine/packages/index.js';
import { parseFile } from '../../server/src/engine/syntax/batch/parse-file.js';
import { openFile } from '../../server/src/engine/syntax/buffer/document.js';
import type { Grammar } from '../../server/src/engine/syntax/buffer/grammar.js';
import { printTree } from '../../server/src/engine/syntax/print.js';
import type { SourceFile } from '../../server/src/engine/syntax/source-file.js';
import { mapFacts } from '../../server/src/engine/types/index.js';
import { nodeEnvironment } from './types-compare.js';

export interface Robustness {
  files: number;
  facts: number;
  /** Files that the batch parser rejects. */
  rejected: number;
  /** Declarations of those that are right by themselves. */
  rightInRejected: number;
  readonly slowest: { readonly path: string; readonly milliseconds: number }[];
  readonly problems: string[];
}

export function checkFiles(grammar: Grammar, paths: readonly string[]): Robustness {
  const result: Robustness = { files: 0, facts: 0, rejected: 0, rightInRejected: 0, slowest: [], problems: [] };
  const environment = nodeEnvironment();
  const newProgram = (): Program =>
    new Program(environment, (path, text, mode) => parseFile(path, text, mode) ?? openFile(grammar, path, text));
  let program = newProgram();
  for (const [i, path] of paths.entries()) {
    // What a program has read it keeps; all of an installation is more than an editor ever has open.
    if (i % filesPerProgram === filesPerProgram - 1) program = newProgram();
    const start = performance.now();
    try {
      checkFile(grammar, program, path, result);
    } catch (error) {
      result.problems.push(`${path}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    addSlow(result, path, performance.now() - start);
  }
  return result;
}

const filesPerProgram = 2000;
const shownSlowest = 5;
/** A file that takes longer, with all that it imports, counts as one that hangs. */
const longest = 60_000;

function checkFile(grammar: Grammar, program: Program, path: string, result: Robustness): void {
  result.files++;
  const text = readFileSync(path, 'utf8');
  const batch = parseFile(path, text, { bodies: true });
  const withoutBodies = parseFile(path, text, { bodies: false });
  if (batch !== undefined && withoutBodies === undefined) result.problems.push(`${path}: rejected without bodies only`);
  const buffer = openFile(grammar, path, text);
  if (batch === undefined) {
    result.rejected++;
    checkRejected(path, buffer, result);
  }
  const pkg = program.packageOf(path);
  const file = pkg?.files.find((candidate) => candidate.path === path);
  if (pkg === undefined || file === undefined) result.problems.push(`${path}: no package`);
  else result.facts += mapFacts(pkg, file, true).length;
}

/** Declarations that are right by themselves must have the tree they have by themselves. */
function checkRejected(path: string, buffer: SourceFile, result: Robustness): void {
  for (const decl of buffer.decls) {
    if (decl.root === 0) continue;
    const alone = parseFile(path, `package p\n${decl.text}\n`, { bodies: true });
    const only = alone?.decls.length === 1 ? alone.decls[0] : undefined;
    if (only === undefined || only.root === 0) continue;
    result.rightInRejected++;
    const shift = decl.text.indexOf(only.text);
    if (decl.damaged || printTree(decl.ast, decl.root, 0) !== printTree(only.ast, only.root, shift)) {
      result.problems.push(`${path}: damaged ${JSON.stringify(decl.text.slice(0, 80))}`);
    }
  }
}

function addSlow(result: Robustness, path: string, milliseconds: number): void {
  if (milliseconds > longest) result.problems.push(`${path}: took ${Math.round(milliseconds)} ms`);
  result.slowest.push({ path, milliseconds });
  result.slowest.sort((x, y) => y.milliseconds - x.milliseconds);
  result.slowest.length = Math.min(result.slowest.length, shownSlowest);
}
