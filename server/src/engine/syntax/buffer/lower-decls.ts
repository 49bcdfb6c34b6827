/** Lowers the grammar's declarations and their specs. */
import type { Node } from '../ast.js';
import { Kind, Op } from '../ast.js';
import { funcType } from './lower-types.js';
import type { Lowering, Row } from './lowering.js';
import { Field, Sym } from './symbols.js';

export function funcDecl(l: Lowering, row: Row): Node {
  const at = l.tree.start[row]!;
  const recv = l.get(row, Field.Receiver);
  const name = l.get(row, Field.Name) || l.ident(at, at);
  const type = funcType(l, row, at);
  return l.node(Kind.FuncDecl, Op.None, row, recv, name, type, l.get(row, Field.Body));
}

/** The specs among the children, also those that stand in brackets. */
export function genDecl(l: Lowering, row: Row, op: Op): Node {
  const specs: Node[] = [];
  collectSpecs(l, row, specs);
  return l.node(Kind.GenDecl, op, row, l.out.list(specs));
}

function collectSpecs(l: Lowering, row: Row, specs: Node[]): void {
  const { tree, results, out } = l;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    const sym = tree.sym[child]!;
    const node = results[child]!;
    if (sym === Sym.VarSpecList || sym === Sym.ImportSpecList) collectSpecs(l, child, specs);
    else if (node !== 0 && out.kind[node]! >= Kind.ImportSpec && out.kind[node]! <= Kind.TypeSpec) specs.push(node);
  }
}

export function importSpec(l: Lowering, row: Row): Node {
  const end = l.tree.end[row]!;
  return l.node(Kind.ImportSpec, Op.None, row, l.get(row, Field.Name), l.need(row, Field.Path, end));
}

export function valueSpec(l: Lowering, row: Row): Node {
  const names = l.out.list(l.all(row, Field.Name));
  const value = l.child(row, Field.Value);
  return l.node(Kind.ValueSpec, Op.None, row, names, l.get(row, Field.Type), value === 0 ? 0 : l.exprs(value));
}

export function typeSpec(l: Lowering, row: Row, op: Op): Node {
  const { tree } = l;
  const name = l.get(row, Field.Name) || l.ident(tree.start[row]!, tree.start[row]!);
  const type = l.need(row, Field.Type, tree.end[row]!);
  return l.node(Kind.TypeSpec, op, row, name, l.get(row, Field.TypeParameters), type);
}
