/** Calls of predeclared functions and of package unsafe's. Spec: "Built-in functions". */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { unalias } from '../alias.js';
import { basic, byteType, isFloatBasic, unknown, unsafePointer, untyped } from '../basic.js';
import { newPointer, newSlice } from '../composite.js';
import { underlying } from '../named.js';
import { coreString, coreType } from '../type-sets.js';
import { emptyInterfaceLiteral } from '../universe.js';
import type { Written } from '../types.js';
import { defaultType, expr, unparen, valueType } from './expressions.js';
import { M } from './tables.js';
import { isType, typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';

export function builtinCall(
  t: Typing,
  node: Node,
  fun: Node,
  args: readonly Node[],
  target: Written | undefined,
): Written {
  const inner = unparen(t, fun);
  const ident = t.ast.kind[inner] === Kind.SelectorExpr ? t.ast.b[inner]! : inner;
  return resultOf(t, t.nameText(ident), node, args, target);
}

function resultOf(t: Typing, name: string, node: Node, args: readonly Node[], target: Written | undefined): Written {
  switch (name) {
    case 'make':
    case 'new':
      return allocation(t, name, args);
    case 'append':
      return append(t, node, args);
    case 'len':
    case 'cap':
      return length(t, args);
    case 'copy':
      return value(t, args, basic.int);
    case 'min':
    case 'max':
      return extremum(t, args, target);
    case 'clear':
    case 'close':
    case 'delete':
    case 'panic':
    case 'print':
    case 'println':
      return noValue(t, args);
    case 'recover':
      return value(t, args, emptyInterfaceLiteral);
    case 'complex':
    case 'real':
    case 'imag':
      return complexParts(t, name, args);
    case 'Sizeof':
    case 'Alignof':
    case 'Offsetof':
      typeAll(t, args);
      t.mode = M.Constant;
      return basic.uintptr;
    case 'Add':
      return value(t, args, unsafePointer);
    case 'Slice':
    case 'String':
    case 'SliceData':
    case 'StringData':
      return unsafeView(t, name, args);
    default:
      return value(t, args, unknown);
  }
}

/** The arguments' types; those of one call with several results are the arguments. */
function typeAll(t: Typing, args: readonly Node[]): readonly Written[] {
  return args.flatMap((arg) => {
    const type = expr(t, arg);
    return type.kind === 'tuple' ? type.writtenTypes : [type];
  });
}

function value(t: Typing, args: readonly Node[], result: Written): Written {
  typeAll(t, args);
  t.mode = M.Value;
  return result;
}

function noValue(t: Typing, args: readonly Node[]): Written {
  typeAll(t, args);
  t.mode = M.NoValue;
  return unknown;
}

/** `make(T, …)`, `new(T)`, and `new(expr)` of Go 1.26. */
function allocation(t: Typing, name: 'make' | 'new', args: readonly Node[]): Written {
  const [first, ...sizes] = args;
  if (first === undefined) return value(t, [], unknown);
  let type: Written;
  if (name === 'make' || isType(t, first) || isUnknownName(t, first)) type = typeExpr(t, first);
  else type = defaultType(expr(t, first));
  typeAll(t, sizes);
  t.mode = M.Value;
  if (type.kind === 'unknown') return unknown;
  return name === 'new' ? newPointer(type) : type;
}

/** `new(pkg.T)` where the package cannot be read: rather the type it has always been than a value. */
function isUnknownName(t: Typing, node: Node): boolean {
  if (t.ast.kind[node] !== Kind.SelectorExpr) return false;
  const x = t.ast.a[node]!;
  return (
    t.ast.kind[x] === Kind.Ident && t.lookup(t.ast.a[x]!)?.kind === 'pkgname' && !isType(t, node) && isOpaque(t, x)
  );
}

function isOpaque(t: Typing, x: Node): boolean {
  const imported = t.lookup(t.ast.a[x]!);
  return imported?.kind === 'pkgname' && t.file.packageOf(imported as never).opaque;
}

function append(t: Typing, node: Node, args: readonly Node[]): Written {
  const [first, ...rest] = args;
  if (first === undefined) return value(t, [], unknown);
  const type = expr(t, first);
  const slice = type.kind === 'tuple' ? (type.writtenTypes[0] ?? unknown) : type;
  const core = coreType(unalias(slice));
  const elem = core?.kind === 'slice' ? core.writtenElem : undefined;
  const spread = t.ast.op[node] === Op.Variadic;
  for (const arg of rest) expr(t, arg, spread ? undefined : elem);
  t.mode = M.Value;
  if (slice === untyped.nil) return unknown;
  return coreString(unalias(slice)) === undefined ? unknown : slice;
}

/** Spec: "Length and capacity": constant for strings that are, and for arrays without calls in the operand. */
function length(t: Typing, args: readonly Node[]): Written {
  const [first] = args;
  let constant = false;
  if (first !== undefined) {
    const type = underlying(valueType(t, first));
    const array = type.kind === 'pointer' ? underlying(type.elem) : type;
    constant = (t.mode === M.Constant && type.kind === 'basic') || array.kind === 'array';
  }
  t.mode = constant ? M.Constant : M.Value;
  return basic.int;
}

function extremum(t: Typing, args: readonly Node[], target: Written | undefined): Written {
  let result: Written = unknown;
  let constant = true;
  for (const arg of args) {
    const type = expr(t, arg, target);
    constant &&= t.mode === M.Constant;
    if (result.kind === 'unknown' || (result.kind === 'basic' && result.untyped)) {
      const isLarger = type.kind !== 'basic' || !type.untyped || result.kind === 'unknown' || isFloatBasic(type);
      if (isLarger) result = type;
    }
  }
  t.mode = constant ? M.Constant : M.Value;
  return result;
}

function complexParts(t: Typing, name: string, args: readonly Node[]): Written {
  const types = typeAll(t, args).map((type) => underlying(unalias(type)));
  t.mode = M.Value;
  const first = types.find((type) => type.kind === 'basic' && !type.untyped) ?? types[0];
  if (first?.kind !== 'basic') return unknown;
  if (first.untyped) return name === 'complex' ? untyped.complex : untyped.float;
  if (name === 'complex') return first === basic.float32 ? basic.complex64 : basic.complex128;
  return first === basic.complex64 ? basic.float32 : basic.float64;
}

function unsafeView(t: Typing, name: string, args: readonly Node[]): Written {
  const types = typeAll(t, args);
  t.mode = M.Value;
  if (name === 'String') return basic.string;
  if (name === 'StringData') return newPointer(byteType);
  const core = types[0] === undefined ? undefined : coreType(unalias(types[0]));
  if (name === 'Slice') return core?.kind === 'pointer' ? newSlice(core.writtenElem) : unknown;
  return core?.kind === 'slice' ? newPointer(core.writtenElem) : unknown;
}
