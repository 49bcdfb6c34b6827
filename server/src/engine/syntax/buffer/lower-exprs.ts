/** Lowers the grammar's expressions. */
import type { Node } from '../ast.js';
import { Kind, Op } from '../ast.js';
import { instantiation } from './lower-types.js';
import { funcType } from './lower-types.js';
import { isExpr } from './lowering.js';
import type { Lowering, Row } from './lowering.js';
import { underStars } from './stars.js';
import { Field, Sym } from './symbols.js';

/** A name; one that the parser made up is a BadExpr, or `_` where only a name can stand. */
export function name(l: Lowering, row: Row, sym: Sym): Node {
  const start = l.tree.start[row]!;
  const end = l.tree.end[row]!;
  if (start === end && (sym === Sym.Identifier || sym === Sym.TypeIdentifier)) return l.bad(start, end);
  return l.ident(start, end);
}

export function selector(l: Lowering, row: Row, operand: Field, selected: Field): Node {
  const end = l.tree.end[row]!;
  const x = l.need(row, operand, l.tree.start[row]!);
  const sel = l.get(row, selected) || l.ident(end, end);
  return underStars(l, x, end, (of, start) => l.out.add(Kind.SelectorExpr, Op.None, start, end, of, sel));
}

export function index(l: Lowering, row: Row): Node {
  const end = l.tree.end[row]!;
  const x = l.need(row, Field.Operand, l.tree.start[row]!);
  const at = l.need(row, Field.Index, end);
  return underStars(l, x, end, (of, start) => l.out.add(Kind.IndexExpr, Op.None, start, end, of, at));
}

export function slice(l: Lowering, row: Row): Node {
  const { tree, out } = l;
  const end = tree.end[row]!;
  let colons = 0;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    if (tree.sym[child] === Sym.Colon) colons++;
  }
  const x = l.need(row, Field.Operand, tree.start[row]!);
  const op = colons > 1 ? Op.Slice3 : Op.None;
  const [low, high, max] = [l.get(row, Field.Start), l.get(row, Field.End), l.get(row, Field.Capacity)];
  return underStars(l, x, end, (of, start) => out.add(Kind.SliceExpr, op, start, end, of, low, high, max));
}

export function typeAssertion(l: Lowering, row: Row): Node {
  const end = l.tree.end[row]!;
  const x = l.need(row, Field.Operand, l.tree.start[row]!);
  const type = l.need(row, Field.Type, end);
  return underStars(l, x, end, (of, start) => l.out.add(Kind.TypeAssertExpr, Op.None, start, end, of, type));
}

export function call(l: Lowering, row: Row): Node {
  const { tree, results, out } = l;
  const end = tree.end[row]!;
  let fun = l.need(row, Field.Function, tree.start[row]!);
  const typeArguments = l.child(row, Field.TypeArguments);
  if (typeArguments !== 0) fun = instantiation(l, fun, typeArguments);
  const list = l.child(row, Field.Arguments);
  const args: Node[] = [];
  let op = Op.None;
  for (let child = list === 0 ? 0 : tree.first(list); child !== 0; child = tree.next[child]!) {
    if (tree.sym[child] === Sym.VariadicArgument) op = Op.Variadic;
    const arg = results[child]!;
    if (arg !== 0 && isExpr(out.kind[arg]!)) args.push(arg);
  }
  const passed = out.list(args);
  return underStars(l, fun, end, (of, start) => out.add(Kind.CallExpr, op, start, end, of, passed));
}

/**
 * `T(x)`, also `f[T](x)`: a call, as in go/ast. The grammar takes the whole of `*T(x)` for a conversion to `*T`; in Go
 * it is the target of `T(x)`, so stars in front move outside the call.
 */
export function conversion(l: Lowering, row: Row): Node {
  const { tree, out } = l;
  const end = tree.end[row]!;
  const type = l.need(row, Field.Type, tree.start[row]!);
  const operand = l.get(row, Field.Operand);
  let outer = 0;
  let fun = type;
  while (out.kind[fun] === Kind.StarExpr) {
    outer = fun;
    out.end[fun] = end;
    fun = out.a[fun]!;
  }
  const args = operand === 0 ? 0 : out.listOf(operand);
  const made = out.add(Kind.CallExpr, Op.None, out.start[fun]!, end, fun, args);
  if (outer === 0) return made;
  out.a[outer] = made;
  return type;
}

export function typeInstantiation(l: Lowering, row: Row): Node {
  return instantiation(l, l.need(row, Field.Type, l.tree.start[row]!), row);
}

/** A literal's braces; the type, where there is one, is added by `compositeLit`. */
export function literalValue(l: Lowering, row: Row): Node {
  return l.node(Kind.CompositeLit, Op.None, row, 0, l.exprs(row));
}

export function compositeLit(l: Lowering, row: Row): Node {
  const { out } = l;
  const type = l.get(row, Field.Type);
  const body = l.child(row, Field.Body);
  if (body === 0) return type || l.node(Kind.BadExpr, Op.None, row);
  const literal = l.results[body]!;
  out.a[literal] = type;
  out.start[literal] = l.tree.start[row]!;
  return literal;
}

export function keyedElement(l: Lowering, row: Row): Node {
  const end = l.tree.end[row]!;
  return l.node(Kind.KeyValueExpr, Op.None, row, l.need(row, Field.Key, end), l.need(row, Field.Value, end));
}

export function funcLit(l: Lowering, row: Row): Node {
  const end = l.tree.end[row]!;
  const type = funcType(l, row, l.tree.start[row]!);
  const body = l.get(row, Field.Body) || l.out.add(Kind.BlockStmt, Op.None, end, end);
  return l.node(Kind.FuncLit, Op.None, row, type, body);
}

export function unary(l: Lowering, row: Row): Node {
  const x = l.need(row, Field.Operand, l.tree.end[row]!);
  const op = operator(l, row);
  return op === Op.Mul ? l.node(Kind.StarExpr, Op.None, row, x) : l.node(Kind.UnaryExpr, op, row, x);
}

export function binary(l: Lowering, row: Row): Node {
  const x = l.need(row, Field.Left, l.tree.start[row]!);
  return l.node(Kind.BinaryExpr, operator(l, row), row, x, l.need(row, Field.Right, l.tree.end[row]!));
}

/** The first operator token among the children. */
export function operator(l: Lowering, row: Row): Op {
  const { tree } = l;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    if (tree.sym[child]! > Sym.Operator) return tree.sym[child]! - Sym.Operator;
  }
  return Op.None;
}
