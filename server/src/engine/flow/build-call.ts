/** Lowering of calls: conversions, builtins, functions, methods, function values. */
import { Kind, type Node } from '../syntax/ast.js';

import type { Func, Selection, Type } from '../types/types.js';
import { assign, converted, isNil, receiver, unparen, value } from './build-expr.js';
import type { Builder } from './builder.js';
import type { Callee, Temp } from './ir.js';
import { modelOf } from './library.js';
import { registeredMethods } from './registered-methods.js';
import { isTracked, shapeOf } from './tracked.js';

/** The results of a call, one temporary each (0 where untracked). */
export function lowerCall(b: Builder, node: Node, mode: 'call' | 'go' | 'defer'): readonly Temp[] {
  const { ast, info } = b;
  const fun = unparen(b, ast.a[node]!);
  if (info.modeOf(fun) === 'type') return [conversion(b, node)];
  if (info.modeOf(fun) === 'builtin') return [mode === 'defer' ? deferBuiltin(b, node, fun) : builtin(b, node, fun)];

  const args: Temp[] = [];
  const argNodes: Node[] = [];
  const argTypes: Type[] = [];
  const callee = calleeOf(b, fun, (recv, type) => {
    args.push(recv);
    argNodes.push(ast.a[fun]!);
    argTypes.push(type);
  });
  const params = parameterTypes(b, fun);
  const nodes = b.list(ast.b[node]!);
  if (nodes.length === 1 && b.typeOf(nodes[0]!).kind === 'tuple') {
    const type = b.typeOf(nodes[0]!);
    const spread = lowerCall(b, unparen(b, nodes[0]!), 'call');
    spread.forEach((temp, i) => {
      args.push(temp);
      argNodes.push(nodes[0]!);
      argTypes.push(type.kind === 'tuple' ? type.types[i]! : type);
    });
  } else {
    nodes.forEach((argument, i) => {
      const type = b.typeOf(argument);
      const to = params(i);
      const temp = value(b, argument);
      args.push(to ? converted(b, temp, type, to, argument) : temp);
      argNodes.push(argument);
      argTypes.push(type);
    });
  }
  const result = b.typeOf(node);
  const resultTypes = result.kind === 'tuple' ? result.types : info.modeOf(node) === 'novalue' ? [] : [result];
  const dsts = resultTypes.map((type) => (isTracked(type) ? b.temp() : 0));
  const call = { op: 'call', mode, node, callee, args, argNodes, argTypes, dsts, resultTypes } as const;
  b.emit(call);
  // Analysed first, as whatever is called by name.
  args.forEach((_, i) => {
    for (const method of registeredMethods(call, i) ?? []) b.callees.add(method);
  });
  if (mode === 'defer') b.defers.push({ ...call, mode: 'call', dsts: [] });
  if (mode === 'call' && neverReturns(callee)) b.current = undefined;
  return dsts;
}

/** The type each argument is converted to; undefined where the callee's signature is not known. */
function parameterTypes(b: Builder, fun: Node): (index: number) => Type | undefined {
  const type = shapeOf(b.typeOf(fun));
  if (type.kind !== 'signature') return () => undefined;
  const { params, variadic } = type;
  return (index) => {
    if (!variadic || index < params.length - 1) return params[index]?.type;
    const last = params.at(-1)!.type;
    return last.kind === 'slice' ? last.elem : undefined;
  };
}

function calleeOf(b: Builder, fun: Node, withReceiver: (recv: Temp, type: Type) => void): Callee {
  const { ast, info } = b;
  let name = fun;
  while (ast.kind[name] === Kind.IndexExpr || ast.kind[name] === Kind.IndexListExpr) {
    const generic = unparen(b, ast.a[name]!); // f[T](x) calls f
    if (info.objectOf(ast.kind[generic] === Kind.SelectorExpr ? ast.b[generic]! : generic)?.kind !== 'func') break;
    name = generic;
  }
  const selection = ast.kind[name] === Kind.SelectorExpr ? info.selectionOf(name) : undefined;
  const isName = ast.kind[name] === Kind.Ident || ast.kind[name] === Kind.SelectorExpr;
  const object = isName ? info.objectOf(ast.kind[name] === Kind.SelectorExpr ? ast.b[name]! : name) : undefined;
  if (object?.kind !== 'func') return { kind: 'dynamic', value: value(b, fun) };
  b.callees.add(object);
  if (selection?.kind !== 'method') return callOf(object, '');
  const type = receiverType(b, name, selection);
  withReceiver(receiver(b, name, selection), type);
  return callOf(object, typePath(type));
}

function callOf(func: Func, recvType: string): Callee {
  return { kind: 'static', func, recvType, model: modelOf({ func, recvType }) };
}

/** The type whose method is selected: the operand's, or the last embedded field's. */
function receiverType(b: Builder, selector: Node, selection: Selection): Type {
  return selection.path.at(-1)?.type ?? b.typeOf(b.ast.a[selector]!);
}

/** `import/path.Name` of a named type or a pointer to one; '' for others. */
export function typePath(type: Type): string {
  if (type.kind === 'pointer') type = type.elem;
  return type.kind === 'named' ? `${type.obj.pkg}.${type.obj.name}` : '';
}

function conversion(b: Builder, node: Node): Temp {
  const [operand] = b.list(b.ast.b[node]!);
  if (!operand) return 0;
  return converted(b, value(b, operand), b.typeOf(operand), b.typeOf(node), operand);
}

function builtin(b: Builder, node: Node, fun: Node): Temp {
  const { ast, info } = b;
  const args = b.list(ast.b[node]!);
  const [first] = args;
  const name = ast.kind[fun] === Kind.Ident ? info.objectOf(fun)?.name : undefined;
  const isMap = first !== undefined && shapeOf(b.typeOf(first)).kind === 'map';
  switch (name) {
    case 'make':
      for (const size of args.slice(1)) value(b, size);
      return isTracked(b.typeOf(node)) ? b.alloc(node, b.typeOf(node), capacity(b, args[1])) : 0;
    case 'new':
      return newCell(b, node, first);
    case 'len':
    case 'cap': {
      const map = first ? value(b, first) : 0;
      if (isMap && map) b.emit({ op: 'read', map, node, how: 'len' });
      return 0;
    }
    case 'delete':
    case 'clear': {
      const map = first ? value(b, first, !isMap) : 0;
      for (const key of args.slice(1)) value(b, key);
      if (isMap && map) b.emit({ op: 'write', map, node, how: name });
      return 0;
    }
    case 'append':
      return append(b, node, args);
    case 'copy':
      return copyElements(b, node, args);
    case 'close': {
      const chan = first ? value(b, first) : 0;
      if (chan) b.emit({ op: 'close', chan, node });
      return 0;
    }
    case 'panic':
      if (first) use(b, first);
      b.current = undefined;
      return 0;
    default:
      for (const argument of args) use(b, argument);
      return 0;
  }
}

function capacity(b: Builder, node: Node | undefined): number | undefined {
  if (node === undefined) return 0;
  if (b.ast.kind[node] !== Kind.BasicLit) return undefined;
  return Number(b.decl.text.slice(b.ast.start[node], b.ast.end[node]));
}

/** `defer close(c)`: the operands are evaluated here, the effect comes where the function returns. */
function deferBuiltin(b: Builder, node: Node, fun: Node): Temp {
  const block = b.current;
  builtin(b, node, fun);
  const last = block?.instrs.at(-1);
  if (last && (last.op === 'close' || last.op === 'write' || last.op === 'use')) b.defers.push(block!.instrs.pop()!);
  b.current = block;
  return 0;
}

function newCell(b: Builder, node: Node, operand: Node | undefined): Temp {
  const type = b.typeOf(node);
  if (!operand || type.kind !== 'pointer' || !isTracked(type)) return 0;
  const cell = b.alloc(node, type.elem);
  if (b.info.modeOf(operand) !== 'type') {
    const from = value(b, operand);
    assign(b, cell, from, b.typeOf(operand), type.elem, 'literal', operand, operand, 0);
  }
  return cell;
}

function append(b: Builder, node: Node, args: Int32Array): Temp {
  const type = b.typeOf(node);
  const slice = shapeOf(type);
  const [first, ...rest] = args;
  if (first === undefined) return 0;
  if (!isTracked(type) || slice.kind !== 'slice') {
    for (const argument of args) value(b, argument);
    return 0;
  }
  // The result is taken for a new array that holds what the old one does; that they may share one is not followed. In a
  // loop the old one may be the result of the last time, so it is looked at once that has given way to the new one.
  const grown = b.alloc(node, type);
  const old = value(b, first);
  const spread = b.ast.op[node] !== 0;
  const target = b.elem(grown, slice.elem, undefined);
  moveElements(b, target, old, slice.elem, node);
  for (const argument of rest) {
    const from = value(b, argument);
    if (spread) moveElements(b, target, from, slice.elem, node, isEmpty(b, first));
    else assign(b, target, from, b.typeOf(argument), slice.elem, 'append', argument, argument, 0);
  }
  return grown;
}

function copyElements(b: Builder, node: Node, args: Int32Array): Temp {
  const [to, from] = args;
  if (to === undefined || from === undefined) return 0;
  const target = value(b, to);
  const source = value(b, from);
  const type = shapeOf(b.typeOf(to));
  if (type.kind === 'slice') moveElements(b, b.elem(target, type.elem, undefined), source, type.elem, node, true);
  return 0;
}

/** `nil`, `[]T(nil)`, `[]T{}`: what is appended to it is cloned. */
function isEmpty(b: Builder, node: Node): boolean {
  const { ast, info } = b;
  node = unparen(b, node);
  if (isNil(b, node)) return true;
  if (ast.kind[node] === Kind.CompositeLit) return b.list(ast.b[node]!).length === 0;
  const [operand, ...others] = ast.kind[node] === Kind.CallExpr ? b.list(ast.b[node]!) : [];
  return operand !== undefined && others.length === 0 && info.modeOf(ast.a[node]!) === 'type' && isEmpty(b, operand);
}

/**
 * Elements of one slice become elements of another: no name is copied.
 * @param isClone the other one is to hold these, and no others.
 */
function moveElements(b: Builder, target: Temp, slice: Temp, type: Type, node: Node, isClone = false): void {
  const source = b.elem(slice, type, undefined);
  if (!target || !source) return;
  const aggregate = ['struct', 'array'].includes(shapeOf(type).kind);
  const from = aggregate ? source : b.load(source, node, type, false);
  const op = aggregate ? 'copy' : 'store';
  const put = { op, place: target, value: from, type, form: 'append', node, source: 0, target: 0 } as const;
  b.emit(isClone ? { ...put, entries: true } : put);
}

function use(b: Builder, argument: Node): void {
  const from = value(b, argument);
  if (from) b.emit({ op: 'use', value: from, node: argument });
}

const exits = new Set([
  'os.Exit',
  'runtime.Goexit',
  'log.Fatal',
  'log.Fatalf',
  'log.Fatalln',
  'log.Panic',
  'log.Panicf',
]);
const failures = new Set(['Fatal', 'Fatalf', 'FailNow', 'Skip', 'Skipf', 'SkipNow']);

function neverReturns(callee: Callee): boolean {
  if (callee.kind !== 'static') return false;
  const { func, recvType } = callee;
  if (recvType.startsWith('testing.')) return failures.has(func.name);
  return recvType === '' && exits.has(`${func.pkg}.${func.name}`);
}
