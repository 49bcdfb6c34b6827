/** Lowers the grammar's statements, and finds the statements inside what the parser could not understand. */
import type { Node, NodeList } from '../ast.js';
import { Kind, Op } from '../ast.js';
import { operator } from './lower-exprs.js';
import { isExpr, isStmt } from './lowering.js';
import type { Lowering, Row } from './lowering.js';
import { skipToToken } from './scan.js';
import { Field, Sym } from './symbols.js';

/** The statements among a node's children; ERRORs and statement lists give theirs. */
export function statements(l: Lowering, row: Row): Node[] {
  const found: Node[] = [];
  const { tree } = l;
  let previous = Sym.None;
  // Children still to visit, the next one last: ERRORs nest, so no recursion.
  const pending: Row[] = [tree.first(row)];
  while (pending.length > 0) {
    const child = pending.pop()!;
    if (child === 0) continue;
    pending.push(tree.next[child]!);
    const sym = tree.sym[child]!;
    if (sym === Sym.StatementList) pending.push(tree.first(child));
    else if (sym === Sym.Error) {
      const first = tree.first(child);
      if (holdsStatements(l, first)) pending.push(first);
      else found.push(l.node(Kind.BadStmt, Op.None, child));
    } else {
      // The grammar takes every other one of several semicolons for the end of an empty statement.
      const isEmpty = sym === Sym.Semicolon && previous === Sym.EmptyStatement;
      const stmt = isEmpty ? l.node(Kind.EmptyStmt, Op.None, child) : asStmt(l, child);
      if (stmt !== 0) found.push(stmt);
    }
    previous = sym;
  }
  return found;
}

/** What a concrete node became, as a statement; 0 for tokens. */
export function asStmt(l: Lowering, row: Row): Node {
  const { out } = l;
  const node = row === 0 ? 0 : l.results[row]!;
  if (node === 0) return 0;
  const kind = out.kind[node]! as Kind;
  if (isStmt(kind)) return node;
  const wrap = isExpr(kind) ? Kind.ExprStmt : kind === Kind.GenDecl ? Kind.DeclStmt : Kind.None;
  return wrap === Kind.None ? 0 : out.add(wrap, Op.None, out.start[node]!, out.end[node]!, node);
}

function holdsStatements(l: Lowering, first: Row): boolean {
  for (let child = first; child !== 0; child = l.tree.next[child]!) {
    const node = l.results[child]!;
    const sym = l.tree.sym[child]!;
    if (sym === Sym.StatementList || sym === Sym.Error) return true;
    if (node !== 0 && (isStmt(l.out.kind[node]!) || isExpr(l.out.kind[node]!))) return true;
  }
  return false;
}

export function block(l: Lowering, row: Row): Node {
  return l.node(Kind.BlockStmt, Op.None, row, l.out.list(statements(l, row)));
}

/** A block that a node needs; empty at `at` where it is missing. */
export function needBlock(l: Lowering, row: Row, field: Field, at: number): Node {
  return l.get(row, field) || l.out.add(Kind.BlockStmt, Op.None, at, at);
}

export function exprStmt(l: Lowering, row: Row): Node {
  const x = l.firstExpr(row);
  return x === 0 ? l.node(Kind.BadStmt, Op.None, row) : l.node(Kind.ExprStmt, Op.None, row, x);
}

export function send(l: Lowering, row: Row): Node {
  const chan = l.need(row, Field.Channel, l.tree.start[row]!);
  return l.node(Kind.SendStmt, Op.None, row, chan, l.need(row, Field.Value, l.tree.end[row]!));
}

export function incDec(l: Lowering, row: Row, op: Op): Node {
  const start = l.tree.start[row]!;
  return l.node(Kind.IncDecStmt, op, row, l.firstExpr(row) || l.bad(start, start));
}

export function assign(l: Lowering, row: Row): Node {
  const lhs = sideOf(l, row, Field.Left, l.tree.start[row]!);
  const rhs = sideOf(l, row, Field.Right, l.tree.end[row]!);
  return l.node(Kind.AssignStmt, operator(l, row), row, lhs, rhs);
}

/** One side of an assignment: an expression list, or (of a receive statement) an expression. Never empty. */
function sideOf(l: Lowering, row: Row, field: Field, at: number): NodeList {
  const side = l.child(row, field);
  if (side === 0) return l.out.listOf(l.bad(at, at));
  if (l.results[side] !== 0) return l.out.listOf(l.results[side]!);
  return l.exprs(side) || l.out.listOf(l.bad(at, at));
}

/** `v := <-ch` in a select case: an assignment, or just the expression. */
export function receive(l: Lowering, row: Row): Node {
  if (l.child(row, Field.Left) !== 0) return assign(l, row);
  const right = l.get(row, Field.Right);
  return right === 0 ? l.node(Kind.BadStmt, Op.None, row) : l.node(Kind.ExprStmt, Op.None, row, right);
}

/** A label without a statement stands before an implicit empty one, which go/ast puts where the next token is. */
export function labeled(l: Lowering, row: Row): Node {
  const { tree, out } = l;
  const label = l.need(row, Field.Label, tree.start[row]!);
  let stmt = 0;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    if (tree.field[child] !== Field.Label) stmt = asStmt(l, child) || stmt;
  }
  if (stmt === 0) {
    const at = skipToToken(l.text, tree.end[row]!);
    stmt = out.add(Kind.EmptyStmt, Op.Implicit, at, at);
  }
  return out.add(Kind.LabeledStmt, Op.None, tree.start[row]!, out.end[stmt]!, label, stmt);
}

export function branch(l: Lowering, row: Row, op: Op): Node {
  return l.node(Kind.BranchStmt, op, row, l.firstExpr(row));
}

export function returnStmt(l: Lowering, row: Row): Node {
  const list = l.find(row, Sym.ExpressionList);
  return l.node(Kind.ReturnStmt, Op.None, row, list === 0 ? 0 : l.exprs(list));
}

export function goOrDefer(l: Lowering, row: Row, kind: Kind): Node {
  const end = l.tree.end[row]!;
  return l.node(kind, Op.None, row, l.firstExpr(row) || l.bad(end, end));
}

export function ifStmt(l: Lowering, row: Row): Node {
  const init = asStmt(l, l.child(row, Field.Initializer));
  const end = l.tree.end[row]!;
  const cond = l.need(row, Field.Condition, end);
  const body = needBlock(l, row, Field.Consequence, end);
  return l.node(Kind.IfStmt, Op.None, row, init, cond, body, l.get(row, Field.Alternative));
}

export function forStmt(l: Lowering, row: Row): Node {
  const { tree } = l;
  const body = needBlock(l, row, Field.Body, tree.end[row]!);
  const clause = l.find(row, Sym.ForClause);
  if (clause !== 0) {
    const init = asStmt(l, l.child(clause, Field.Initializer));
    const post = asStmt(l, l.child(clause, Field.Update));
    return l.node(Kind.ForStmt, Op.None, row, init, l.get(clause, Field.Condition), post, body);
  }
  const range = l.find(row, Sym.RangeClause);
  return range === 0
    ? l.node(Kind.ForStmt, Op.None, row, 0, l.firstExpr(row), 0, body)
    : rangeStmt(l, row, range, body);
}

function rangeStmt(l: Lowering, row: Row, range: Row, body: Node): Node {
  const { tree } = l;
  const x = l.need(range, Field.Right, tree.end[range]!);
  const left = l.child(range, Field.Left);
  const vars: Node[] = [];
  for (let child = left === 0 ? 0 : tree.first(left); child !== 0; child = tree.next[child]!) {
    if (l.results[child] !== 0) vars.push(l.results[child]!);
  }
  const op = left === 0 ? Op.None : operator(l, range);
  return l.node(Kind.RangeStmt, op, row, vars[0] ?? 0, vars[1] ?? 0, x, body);
}

export function switchStmt(l: Lowering, row: Row): Node {
  const init = asStmt(l, l.child(row, Field.Initializer));
  return l.node(Kind.SwitchStmt, Op.None, row, init, l.get(row, Field.Value), caseBlock(l, row));
}

export function typeSwitchStmt(l: Lowering, row: Row): Node {
  const { tree, out } = l;
  const init = asStmt(l, l.child(row, Field.Initializer));
  const x = l.need(row, Field.Value, tree.start[row]!);
  const typeKeyword = l.find(row, Sym.TypeKeyword);
  const paren = typeKeyword === 0 ? 0 : tree.next[typeKeyword]!;
  const end = paren === 0 ? out.end[x]! : tree.end[paren]!;
  const asserted = out.add(Kind.TypeAssertExpr, Op.None, out.start[x]!, end, x, 0);
  const alias = l.child(row, Field.Alias);
  const guard =
    alias === 0
      ? out.add(Kind.ExprStmt, Op.None, out.start[x]!, end, asserted)
      : out.add(Kind.AssignStmt, Op.Define, tree.start[alias]!, end, l.exprs(alias), out.listOf(asserted));
  return l.node(Kind.TypeSwitchStmt, Op.None, row, init, guard, caseBlock(l, row));
}

export function selectStmt(l: Lowering, row: Row): Node {
  return l.node(Kind.SelectStmt, Op.None, row, caseBlock(l, row));
}

/** The braces of a switch or select statement with their clauses, as a BlockStmt. */
function caseBlock(l: Lowering, row: Row): Node {
  const { tree, results, out } = l;
  const clauses: Node[] = [];
  let start = tree.end[row]!;
  const inSelect = tree.sym[row] === Sym.SelectStatement;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    const sym = tree.sym[child]!;
    if (sym === Sym.LeftBrace) start = tree.start[child]!;
    const node = results[child]!;
    if (sym === Sym.DefaultCase) {
      if (inSelect) out.kind[node] = Kind.CommClause;
      clauses.push(node);
    } else if (sym === Sym.ExpressionCase || sym === Sym.TypeCase || sym === Sym.CommunicationCase) clauses.push(node);
  }
  return out.add(Kind.BlockStmt, Op.None, start, tree.end[row]!, out.list(clauses));
}

/** Also a select's `default`, which `caseBlock` turns into a CommClause: both hold their body in `b`. */
export function caseClause(l: Lowering, row: Row): Node {
  const { tree } = l;
  const sym = tree.sym[row]!;
  let list = 0;
  if (sym === Sym.TypeCase) list = l.out.list(l.all(row, Field.Type));
  else if (sym === Sym.ExpressionCase) {
    const values = l.child(row, Field.Value);
    list = values === 0 ? 0 : l.exprs(values);
  }
  return clause(l, row, Kind.CaseClause, sym === Sym.DefaultCase ? Op.Default : Op.None, list);
}

export function commClause(l: Lowering, row: Row): Node {
  return clause(l, row, Kind.CommClause, Op.None, asStmt(l, l.child(row, Field.Communication)));
}

/** The grammar's clauses reach beyond the last statement's line end; go/ast's end with it, or with the colon. */
function clause(l: Lowering, row: Row, kind: Kind, op: Op, first: number): Node {
  const { tree, out } = l;
  const body: Node[] = [];
  let end = tree.end[row]!;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    const sym = tree.sym[child]!;
    if (sym === Sym.Colon) end = tree.end[child]!;
    else if (sym === Sym.StatementList) body.push(...statements(l, child));
    else if (sym === Sym.Error) body.push(...statementsIn(l, child));
  }
  const last = body.at(-1);
  if (last !== undefined) end = out.end[last]!;
  return out.add(kind, op, tree.start[row]!, end, first, out.list(body));
}

function statementsIn(l: Lowering, error: Row): readonly Node[] {
  return holdsStatements(l, l.tree.first(error)) ? statements(l, error) : [];
}
