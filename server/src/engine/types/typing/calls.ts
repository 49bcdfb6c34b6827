/** Calls, conversions and the inference of type arguments at calls. Spec: "Calls", "Conversions". */
import { Kind, Op, type Node, type NodeList } from '../../syntax/ast.js';
import { unalias } from '../alias.js';
import { unknown } from '../basic.js';
import { newTuple } from '../composite.js';
import { infer, withoutTypeParams, type Equation } from '../infer.js';
import { underlying } from '../named.js';
import { renamed } from '../generic-signature.js';
import { instantiateSignature } from '../substitute.js';
import { coreType } from '../type-sets.js';
import { unknownSignature } from '../objects.js';
import type { Signature, TypeParam, Written } from '../types.js';
import { builtinCall } from './builtins.js';
import { expr, unparen } from './expressions.js';
import { selectorExpr } from './selectors.js';
import { M } from './tables.js';
import { isType, typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';

export function callExpr(t: Typing, node: Node, target: Written | undefined): Written {
  const fun = t.ast.a[node]!;
  const list = t.ast.b[node]!;
  if (isType(t, fun)) return conversion(t, fun, list);
  const partial = partialCallee(t, fun);
  const type = partial?.type ?? callee(t, fun);
  if (t.mode === M.Builtin) return builtinCall(t, node, fun, t.items(list), target);
  const signature = coreType(unalias(type));
  if (signature?.kind !== 'signature' || signature === unknownSignature) {
    for (let i = 0; i < t.countOf(list); i++) expr(t, t.item(list, i));
    t.mode = M.Value;
    return unknown;
  }
  const spread = t.ast.op[node] === Op.Variadic;
  const called =
    signature.typeParams.length > 0
      ? genericCall(t, fun, signature, partial?.typeArgs ?? [], t.items(list), spread)
      : plainCall(t, signature, list, spread);
  return results(t, called);
}

function results(t: Typing, signature: Signature | undefined): Written {
  t.mode = M.Value;
  if (signature === undefined) return unknown;
  if (signature.results.length === 1) return signature.results[0]!.written;
  if (signature.results.length === 0) t.mode = M.NoValue;
  return newTuple(signature.results.map((result) => result.written));
}

function callee(t: Typing, fun: Node): Written {
  const { a, kind } = t.ast;
  const inner = unparen(t, fun);
  if (kind[inner] !== Kind.SelectorExpr) return expr(t, fun);
  t.mode = M.Value;
  const type = selectorExpr(t, inner, true);
  for (let node = fun; ; node = a[node]!) {
    t.record(node, type);
    if (node === inner) return type;
  }
}

interface PartialCallee {
  readonly type: Written;
  readonly typeArgs: readonly Written[];
}

/** A generic function with explicit type arguments, which may leave some to be inferred. */
function partialCallee(t: Typing, fun: Node): PartialCallee | undefined {
  const { a, b, kind } = t.ast;
  const inner = unparen(t, fun);
  const list = kind[inner] === Kind.IndexListExpr;
  if (!list && kind[inner] !== Kind.IndexExpr) return undefined;
  const type = expr(t, a[inner]!);
  if (type.kind !== 'signature' || type.typeParams.length === 0) return undefined;
  const argNodes = list ? t.items(b[inner]!) : [b[inner]!];
  const typeArgs = argNodes.map((arg) => typeExpr(t, arg));
  t.mode = M.Value;
  return { type, typeArgs };
}

function conversion(t: Typing, fun: Node, list: NodeList): Written {
  const type = typeExpr(t, fun);
  let constant = false;
  for (let i = 0; i < t.countOf(list); i++) {
    expr(t, t.item(list, i), type);
    constant = t.mode === M.Constant;
  }
  t.mode = constant && underlying(unalias(type)).kind === 'basic' ? M.Constant : M.Value;
  return type;
}

/** The type of the i-th argument's place. */
function parameterAt(signature: Signature, i: number, spread: boolean): Written | undefined {
  const { params, variadic } = signature;
  if (variadic && i >= params.length - 1 && !spread) {
    const last = params.at(-1)?.written;
    return last?.kind === 'slice' ? last.writtenElem : undefined;
  }
  return params[i]?.written;
}

function plainCall(t: Typing, signature: Signature, list: NodeList, spread: boolean): Signature {
  for (let i = 0; i < t.countOf(list); i++) expr(t, t.item(list, i), parameterAt(signature, i, spread));
  return signature;
}

function genericCall(
  t: Typing,
  fun: Node,
  declared: Signature,
  given: readonly Written[],
  args: readonly Node[],
  spread: boolean,
): Signature | undefined {
  const generic = declared.typeParams.some((param) => t.ownTypeParams.includes(param)) ? renamed(declared) : declared;
  const equations: Equation[] = [];
  const params: TypeParam[] = [...generic.typeParams];
  const genericArgs: { readonly node: Node; readonly type: Signature }[] = [];
  args.forEach((arg, i) => {
    const type = expr(t, arg);
    if (type.kind === 'tuple' && args.length === 1) {
      type.writtenTypes.forEach((part, j) => addEquation(equations, parameterAt(generic, j, spread), part));
      return;
    }
    if (type.kind === 'signature' && type.typeParams.length > 0) {
      const own = renamed(type);
      genericArgs.push({ node: arg, type: own });
      params.push(...own.typeParams);
      addEquation(equations, parameterAt(generic, i, spread), withoutTypeParams(own));
      return;
    }
    addEquation(equations, parameterAt(generic, i, spread), type);
  });
  const inferred = infer(params, given, equations);
  if (inferred === undefined) return undefined;
  const own = generic.typeParams.length;
  let next = own;
  for (const { node, type } of genericArgs) {
    t.mode = M.Value;
    recordAll(t, node, instantiateSignature(type, inferred.slice(next, next + type.typeParams.length)));
    next += type.typeParams.length;
  }
  const instance = instantiateSignature(generic, inferred.slice(0, own));
  t.mode = M.Value;
  recordAll(t, fun, instance);
  return instance;
}

function addEquation(equations: Equation[], param: Written | undefined, arg: Written): void {
  if (param !== undefined) equations.push({ param, arg });
}

/** Records the instance for a function, in and outside of parentheses. What stands before `[` stays generic. */
function recordAll(t: Typing, fun: Node, type: Written): void {
  for (let node = fun; ; node = t.ast.a[node]!) {
    t.record(node, type);
    if (t.ast.kind[node] !== Kind.ParenExpr) return;
  }
}
