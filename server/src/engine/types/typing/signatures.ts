/** Function types: parameters, results, type parameters and receivers, and their names in scope. */
import { Kind, type Node } from '../../syntax/ast.js';
import { blank } from '../../syntax/names.js';
import { unknown } from '../basic.js';
import { newPointer, newSignature, newSlice } from '../composite.js';
import { NamedType } from '../named.js';
import { DeclaredTypeName, Variable } from '../objects.js';
import { substitute } from '../substitute.js';
import { TypeParameter } from '../type-params.js';
import { unalias } from '../alias.js';
import type { Signature, TypeParam, Var, Written } from '../types.js';
import { constraintExpr, fieldsOf, typeExpr } from './type-expressions.js';
import { M } from './tables.js';
import type { Typing } from './typing.js';

/** The type of a FuncType node that stands for itself: a type literal, an interface method, a function literal. */
export function signatureOf(t: Typing, node: Node): Signature {
  if (t.ast.kind[node] !== Kind.FuncType) return newSignature({ params: [], results: [] });
  const { a, b, c } = t.ast;
  const mark = t.open();
  const typeParams = declareTypeParams(t, a[node]!);
  typeParams.resolve();
  const params = variables(t, b[node]!, 'param', undefined);
  const results = variables(t, c[node]!, 'result', undefined);
  t.close(mark);
  t.mode = M.Type;
  const variadic = isVariadic(t, b[node]!);
  const signature = newSignature({ typeParams: typeParams.params, params, results, variadic });
  t.record(node, signature);
  return signature;
}

/**
 * The signature of a FuncDecl. Given the signature that was found before, it records the nodes of the header for it;
 * the parameters keep their objects. The names of type parameters stay in scope; those of parameters do not.
 */
export function declaredSignature(t: Typing, root: Node, known: Signature | undefined): Signature {
  const { a, b, c, kind } = t.ast;
  const type = c[root]!;
  const receivers = fieldsOf(t, a[root]!);
  let recv: Var | undefined;
  let recvTypeParams: readonly TypeParam[] = [];
  if (receivers.length > 0) {
    const field = receivers[0]!;
    const receiver = receiverType(t, t.ast.b[field]!, known?.recvTypeParams);
    recvTypeParams = receiver.typeParams;
    const names = t.ast.a[field]!;
    const ident = t.countOf(names) > 0 ? t.item(names, 0) : 0;
    recv = known?.recv ?? newParam(t, ident, 'recv', receiver.type);
    follow(t, recv, ident);
  }
  if (kind[type] !== Kind.FuncType) return newSignature({ recv, recvTypeParams, params: [], results: [] });
  const typeParams = declareTypeParams(t, a[type]!, known?.typeParams);
  typeParams.resolve();
  const params = variables(t, b[type]!, 'param', known?.params);
  const results = variables(t, c[type]!, 'result', known?.results);
  if (known !== undefined) return known;
  const variadic = isVariadic(t, b[type]!);
  return newSignature({ recv, recvTypeParams, typeParams: typeParams.params, params, results, variadic });
}

/** Puts the names of a signature's receiver, parameters and results in scope: they belong to the body. */
export function declareParams(t: Typing, fieldLists: readonly Node[]): void {
  for (const list of fieldLists) {
    for (const field of fieldsOf(t, list)) {
      const names = t.ast.a[field]!;
      for (let i = 0; i < t.countOf(names); i++) {
        const ident = t.item(names, i);
        const obj = t.tables?.objectOf(ident);
        if (obj !== undefined && t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), obj);
      }
    }
  }
}

export interface DeclaredTypeParams {
  readonly params: readonly TypeParam[];
  /** Resolves, and records, the constraints that have not been asked for. */
  resolve(): void;
}

/** Declares the type parameters of a FieldList. Constraints may mention what is being declared: they come later. */
export function declareTypeParams(t: Typing, fieldList: Node, known?: readonly TypeParam[]): DeclaredTypeParams {
  const params: TypeParam[] = [];
  const fields = fieldsOf(t, fieldList);
  const constraints: (() => Written)[] = [];
  for (const field of fields) {
    let constraint: Written | undefined;
    const resolve = (): Written => (constraint ??= constraintExpr(t, t.ast.b[field]!));
    constraints.push(resolve);
    const names = t.ast.a[field]!;
    for (let i = 0; i < t.countOf(names); i++) {
      const param = declareTypeParam(t, t.item(names, i), params.length, known?.[params.length]);
      if (known === undefined) (param as TypeParameter).bind(resolve);
      params.push(param);
    }
  }
  return { params, resolve: () => constraints.forEach((resolve) => resolve()) };
}

function declareTypeParam(t: Typing, ident: Node, index: number, known: TypeParam | undefined): TypeParam {
  let param = known;
  if (param === undefined) {
    const name = new DeclaredTypeName(t.nameText(ident), t.pkg, t.origin(ident), false, unknown);
    param = new TypeParameter(name, index);
    name.define(param);
  }
  t.bind(ident, param.obj);
  if (t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), param.obj);
  return param;
}

interface Receiver {
  readonly type: Written;
  readonly typeParams: readonly TypeParam[];
}

/** `T`, `*T`, `T[K, V]`, `*T[K, V]`: the names in brackets declare the receiver's type parameters. */
function receiverType(t: Typing, node: Node, known: readonly TypeParam[] | undefined): Receiver {
  const { a, b, kind } = t.ast;
  switch (kind[node]!) {
    case Kind.ParenExpr: {
      const inner = receiverType(t, a[node]!, known);
      t.mode = M.Type;
      t.record(node, inner.type);
      return inner;
    }
    case Kind.StarExpr: {
      const inner = receiverType(t, a[node]!, known);
      t.mode = M.Type;
      return { type: t.record(node, newPointer(inner.type)), typeParams: inner.typeParams };
    }
    case Kind.IndexExpr:
      return genericReceiver(t, node, a[node]!, [b[node]!], known);
    case Kind.IndexListExpr: {
      const list = b[node]!;
      const idents = t.items(list);
      return genericReceiver(t, node, a[node]!, idents, known);
    }
    default:
      return { type: typeExpr(t, node), typeParams: [] };
  }
}

function genericReceiver(
  t: Typing,
  node: Node,
  base: Node,
  idents: readonly Node[],
  known: readonly TypeParam[] | undefined,
): Receiver {
  const generic = unalias(typeExpr(t, base));
  const params = idents
    .filter((ident) => t.ast.kind[ident] === Kind.Ident)
    .map((ident, i) => declareTypeParam(t, ident, i, known?.[i]));
  t.mode = M.Type;
  if (!(generic instanceof NamedType) || generic.origin.typeParams.length !== params.length) {
    return { type: t.record(node, unknown), typeParams: params };
  }
  const by = { params: generic.origin.typeParams, args: params };
  if (known === undefined) {
    params.forEach((param, i) => {
      const declared = generic.origin.typeParams[i]!;
      (param as TypeParameter).bind(() => substitute(declared.writtenConstraint, by));
    });
  }
  idents.forEach((ident, i) => {
    t.mode = M.Type;
    t.record(ident, params[i]!);
  });
  return { type: t.record(node, generic.origin.instantiate(params)), typeParams: params };
}

function isVariadic(t: Typing, fieldList: Node): boolean {
  const last = fieldsOf(t, fieldList).at(-1);
  return last !== undefined && t.ast.kind[t.ast.b[last]!] === Kind.Ellipsis;
}

function variables(
  t: Typing,
  fieldList: Node,
  param: 'param' | 'result',
  known: readonly Var[] | undefined,
): readonly Var[] {
  const result: Var[] = [];
  for (const field of fieldsOf(t, fieldList)) {
    const node = t.ast.b[field]!;
    const type = parameterType(t, node);
    const names = t.ast.a[field]!;
    const count = t.countOf(names);
    for (let i = 0; i < Math.max(1, count); i++) {
      const ident = count === 0 ? 0 : t.item(names, i);
      const variable = known?.[result.length] ?? newParam(t, ident, param, type);
      follow(t, variable, ident);
      result.push(variable);
    }
  }
  return result;
}

function parameterType(t: Typing, node: Node): Written {
  if (t.ast.kind[node] !== Kind.Ellipsis) return typeExpr(t, node);
  const type = newSlice(typeExpr(t, t.ast.a[node]!));
  t.mode = M.Type;
  return t.record(node, type);
}

function newParam(t: Typing, ident: Node, param: 'recv' | 'param' | 'result', type: Written): Var {
  const name = ident === 0 ? '' : t.nameText(ident);
  const origin = ident === 0 ? undefined : t.origin(ident);
  return new Variable({ name, pkg: t.pkg, origin, role: 'local', param }, type);
}

/** Records a parameter's identifier, which after an edit of the body stands in a new declaration. */
function follow(t: Typing, variable: Var, ident: Node): void {
  if (ident === 0) return;
  if (variable.origin?.decl !== t.decl) (variable as Variable).origin = t.origin(ident);
  t.bind(ident, variable);
}
