/** The type and mode of every kind of expression. Spec: "Expressions". */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { blank } from '../../syntax/names.js';
import { unalias } from '../alias.js';
import {
  basic,
  byteType,
  defaultBasic,
  isIntegerBasic,
  isNumericBasic,
  isStringBasic,
  runeType,
  unknown,
  untyped,
} from '../basic.js';
import { newPointer, newSlice } from '../composite.js';
import { identical } from '../identical.js';
import { infer, withoutTypeParams } from '../infer.js';
import { underlying } from '../named.js';
import { Constant, DeclaredTypeName } from '../objects.js';
import { instantiateSignature } from '../substitute.js';
import { coreString, coreType, termsOf } from '../type-sets.js';
import type { Obj, Type, Var, Written } from '../types.js';
import { callExpr } from './calls.js';
import { compositeLit } from './literals.js';
import { selectorExpr } from './selectors.js';
import { declareParams, signatureOf } from './signatures.js';
import { block } from './statements.js';
import { M } from './tables.js';
import { isType, typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';

/**
 * Types an expression and what is inside. The mode is left in `t.mode`.
 * @param target the type of the place the value goes to, where it decides something: which instance of a generic
 * function is meant, what an untyped shift is.
 */
export function expr(t: Typing, node: Node, target?: Written): Written {
  if (node === 0) {
    t.mode = M.Unknown;
    return unknown;
  }
  t.mode = M.Value;
  let type = typeOf(t, node, target);
  if (target !== undefined && type.kind === 'signature' && type.typeParams.length > 0) {
    type = instantiatedFor(type, target);
  }
  return t.record(node, type);
}

/** The type of an expression, aliases resolved. */
export function valueType(t: Typing, node: Node, target?: Written): Type {
  return unalias(expr(t, node, target));
}

/** The type a variable gets from a value: untyped constants have a default, nil has none. */
export function defaultType(type: Written): Written {
  return type.kind === 'basic' && type.untyped ? (defaultBasic(type) ?? unknown) : type;
}

/** The expression inside any parentheses. */
export function unparen(t: Typing, node: Node): Node {
  let inner = node;
  while (t.ast.kind[inner] === Kind.ParenExpr) inner = t.ast.a[inner]!;
  return inner;
}

function typeOf(t: Typing, node: Node, target: Written | undefined): Written {
  const { a, op, kind } = t.ast;
  switch (kind[node]!) {
    case Kind.Ident:
      return ident(t, node);
    case Kind.BasicLit:
      t.mode = M.Constant;
      return literalType(op[node]!);
    case Kind.CompositeLit:
      return compositeLit(t, node, undefined);
    case Kind.FuncLit:
      return funcLit(t, node);
    case Kind.ParenExpr:
      return expr(t, a[node]!, target);
    case Kind.SelectorExpr:
      return selectorExpr(t, node, false);
    case Kind.IndexExpr:
    case Kind.IndexListExpr:
      return indexExpr(t, node);
    case Kind.SliceExpr:
      return sliceExpr(t, node);
    case Kind.TypeAssertExpr:
      return typeAssertExpr(t, node);
    case Kind.CallExpr:
      return callExpr(t, node, target);
    case Kind.StarExpr:
      return starExpr(t, node);
    case Kind.UnaryExpr:
      return unaryExpr(t, node, target);
    case Kind.BinaryExpr:
      return binaryExpr(t, node, target);
    case Kind.KeyValueExpr:
      expr(t, a[node]!);
      expr(t, t.ast.b[node]!);
      break;
    case Kind.ArrayType:
    case Kind.StructType:
    case Kind.FuncType:
    case Kind.InterfaceType:
    case Kind.MapType:
    case Kind.ChanType:
      return typeExpr(t, node);
  }
  t.mode = M.Unknown;
  return unknown;
}

function ident(t: Typing, node: Node): Written {
  const name = t.nameAt(node);
  const obj = name === blank ? undefined : t.lookup(name);
  if (obj === undefined) {
    t.mode = M.Unknown;
    return unknown;
  }
  t.bind(node, obj);
  return typeOfObject(t, obj);
}

/** The type of a name in an expression; sets the mode. */
export function typeOfObject(t: Typing, obj: Obj): Written {
  switch (obj.kind) {
    case 'var':
      t.mode = M.Variable;
      return obj.written;
    case 'const':
      t.mode = M.Constant;
      return obj instanceof Constant ? obj.written : obj.type;
    case 'typename':
      t.mode = M.Type;
      return obj instanceof DeclaredTypeName ? obj.written : obj.type;
    case 'func':
      t.mode = M.Value;
      return obj.type;
    case 'builtin':
      t.mode = M.Builtin;
      return unknown;
    case 'nil':
      t.mode = M.Nil;
      return untyped.nil;
    case 'pkgname':
      t.mode = M.Package;
      return unknown;
    case 'label':
      t.mode = M.Unknown;
      return unknown;
  }
}

function literalType(op: Op): Written {
  switch (op) {
    case Op.Int:
      return untyped.int;
    case Op.Float:
      return untyped.float;
    case Op.Imag:
      return untyped.complex;
    case Op.Char:
      return untyped.rune;
    case Op.String:
      return untyped.string;
    default:
      return unknown;
  }
}

function funcLit(t: Typing, node: Node): Written {
  const { a, b, c } = t.ast;
  const typeNode = a[node]!;
  const signature = signatureOf(t, typeNode);
  const body = (): void => {
    const { results, labels, delayed } = t;
    // Literals inside see the names of this one: they cannot wait.
    t.delayed = undefined;
    t.results = signature.results;
    t.labels = new Map();
    const mark = t.open();
    declareParams(t, [b[typeNode]!, c[typeNode]!]);
    block(t, b[node]!);
    t.close(mark);
    t.results = results;
    t.labels = labels;
    t.delayed = delayed;
  };
  if (t.delayed !== undefined) t.delayed.push(body);
  else body();
  t.mode = M.Value;
  return signature;
}

function indexExpr(t: Typing, node: Node): Written {
  const { a, b, kind } = t.ast;
  if (isType(t, node)) return typeExpr(t, node);
  const x = a[node]!;
  const written = expr(t, x);
  const type = unalias(written);
  const xMode: M = t.mode;
  const args = kind[node] === Kind.IndexExpr ? [b[node]!] : items(t, b[node]!);
  if (type.kind === 'signature') {
    const typeArgs = args.map((arg) => typeExpr(t, arg));
    t.mode = M.Value;
    if (typeArgs.length === 0 || typeArgs.length > type.typeParams.length) return unknown;
    const inferred = infer(type.typeParams, typeArgs, []);
    // With some arguments missing it is still generic: a call finds the others.
    return inferred === undefined ? unknown : instantiateSignature(type, inferred);
  }
  const core = coreString(type);
  const mapKey = core?.kind === 'map' ? core.writtenKey : undefined;
  for (const arg of args) expr(t, arg, mapKey);
  t.mode = M.Value;
  if (core === undefined) return elementOfAll(t, type);
  if (core.kind === 'map') t.mode = M.MapIndex;
  switch (core.kind) {
    case 'basic':
      return isStringBasic(core) ? byteType : unknown;
    case 'slice':
      t.mode = M.Variable;
      return core.writtenElem;
    case 'map':
      return core.writtenElem;
    case 'array':
      t.mode = xMode === M.Variable ? M.Variable : M.Value;
      return core.writtenElem;
    case 'pointer': {
      const array = underlying(core.elem);
      t.mode = M.Variable;
      if (array.kind === 'array') return array.writtenElem;
    }
  }
  t.mode = M.Unknown;
  return unknown;
}

/** Of a type parameter without a core type whose types all have elements of one type: `[]byte | [4]byte`. */
function elementOfAll(t: Typing, type: Type): Written {
  const elems = (termsOf(type) ?? []).map((term) => {
    const inner = underlying(term.type);
    const list = inner.kind === 'pointer' ? underlying(inner.elem) : inner;
    return list.kind === 'array' || list.kind === 'slice' ? list.writtenElem : unknown;
  });
  const [first] = elems;
  const isSame = first !== undefined && elems.every((elem) => identical(unalias(elem), unalias(first)));
  t.mode = isSame ? M.Variable : M.Unknown;
  return isSame ? first : unknown;
}

function sliceExpr(t: Typing, node: Node): Written {
  const { a, b, c, d } = t.ast;
  const written = expr(t, a[node]!);
  for (const index of [b[node]!, c[node]!, d[node]!]) if (index !== 0) expr(t, index);
  t.mode = M.Value;
  const core = coreString(unalias(written));
  switch (core?.kind) {
    case 'basic':
      if (!isStringBasic(core)) return unknown;
      return written.kind === 'basic' && written.untyped ? basic.string : written;
    case 'slice':
      return written;
    case 'array':
      return newSlice(core.writtenElem);
    case 'pointer': {
      const array = underlying(core.elem);
      return array.kind === 'array' ? newSlice(array.writtenElem) : unknown;
    }
    default:
      return unknown;
  }
}

function typeAssertExpr(t: Typing, node: Node): Written {
  expr(t, t.ast.a[node]!);
  const type = t.ast.b[node] === 0 ? unknown : typeExpr(t, t.ast.b[node]!);
  t.mode = M.Value;
  return type;
}

function starExpr(t: Typing, node: Node): Written {
  const type = expr(t, t.ast.a[node]!);
  if (t.mode === M.Type) return newPointer(type);
  t.mode = M.Variable;
  const core = coreType(unalias(type));
  return core?.kind === 'pointer' ? core.writtenElem : unknown;
}

function unaryExpr(t: Typing, node: Node, target: Written | undefined): Written {
  const x = t.ast.a[node]!;
  switch (t.ast.op[node]!) {
    case Op.And: {
      const type = expr(t, x);
      t.mode = M.Value;
      return type.kind === 'unknown' ? unknown : newPointer(type);
    }
    case Op.Arrow: {
      const core = coreType(valueType(t, x));
      t.mode = M.Value;
      return core?.kind === 'chan' ? core.writtenElem : unknown;
    }
    case Op.Tilde:
      return unknown;
    default: {
      const type = expr(t, x, target);
      if (t.mode !== M.Constant) t.mode = M.Value;
      return type;
    }
  }
}

/** Chains of operators are long in generated code: the left operands are walked, not recursed into. */
function binaryExpr(t: Typing, node: Node, target: Written | undefined): Written {
  const { a, b, op, kind } = t.ast;
  const chain: Node[] = [];
  let left = node;
  for (; kind[left] === Kind.BinaryExpr; left = a[left]!) chain.push(left);
  let type = expr(t, left, target);
  for (let i = chain.length - 1; i >= 0; i--) {
    const leftMode: M = t.mode;
    const isTyped = type.kind !== 'unknown' && !(type.kind === 'basic' && type.untyped);
    const right = expr(t, b[chain[i]!]!, isTyped && !isShift(op[chain[i]!]!) ? type : target);
    const constant = leftMode === M.Constant && t.mode === M.Constant;
    type = operation(op[chain[i]!]!, type, right, constant, target);
    t.mode = constant ? M.Constant : M.Value;
    if (i > 0) t.record(chain[i]!, type);
  }
  return type;
}

function isShift(op: Op): boolean {
  return op === Op.Shl || op === Op.Shr;
}

function operation(op: Op, x: Written, y: Written, constant: boolean, target: Written | undefined): Written {
  switch (op) {
    case Op.Eql:
    case Op.Neq:
    case Op.Lss:
    case Op.Leq:
    case Op.Gtr:
    case Op.Geq:
      return untyped.bool;
    case Op.Shl:
    case Op.Shr:
      return shift(x, constant, target);
    default:
      return matched(x, y);
  }
}

/** Spec: "Operators": a shift of an untyped constant by a variable takes the type of the place it stands in. */
function shift(x: Written, constant: boolean, target: Written | undefined): Written {
  if (x.kind !== 'basic' || !x.untyped) return x;
  if (constant) return x === untyped.rune ? x : untyped.int;
  const wanted = target === undefined ? undefined : underlying(unalias(target));
  if (wanted?.kind === 'basic' && isIntegerBasic(wanted)) return target!;
  return untyped.int;
}

const numericOrder = [untyped.int, untyped.rune, untyped.float, untyped.complex] as readonly Written[];

function matched(x: Written, y: Written): Written {
  const xUntyped = x.kind === 'basic' && x.untyped;
  const yUntyped = y.kind === 'basic' && y.untyped;
  if (xUntyped && yUntyped) return numericOrder.indexOf(x) >= numericOrder.indexOf(y) ? x : y;
  if (xUntyped) return y;
  if (yUntyped || y.kind === 'unknown') return x;
  return x.kind === 'unknown' ? y : x;
}

/** A generic function where a function of a certain type is wanted. */
function instantiatedFor(generic: Written & { kind: 'signature' }, target: Written): Written {
  const wanted = coreType(unalias(target));
  if (wanted?.kind !== 'signature') return generic;
  const args = infer(generic.typeParams, [], [{ param: withoutTypeParams(generic), arg: wanted }]);
  return args === undefined ? generic : instantiateSignature(generic, args);
}

function items(t: Typing, list: number): readonly Node[] {
  return Array.from({ length: t.countOf(list) }, (_, i) => t.item(list, i));
}

/** What `for key, value := range x` declares; unknown types where x cannot be ranged over. */
export function rangeTypes(type: Type): readonly [Written, Written] {
  const core = coreString(type);
  switch (core?.kind) {
    case 'basic':
      if (isStringBasic(core)) return [basic.int, runeType];
      return isNumericBasic(core) ? [defaultType(type), unknown] : [unknown, unknown];
    case 'array':
    case 'slice':
      return [basic.int, core.writtenElem];
    case 'pointer': {
      const array = underlying(core.elem);
      return array.kind === 'array' ? [basic.int, array.writtenElem] : [unknown, unknown];
    }
    case 'map':
      return [core.writtenKey, core.writtenElem];
    case 'chan':
      return [core.writtenElem, unknown];
    case 'signature': {
      const yields = core.params[0] === undefined ? undefined : coreType(core.params[0].type);
      const params: readonly Var[] = yields?.kind === 'signature' ? yields.params : [];
      return [params[0]?.written ?? unknown, params[1]?.written ?? unknown];
    }
    default:
      return [unknown, unknown];
  }
}
