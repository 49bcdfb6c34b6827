/** The type and mode of every kind of expression. Spec: "Expressions". */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { blank } from '../../syntax/names.js';
import { unalias } from '../alias.js';
import { defaultBasic, unknown, untyped } from '../basic.js';
import { newPointer } from '../composite.js';
import { infer, withoutTypeParams } from '../infer.js';
import { Constant, DeclaredTypeName } from '../objects.js';
import { instantiateSignature } from '../substitute.js';
import { coreType } from '../type-sets.js';
import type { Obj, Type, Written } from '../types.js';
import { callExpr } from './calls.js';
import { compositeLit } from './literals.js';
import { selectorExpr } from './selectors.js';
import { declareParams, signatureOf } from './signatures.js';
import { block } from './statements.js';
import { M } from './tables.js';
import { typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';
import { indexExpr, sliceExpr } from './index-expressions.js';
import { unaryExpr, binaryExpr } from './operators.js';

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
    t.labels = undefined;
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

/** A generic function where a function of a certain type is wanted. */
function instantiatedFor(generic: Written & { kind: 'signature' }, target: Written): Written {
  const wanted = coreType(unalias(target));
  if (wanted?.kind !== 'signature') return generic;
  const args = infer(generic.typeParams, [], [{ param: withoutTypeParams(generic), arg: wanted }]);
  return args === undefined ? generic : instantiateSignature(generic, args);
}
