/**
 * Lines of their own around statements of a block, also where the block stands on one line and is opened up for them:
 * gofmt would not break it otherwise.
 */
import type { FileEdit } from '../diagnostic.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { parentsOf } from '../syntax/walk.js';
import { indentation, insert, lineEnd, replaceRange, startsLine, endsLine, type Place } from './place.js';
import { alignedNeighbours } from './one-line-functions.js';
import { linesBefore, listOf, statementIndent } from './statements.js';

export interface BlockLines {
  readonly before: readonly string[];
  readonly after?: readonly string[];
  /** The last of the statements, if there are several. */
  readonly last?: Node;
}

/** Puts lines before `first` and after `last`, statements of the block or clause `owner`. */
export function blockEdits(
  place: Place,
  owner: Node,
  first: Node,
  { before, after = [], last = first }: BlockLines,
): readonly FileEdit[] | undefined {
  const { ast } = place;
  if (startsLine(place, ast.start[first]!) && endsLine(place, ast.end[last]!)) {
    const indent = statementIndent(place, first);
    const below = insert(place, lineEnd(place, ast.end[last]!), after.map((line) => `\n${indent}${line}`).join(''));
    return [linesBefore(place, first, before), ...(after.length > 0 ? [below] : [])];
  }
  const opened = openBlock(place, owner);
  if (!opened) return undefined;
  const above = insert(place, ast.start[first]!, before.map((line) => `${line}\n${opened.indent}`).join(''));
  const below = insert(place, ast.end[last]!, after.map((line) => `\n${opened.indent}${line}`).join(''));
  return [...opened.edits, above, ...(after.length > 0 ? [below] : [])];
}

/** Every statement of a block on one line gets a line; undefined where the block cannot be opened. */
export function openBlock(
  place: Place,
  block: Node,
): { readonly edits: readonly FileEdit[]; readonly indent: string } | undefined {
  const { ast, decl } = place;
  const list = listOf(ast, block) ?? [];
  const open = ast.start[block]!;
  const close = ast.end[block]! - 1;
  const parent = parentsOf(ast)[block]!;
  const isFunction = ast.kind[parent] === Kind.FuncLit || ast.kind[parent] === Kind.FuncDecl;
  if (!isFunction || list.length === 0 || decl.text.slice(open, close).includes('\n')) return undefined;
  if (isInsideOneLine(place, block) || isAlignedValue(place, parent)) return undefined;
  const outer = indentation(place, open);
  const indent = `${outer}\t`;
  const edits: FileEdit[] = [];
  let at = open + 1;
  for (const statement of list) {
    // Comments between the statements stay on the line before.
    if (!/^[ \t;]*$/.test(decl.text.slice(at, ast.start[statement]))) return undefined;
    edits.push(replaceRange(place, at, ast.start[statement]!, `\n${indent}`));
    at = ast.end[statement]!;
  }
  if (!/^[ \t;]*$/.test(decl.text.slice(at, close))) return undefined;
  edits.push(replaceRange(place, at, close, `\n${outer}`));
  if (ast.kind[parent] !== Kind.FuncDecl) return { edits, indent };
  const aligned = alignedNeighbours(place, open);
  return aligned && { edits: [...edits, ...aligned], indent };
}

/** Whether a function is the value of a key, among values that gofmt aligns as long as each is on one line. */
function isAlignedValue({ ast, decl }: Place, literal: Node): boolean {
  const parents = parentsOf(ast);
  const pair = parents[literal]!;
  const around = parents[pair]!;
  if (ast.kind[pair] !== Kind.KeyValueExpr || ast.kind[around] !== Kind.CompositeLit) return false;
  return nodesOf(ast, ast.b[around]!).some(
    (each) =>
      ast.kind[each] === Kind.KeyValueExpr &&
      / {2}/.test(decl.text.slice(ast.end[ast.a[each]!], ast.start[ast.b[each]!])),
  );
}

/** Whether a block around stands on the same line, and would have to be opened too. */
function isInsideOneLine({ ast, decl }: Place, block: Node): boolean {
  const parents = parentsOf(ast);
  for (let at = parents[block]!; at !== 0; at = parents[at]!) {
    if (ast.kind[at] !== Kind.BlockStmt && ast.kind[at] !== Kind.CompositeLit) continue;
    return !decl.text.slice(ast.start[at], ast.end[at]).includes('\n');
  }
  return false;
}
