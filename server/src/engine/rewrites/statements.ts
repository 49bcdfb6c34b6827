/** Statements and the lists they stand in: where a rewrite can put lines of its own. */
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { parentsOf } from '../syntax/walk.js';
import { endsLine, indentation, insert, lineEnd, replaceRange, startsLine, type Place } from './place.js';
import type { FileEdit } from '../diagnostic.js';

/** A statement in a list of statements. */
export interface Statement {
  readonly node: Node;
  /** The BlockStmt, CaseClause or CommClause whose list it stands in. */
  readonly owner: Node;
  readonly list: readonly Node[];
  readonly index: number;
}

/** The innermost statement of a list that holds the node (a label is part of the statement it names). */
export function statementAround({ ast }: Place, node: Node): Statement | undefined {
  const parents = parentsOf(ast);
  for (let at = node; at !== 0; at = parents[at]!) {
    const owner = parents[at]!;
    if (ast.kind[at] === Kind.CaseClause || ast.kind[at] === Kind.CommClause) continue;
    const list = listOf(ast, owner);
    const index = list?.indexOf(at) ?? -1;
    if (list && index >= 0) return { node: at, owner, list, index };
  }
  return undefined;
}

/** The statements directly in a block or clause. */
export function listOf(ast: Place['ast'], owner: Node): readonly Node[] | undefined {
  switch (ast.kind[owner]) {
    case Kind.BlockStmt:
      return [...nodesOf(ast, ast.a[owner]!)].filter((node) => !isImplicit(ast, node));
    case Kind.CaseClause:
    case Kind.CommClause:
      return [...nodesOf(ast, ast.b[owner]!)].filter((node) => !isImplicit(ast, node));
    default:
      return undefined;
  }
}

/** The function literal or declaration whose body holds the node. */
export function functionAround({ ast }: Place, node: Node): Node {
  const parents = parentsOf(ast);
  let at = parents[node]!;
  while (at !== 0 && ast.kind[at] !== Kind.FuncLit && ast.kind[at] !== Kind.FuncDecl) at = parents[at]!;
  return at;
}

export function bodyOf({ ast }: Place, func: Node): Node {
  return ast.kind[func] === Kind.FuncDecl ? ast.d[func]! : ast.b[func]!;
}

/** Whether a statement has its lines for itself, comments behind it apart. */
export function standsAlone(place: Place, statement: Node): boolean {
  const { ast } = place;
  return startsLine(place, ast.start[statement]!) && endsLine(place, ast.end[statement]!);
}

/** Lines above the statement, with its indentation. The statement stands alone. */
export function linesBefore(place: Place, statement: Node, lines: readonly string[]): FileEdit {
  const at = place.ast.start[statement]!;
  const indent = indentation(place, at);
  const deeper = statementIndent(place, statement).slice(indent.length);
  return insert(place, at, lines.map((line) => `${deeper}${line}\n${indent}`).join(''));
}

/** Lines below the statement, with its indentation. The statement stands alone. */
export function linesAfter(place: Place, statement: Node, lines: readonly string[]): FileEdit {
  const indent = statementIndent(place, statement);
  return insert(place, lineEnd(place, place.ast.end[statement]!), lines.map((line) => `\n${indent}${line}`).join(''));
}

/** The white space before the statements of its list: a label stands further out. */
export function statementIndent(place: Place, statement: Node): string {
  const { ast } = place;
  const indent = indentation(place, ast.start[statement]!);
  return ast.kind[statement] === Kind.LabeledStmt ? `${indent}\t` : indent;
}

/** Lines at the start of a body that has its lines for itself, or is empty; undefined for bodies on one line. */
export function linesAtStart(place: Place, body: Node, lines: readonly string[]): FileEdit | undefined {
  const { ast } = place;
  const open = ast.start[body]!;
  const indent = `${indentation(place, open)}\t`;
  const [first] = listOf(ast, body) ?? [];
  if (first === undefined) {
    const inside = place.decl.text.slice(open + 1, ast.end[body]! - 1);
    if (inside.trim() !== '') return undefined;
    const text = lines.map((line) => `\n${indent}${line}`).join('');
    return replaceRange(place, open + 1, ast.end[body]! - 1, `${text}\n${indent.slice(0, -1)}`);
  }
  if (!startsLine(place, ast.start[first]!) || !endsLine(place, open + 1)) return undefined;
  return insert(place, lineEnd(place, open + 1), lines.map((line) => `\n${indent}${line}`).join(''));
}

function isImplicit(ast: Place['ast'], node: Node): boolean {
  return ast.kind[node] === Kind.EmptyStmt && ast.op[node] === Op.Implicit;
}
