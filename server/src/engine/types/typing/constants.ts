/**
 * Values of constant expressions, as far as array lengths need them. Evaluated on demand from the tree with the names
 * now in scope; undefined for what cannot be computed (complex numbers, offsets of fields).
 */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { isFloatBasic, isIntegerBasic } from '../basic.js';
import { underlying } from '../named.js';
import { sizeOf } from '../sizes.js';
import { Constant, ImportedName, type ConstantValue } from '../objects.js';
import { iotaObject } from '../universe.js';
import type { Obj, Type } from '../types.js';
import { valueType } from './expressions.js';
import { unalias } from '../alias.js';
import { typeExprIfType } from './type-expressions.js';
import type { Typing } from './typing.js';
import { literalValue, utf8Length } from './literal-values.js';
import { unary, binary } from './constant-arithmetic.js';

export function constantValue(t: Typing, node: Node, depth = 0): ConstantValue {
  if (depth > 200) return undefined;
  const { a, b, kind } = t.ast;
  switch (kind[node]!) {
    case Kind.BasicLit:
      return literalValue(t, node);
    case Kind.Ident:
      return valueOfObject(t, t.lookup(a[node]!));
    case Kind.ParenExpr:
      return constantValue(t, a[node]!, depth + 1);
    case Kind.SelectorExpr: {
      const x = kind[a[node]!] === Kind.Ident ? t.lookup(a[a[node]!]!) : undefined;
      if (!(x instanceof ImportedName)) return undefined;
      return valueOfObject(t, t.file.packageOf(x).member(t.nameText(b[node]!)));
    }
    case Kind.UnaryExpr: {
      const value = unary(t.ast.op[node]!, constantValue(t, a[node]!, depth + 1));
      // The complement of an unsigned value depends on its size.
      return t.ast.op[node] === Op.Xor ? converted(value, valueType(t, a[node]!)) : value;
    }
    case Kind.BinaryExpr:
      return binary(t.ast.op[node]!, constantValue(t, a[node]!, depth + 1), constantValue(t, b[node]!, depth + 1));
    case Kind.CallExpr:
      return callValue(t, node, depth + 1);
    default:
      return undefined;
  }
}

/** A constant integer that an array length can be; -1 when it is none or not known. */
export function arrayLength(t: Typing, node: Node): number {
  const value = constantValue(t, node);
  if (typeof value === 'bigint') return value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : -1;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : -1;
}

function valueOfObject(t: Typing, obj: Obj | undefined): ConstantValue {
  if (obj === iotaObject) return t.iota === undefined ? undefined : BigInt(t.iota);
  return obj instanceof Constant ? obj.value : undefined;
}

/** Conversions of constants, and `len` of strings and arrays. */
function callValue(t: Typing, node: Node, depth: number): ConstantValue {
  const { a, b } = t.ast;
  if (t.countOf(b[node]!) !== 1) return undefined;
  const arg = t.item(b[node]!, 0);
  const fun = a[node]!;
  const callee = calledName(t, fun);
  if (callee?.kind === 'builtin') {
    if (callee.name === 'Sizeof') {
      const size = sizeOf(valueType(t, arg), t.file.wordSize);
      return size === undefined ? undefined : BigInt(size);
    }
    if (callee.name !== 'len' && callee.name !== 'cap') return undefined;
    const value = constantValue(t, arg, depth);
    if (typeof value === 'string') return BigInt(utf8Length(value));
    const type = underlying(valueType(t, arg));
    const array = type.kind === 'pointer' ? underlying(type.elem) : type;
    return array.kind === 'array' && array.length >= 0 ? BigInt(array.length) : undefined;
  }
  const type = typeExprIfType(t, fun);
  return type === undefined ? undefined : converted(constantValue(t, arg, depth), unalias(type));
}

/** The predeclared function, or that of package unsafe, which a call names. */
function calledName(t: Typing, fun: Node): Obj | undefined {
  const { a, b, kind } = t.ast;
  if (kind[fun] === Kind.Ident) return t.lookup(a[fun]!);
  const x = kind[fun] === Kind.SelectorExpr && kind[a[fun]!] === Kind.Ident ? t.lookup(a[a[fun]!]!) : undefined;
  return x instanceof ImportedName ? t.file.packageOf(x).member(t.nameText(b[fun]!)) : undefined;
}

/** A value as a constant of a type. Go allows only exact conversions between integers and floats. */
export function converted(value: ConstantValue, type: Type): ConstantValue {
  const target = underlying(type);
  if (target.kind !== 'basic') return undefined;
  if (typeof value === 'number' && isIntegerBasic(target)) {
    return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  }
  if (typeof value === 'bigint' && isFloatBasic(target)) return Number(value);
  if (typeof value === 'bigint' && isIntegerBasic(target)) return wrapped(value, target.name);
  return value;
}

function wrapped(value: bigint, name: string): bigint | undefined {
  const bits = /(8|16|32|64)$/.exec(name)?.[1];
  const size = bits === undefined ? 64 : Number(bits);
  if (name.startsWith('untyped')) return value;
  // A value out of range is no valid constant; ^uint8(0) and the like come out of the operators unbounded.
  return name.startsWith('u') || name === 'byte' ? BigInt.asUintN(size, value) : value;
}
