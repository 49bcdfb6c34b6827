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

/** The text of a string literal; undefined for one that is broken. */
export function stringValue(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.endsWith('`') ? literal.slice(1, -1).replaceAll('\r', '') : undefined;
  if (literal.length < 2 || !literal.endsWith('"')) return undefined;
  return literal.slice(1, -1).replace(escape, (_, code: string) => unescaped(code));
}

const escape = /\\([abfnrtv\\'"]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3})/g;
const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescaped(code: string): string {
  const first = code[0]!;
  if (first === 'x') return String.fromCharCode(parseInt(code.slice(1), 16));
  if (first === 'u' || first === 'U') {
    const point = parseInt(code.slice(1), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  if (first >= '0' && first <= '7') return String.fromCharCode(parseInt(code, 8));
  return letters[first] ?? first;
}

function literalValue(t: Typing, node: Node): ConstantValue {
  const text = t.text(node);
  switch (t.ast.op[node]!) {
    case Op.Int:
      return integer(text);
    case Op.Float: {
      const value = Number(text.replaceAll('_', ''));
      return Number.isNaN(value) ? undefined : value;
    }
    case Op.Char: {
      const inner = text.slice(1, -1).replace(escape, (_, code: string) => unescaped(code));
      const point = inner.codePointAt(0);
      return point === undefined ? undefined : BigInt(point);
    }
    case Op.String:
      return stringValue(text);
    default:
      return undefined;
  }
}

function integer(text: string): bigint | undefined {
  let digits = text.replaceAll('_', '');
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  return /^(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.test(digits) ? BigInt(digits) : undefined;
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

/** How long a string is in UTF-8. */
function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const point = char.codePointAt(0)!;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
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

function unary(op: Op, x: ConstantValue): ConstantValue {
  if (typeof x === 'boolean') return op === Op.Not ? !x : undefined;
  if (typeof x === 'bigint') {
    if (op === Op.Add) return x;
    if (op === Op.Sub) return -x;
    return op === Op.Xor ? ~x : undefined;
  }
  if (typeof x !== 'number') return undefined;
  if (op === Op.Add) return x;
  return op === Op.Sub ? -x : undefined;
}

function binary(op: Op, x: ConstantValue, y: ConstantValue): ConstantValue {
  if (x === undefined || y === undefined) return undefined;
  if (typeof x === 'bigint' && typeof y === 'bigint') return integers(op, x, y);
  if (typeof x === 'string' && typeof y === 'string') {
    if (op === Op.Add) return x + y;
    return undefined;
  }
  if (typeof x === 'boolean' || typeof y === 'boolean' || typeof x === 'string' || typeof y === 'string') {
    return undefined;
  }
  if (op === Op.Shl || op === Op.Shr) {
    return Number.isSafeInteger(x) && typeof y === 'bigint' ? integers(op, BigInt(x), y) : undefined;
  }
  return floats(op, Number(x), Number(y));
}

/** Shifts further than this are not of this world. */
const longestShift = 4096n;

function integers(op: Op, x: bigint, y: bigint): ConstantValue {
  switch (op) {
    case Op.Add:
      return x + y;
    case Op.Sub:
      return x - y;
    case Op.Mul:
      return x * y;
    case Op.Quo:
      return y === 0n ? undefined : x / y;
    case Op.Rem:
      return y === 0n ? undefined : x % y;
    case Op.And:
      return x & y;
    case Op.Or:
      return x | y;
    case Op.Xor:
      return x ^ y;
    case Op.AndNot:
      return x & ~y;
    case Op.Shl:
      return y < 0n || y > longestShift ? undefined : x << y;
    case Op.Shr:
      return y < 0n || y > longestShift ? undefined : x >> y;
    default:
      return comparison(op, x < y, x === y);
  }
}

function floats(op: Op, x: number, y: number): ConstantValue {
  switch (op) {
    case Op.Add:
      return x + y;
    case Op.Sub:
      return x - y;
    case Op.Mul:
      return x * y;
    case Op.Quo:
      return y === 0 ? undefined : x / y;
    default:
      return comparison(op, x < y, x === y);
  }
}

function comparison(op: Op, less: boolean, equal: boolean): boolean | undefined {
  switch (op) {
    case Op.Eql:
      return equal;
    case Op.Neq:
      return !equal;
    case Op.Lss:
      return less;
    case Op.Leq:
      return less || equal;
    case Op.Gtr:
      return !less && !equal;
    case Op.Geq:
      return !less;
    default:
      return undefined;
  }
}
