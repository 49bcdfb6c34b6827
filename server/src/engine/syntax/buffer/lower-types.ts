/** Lowers the grammar's types, parameters and fields: the part of go/ast where ranges differ most from the grammar's. */
import type { Node } from '../ast.js';
import { Kind, Op } from '../ast.js';
import { isExpr } from './lowering.js';
import type { Lowering, Row } from './lowering.js';
import { skipToToken } from './scan.js';
import { underStars } from './stars.js';
import { Field, Sym } from './symbols.js';

/** `T[A]` is an IndexExpr, `T[A, B]` an IndexListExpr; `args` is the concrete node that holds the arguments. */
export function instantiation(l: Lowering, operand: Node, args: Row): Node {
  const end = l.tree.end[args]!;
  const list: Node[] = [];
  for (let child = l.tree.first(args); child !== 0; child = l.tree.next[child]!) {
    const node = l.results[child]!;
    if (node !== 0 && node !== operand && isExpr(l.out.kind[node]!)) list.push(node);
  }
  return underStars(l, operand, end, (x, start) =>
    list.length > 1
      ? l.out.add(Kind.IndexListExpr, Op.None, start, end, x, l.out.list(list))
      : l.out.add(Kind.IndexExpr, Op.None, start, end, x, list[0] ?? l.bad(end, end)),
  );
}

export function genericType(l: Lowering, row: Row): Node {
  const operand = l.need(row, Field.Type, l.tree.start[row]!);
  const args = l.child(row, Field.TypeArguments);
  return args === 0 ? operand : instantiation(l, operand, args);
}

/** A union's terms as BinaryExprs; a single term is itself. */
export function typeElem(l: Lowering, row: Row): Node {
  const { tree, results, out } = l;
  let union = 0;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    const term = results[child]!;
    if (term === 0 || !isExpr(out.kind[term]!)) continue;
    union = union === 0 ? term : out.add(Kind.BinaryExpr, Op.Or, out.start[union]!, out.end[term]!, union, term);
  }
  return union;
}

export function arrayType(l: Lowering, row: Row): Node {
  const end = l.tree.end[row]!;
  const length = l.need(row, Field.Length, end);
  return l.node(Kind.ArrayType, Op.None, row, length, l.need(row, Field.Element, end));
}

export function sliceType(l: Lowering, row: Row): Node {
  return l.node(Kind.ArrayType, Op.None, row, 0, l.need(row, Field.Element, l.tree.end[row]!));
}

export function implicitLengthArrayType(l: Lowering, row: Row): Node {
  const dots = l.find(row, Sym.Dots);
  const length = dots === 0 ? 0 : l.node(Kind.Ellipsis, Op.None, dots);
  return l.node(Kind.ArrayType, Op.None, row, length, l.need(row, Field.Element, l.tree.end[row]!));
}

export function channelType(l: Lowering, row: Row): Node {
  const { tree } = l;
  let op = Op.Both;
  const first = tree.first(row);
  for (let child = first; child !== 0; child = tree.next[child]!) {
    if (tree.sym[child] === Sym.Operator + Op.Arrow) op = child === first ? Op.RecvOnly : Op.SendOnly;
  }
  const value = l.need(row, Field.Value, tree.end[row]!);
  if (op === Op.Both) op = arrowsLeft(l, value);
  return l.node(Kind.ChanType, op, row, value);
}

/**
 * Spec: "Channel types": the arrow belongs to the leftmost `chan` possible. The grammar may take `chan<- chan T` for
 * `chan (<-chan T)`: moves the arrow of `value` to the channel type around it, whose direction is returned.
 */
function arrowsLeft(l: Lowering, value: Node): Op {
  const { out } = l;
  for (let inner = value; ; inner = out.a[inner]!) {
    if (out.kind[inner] !== Kind.ChanType || out.op[inner] !== Op.RecvOnly)
      return inner === value ? Op.Both : Op.SendOnly;
    out.start[inner] = skipToToken(l.text, out.start[inner]! + 2);
    const next = out.a[inner]!;
    const takesArrow = out.kind[next] === Kind.ChanType && out.op[next] === Op.RecvOnly;
    out.op[inner] = takesArrow ? Op.SendOnly : Op.Both;
  }
}

export function mapType(l: Lowering, row: Row): Node {
  const end = l.tree.end[row]!;
  return l.node(Kind.MapType, Op.None, row, l.need(row, Field.Key, end), l.need(row, Field.Value, end));
}

/** The FuncType of anything with parameters; `start` is where go/ast begins it: at `func`, or at the parameters. */
export function funcType(l: Lowering, row: Row, start: number): Node {
  const { tree, out } = l;
  const typeParams = l.get(row, Field.TypeParameters);
  const parameters = l.child(row, Field.Parameters);
  const params = parameters === 0 ? out.add(Kind.FieldList, Op.None, start, start) : l.results[parameters]!;
  const result = l.child(row, Field.Result);
  const results = result === 0 ? 0 : resultList(l, result);
  const end = results === 0 ? out.end[params]! : out.end[results]!;
  return out.add(
    Kind.FuncType,
    Op.None,
    parameters === 0 ? start : Math.min(start, tree.start[parameters]!),
    end,
    typeParams,
    params,
    results,
  );
}

function resultList(l: Lowering, result: Row): Node {
  const { out } = l;
  const node = l.results[result]!;
  if (node === 0 || out.kind[node] === Kind.FieldList) return node;
  const field = out.add(Kind.Field, Op.None, out.start[node]!, out.end[node]!, 0, node, 0);
  return out.add(Kind.FieldList, Op.None, out.start[node]!, out.end[node]!, out.listOf(field));
}

/** Parameters, type parameters, struct fields: the children that became Fields, between brackets. */
export function fieldList(l: Lowering, row: Row): Node {
  const { tree, results, out } = l;
  const fields: Node[] = [];
  let named = 0;
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    const field = results[child]!;
    if (field === 0 || out.kind[field] !== Kind.Field) continue;
    fields.push(field);
    if (out.a[field] !== 0) named++;
  }
  const isMixed = named > 0 && named < fields.length && tree.sym[row] === Sym.ParameterList;
  return l.node(Kind.FieldList, Op.None, row, out.list(isMixed ? regrouped(l, fields) : fields));
}

/**
 * In a long `a, b, c T` the grammar gives up on the names and takes them for types. A list that has names at all has
 * only names, so the fields without are names of the next one.
 */
function regrouped(l: Lowering, fields: readonly Node[]): readonly Node[] {
  const { out } = l;
  const groups: Node[] = [];
  let names: Node[] = [];
  for (const field of fields) {
    const type = out.b[field]!;
    if (out.a[field] === 0 && out.kind[type] === Kind.Ident) {
      names.push(type);
      out.kind[field] = Kind.None;
      continue;
    }
    if (names.length > 0) {
      out.start[field] = out.start[names[0]!]!;
      out.a[field] = out.list([...names, ...out.nodesOf(out.a[field]!)]);
      names = [];
    }
    groups.push(field);
  }
  // Names that no type follows stay what they were taken for.
  for (const name of names) groups.push(out.add(Kind.Field, Op.None, out.start[name]!, out.end[name]!, 0, name));
  return groups;
}

/** `a, b T`, `T` and a type parameter's `K comparable`. */
export function parameter(l: Lowering, row: Row): Node {
  const names = l.all(row, Field.Name);
  return l.node(Kind.Field, Op.None, row, l.out.list(names), l.need(row, Field.Type, l.tree.end[row]!));
}

export function variadicParameter(l: Lowering, row: Row): Node {
  const { tree } = l;
  const names = l.all(row, Field.Name);
  const dots = l.find(row, Sym.Dots);
  const start = dots === 0 ? tree.start[row]! : tree.start[dots]!;
  const elt = l.need(row, Field.Type, tree.end[row]!);
  const type = l.out.add(Kind.Ellipsis, Op.None, start, l.out.end[elt]!, elt);
  return l.node(Kind.Field, Op.None, row, l.out.list(names), type);
}

export function structField(l: Lowering, row: Row): Node {
  const names = l.all(row, Field.Name);
  let type = l.need(row, Field.Type, l.tree.end[row]!);
  const star = l.find(row, Sym.Operator + Op.Mul);
  if (star !== 0 && names.length === 0) {
    type = l.out.add(Kind.StarExpr, Op.None, l.tree.start[star]!, l.out.end[type]!, type);
  }
  return l.node(Kind.Field, Op.None, row, l.out.list(names), type, l.get(row, Field.Tag));
}

export function structType(l: Lowering, row: Row): Node {
  const list = l.find(row, Sym.FieldDeclarationList);
  const end = l.tree.end[row]!;
  const fields = list === 0 ? l.out.add(Kind.FieldList, Op.None, end, end) : l.results[list]!;
  return l.node(Kind.StructType, Op.None, row, fields);
}

export function methodElem(l: Lowering, row: Row): Node {
  const { tree } = l;
  const parameters = l.child(row, Field.Parameters);
  const start = parameters === 0 ? tree.end[row]! : tree.start[parameters]!;
  return l.node(Kind.Field, Op.None, row, l.out.list(l.all(row, Field.Name)), funcType(l, row, start));
}

export function interfaceType(l: Lowering, row: Row): Node {
  const { tree, results, out } = l;
  const fields: Node[] = [];
  for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
    const node = results[child]!;
    if (node === 0) continue;
    if (out.kind[node] === Kind.Field) fields.push(node);
    else if (isExpr(out.kind[node]!)) {
      fields.push(out.add(Kind.Field, Op.None, out.start[node]!, out.end[node]!, 0, node));
    }
  }
  const brace = l.find(row, Sym.LeftBrace);
  const start = brace === 0 ? tree.end[row]! : tree.start[brace]!;
  const methods = out.add(Kind.FieldList, Op.None, start, tree.end[row]!, out.list(fields));
  return l.node(Kind.InterfaceType, Op.None, row, methods);
}
