/**
 * The blanks that gofmt puts around the operators of an expression that becomes one of several arguments of a call: none
 * around arithmetic. (go/printer's "depth": operators of an expression that is an operand or argument stand close.)
 */
import type { FileEdit } from '../../diagnostic.js';
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { walk } from '../../syntax/walk.js';
import { replaceRange, type Place } from '../place.js';

/** Whether the expression holds arithmetic whose blanks depend on where it stands. */
export function hasArithmetic({ ast }: Pick<Place, 'ast'>, root: Node): boolean {
  let found = false;
  walk(ast, root, (node) => {
    if (isSettled(ast.kind[node]!)) return false;
    if (ast.kind[node] === Kind.BinaryExpr && isArithmetic(ast.op[node]!)) found = true;
    return;
  });
  return found;
}

/** The edits that close up the arithmetic; undefined where gofmt would not simply do so. */
export function closedUp(place: Place, root: Node): readonly FileEdit[] | undefined {
  const { ast, decl } = place;
  const edits: FileEdit[] = [];
  let simple = true;
  walk(ast, root, (node) => {
    if (isSettled(ast.kind[node]!)) return false;
    if (ast.kind[node] === Kind.SliceExpr && hasArithmetic(place, node)) simple = false;
    if (ast.kind[node] !== Kind.BinaryExpr || !isArithmetic(ast.op[node]!)) return;
    const [from, to] = [ast.end[ast.a[node]!]!, ast.start[ast.b[node]!]!];
    const between = decl.text.slice(from, to);
    const right = ast.kind[ast.b[node]!];
    // `a - -b` keeps its blanks.
    if (between.includes('\n') || right === Kind.UnaryExpr || right === Kind.StarExpr) simple = false;
    if (between.trim() !== between) edits.push(replaceRange(place, from, to, between.trim()));
    return;
  });
  return simple ? edits : undefined;
}

/** What is formatted on its own, wherever it stands. */
function isSettled(kind: Kind): boolean {
  return kind === Kind.FuncLit || kind === Kind.CompositeLit || kind === Kind.ParenExpr;
}

function isArithmetic(op: Op): boolean {
  switch (op) {
    case Op.Add:
    case Op.Sub:
    case Op.Or:
    case Op.Xor:
    case Op.Mul:
    case Op.Quo:
    case Op.Rem:
    case Op.Shl:
    case Op.Shr:
    case Op.And:
    case Op.AndNot:
      return true;
    default:
      return false;
  }
}
