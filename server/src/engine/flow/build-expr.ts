/**
 * Lowering of expressions: `value` gives a temporary for what an expression evaluates to (the place, for aggregates),
 * `place` one for where an addressable expression stands. Untracked expressions give 0, but what they contain is
 * evaluated.
 */
import { Kind, Op, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';

import type { Selection, Type, Var } from '../types/types.js';
import { lowerCall } from './build-call.js';
import { lowerFuncLit } from './build.js';
import type { Builder } from './builder.js';
import type { CopyForm, Index, Temp } from './ir.js';
import { isAggregate, isTracked, shapeOf } from './tracked.js';

/** Strips parentheses. */
export function unparen(b: Builder, node: Node): Node {
  while (b.ast.kind[node] === Kind.ParenExpr) node = b.ast.a[node]!;
  return node;
}

/**
 * The value of an expression. `read` is false where looking at it is not a read in the sense of the rules: a
 * comparison with nil, the operand of a map write.
 */
export function value(b: Builder, node: Node, read = true): Temp {
  const { ast } = b;
  switch (ast.kind[node]) {
    case Kind.Ident:
    case Kind.SelectorExpr:
    case Kind.StarExpr:
      return named(b, node, read);
    case Kind.ParenExpr:
      return value(b, ast.a[node]!, read);
    case Kind.IndexExpr:
      return isInstantiation(b, node) ? value(b, ast.a[node]!, read) : named(b, node, read);
    case Kind.IndexListExpr:
      return value(b, ast.a[node]!, read);
    case Kind.FuncLit:
      return lowerFuncLit(b, node);
    case Kind.CompositeLit:
      return compositeLit(b, node, b.typeOf(node));
    case Kind.CallExpr:
      return lowerCall(b, node, 'call')[0] ?? 0;
    case Kind.TypeAssertExpr:
      return value(b, ast.a[node]!, read);
    case Kind.SliceExpr:
      for (const bound of [ast.b[node]!, ast.c[node]!, ast.d[node]!]) if (bound) value(b, bound);
      return sliced(b, ast.a[node]!, read);
    case Kind.UnaryExpr:
      return unary(b, node);
    case Kind.BinaryExpr:
      return binary(b, node);
    case Kind.KeyValueExpr:
      value(b, ast.a[node]!);
      return value(b, ast.b[node]!);
    default:
      return 0;
  }
}

/** Where an addressable expression stands (a variable, field, element, dereference); 0 if untracked. */
export function place(b: Builder, node: Node): Temp {
  const { ast, info } = b;
  switch (ast.kind[node]) {
    case Kind.ParenExpr:
      return place(b, ast.a[node]!);
    case Kind.Ident: {
      const object = info.objectOf(node);
      return object?.kind === 'var' && object.name !== '_' && isTracked(object.type) ? b.variable(object) : 0;
    }
    case Kind.StarExpr:
      return value(b, ast.a[node]!);
    case Kind.SelectorExpr: {
      const selection = info.selectionOf(node);
      if (selection?.kind === 'qualified')
        return selection.obj.kind === 'var' && isTracked(selection.obj.type) ? b.variable(selection.obj) : 0;
      return selection?.kind === 'field' ? fieldPlace(b, node, selection) : (value(b, ast.a[node]!), 0);
    }
    case Kind.IndexExpr:
      return elementPlace(b, node);
    case Kind.CompositeLit:
      return compositeLit(b, node, b.typeOf(node));
    default:
      return isAggregate(b.typeOf(node)) ? value(b, node) : (value(b, node), 0);
  }
}

/** The base a selection starts from: the pointed-to place for pointers, the place itself for values. */
function basePlace(b: Builder, operand: Node): Temp {
  const type = b.typeOf(operand);
  if (shapeOf(type).kind === 'pointer') return value(b, operand);
  return place(b, operand);
}

/** Steps through the embedded fields of a selection, loading embedded pointers on the way. */
export function throughPath(b: Builder, base: Temp, path: readonly Var[], node: Node): Temp {
  for (const step of path) {
    base = b.field(base, step.name, step.type);
    if (shapeOf(step.type).kind === 'pointer') base = b.load(base, node, step.type, false);
  }
  return base;
}

function fieldPlace(b: Builder, node: Node, selection: Selection): Temp {
  const base = throughPath(b, basePlace(b, b.ast.a[node]!), selection.path, node);
  return selection.obj.kind === 'var' ? b.field(base, selection.obj.name, selection.obj.type) : 0;
}

/** The receiver of a selected method: its place for pointer receivers and aggregates, its value otherwise. */
export function receiver(b: Builder, selector: Node, selection: Selection): Temp {
  const operand = b.ast.a[selector]!;
  const embedded = selection.path.at(-1);
  if (!embedded) {
    const type = b.typeOf(operand);
    if (shapeOf(type).kind === 'pointer') return value(b, operand);
    const wantsAddress =
      selection.obj.kind === 'func' && shapeOf(selection.obj.type.recv?.type ?? type).kind === 'pointer';
    return wantsAddress || isAggregate(type) ? place(b, operand) : value(b, operand, true);
  }
  const base = basePlace(b, operand);
  const last = throughPath(b, base, selection.path, selector);
  const kind = shapeOf(embedded.type).kind;
  return kind === 'pointer' || isAggregate(embedded.type) ? last : b.load(last, selector, embedded.type, true);
}

/** What an element's index says about which element it is. */
function indexOf(b: Builder, node: Node): Index {
  node = unparen(b, node);
  if (b.ast.kind[node] === Kind.BasicLit) return literalIndex(b.decl.text.slice(b.ast.start[node], b.ast.end[node]));
  if (b.ast.kind[node] !== Kind.Ident) return undefined;
  const object = b.info.objectOf(node);
  if (object?.kind === 'var') return object;
  if (object?.kind !== 'const') return undefined;
  const { value: constant } = object;
  return typeof constant === 'string' ? JSON.stringify(constant) : constant?.toString();
}

/** A literal, if it is written as its value is written in messages: others may be the same value in another form. */
function literalIndex(text: string): Index {
  return /^(0|[1-9]\d*|"[^"\\]*")$/.test(text) ? text : undefined;
}

function elementPlace(b: Builder, node: Node): Temp {
  const { ast } = b;
  const operand = ast.a[node]!;
  const type = b.typeOf(operand);
  const container = shapeOf(type);
  let base: Temp;
  if (container.kind === 'map') {
    base = value(b, operand);
    if (base) b.emit({ op: 'read', map: base, node, how: 'index' });
  } else {
    base = container.kind === 'array' ? place(b, operand) : value(b, operand);
  }
  value(b, ast.b[node]!);
  return b.elem(base, b.typeOf(node), indexOf(b, ast.b[node]!));
}

/** A variable, function, field, method value, element or dereference as a value. */
function named(b: Builder, node: Node, read: boolean): Temp {
  const { ast, info } = b;
  const ident = ast.kind[node] === Kind.SelectorExpr ? ast.b[node]! : node;
  if (ast.kind[ident] === Kind.Ident) {
    const object = info.objectOf(ident);
    if (object?.kind === 'func') return functionValue(b, node);
    if (object && object.kind !== 'var') return 0;
    if (!object && ast.kind[node] === Kind.SelectorExpr) {
      value(b, ast.a[node]!);
      return 0;
    }
  }
  const type = b.typeOf(node);
  const at = place(b, node);
  if (!at || !isTracked(type)) return 0;
  return isAggregate(type) ? at : b.load(at, node, single(type), read);
}

/** The first member of a comma-ok tuple. */
export function single(type: Type): Type {
  return type.kind === 'tuple' ? (type.types[0] ?? type) : type;
}

function functionValue(b: Builder, node: Node): Temp {
  const { ast, info } = b;
  const selection = ast.kind[node] === Kind.SelectorExpr ? info.selectionOf(node) : undefined;
  const object = info.objectOf(selection ? ast.b[node]! : node);
  if (object?.kind !== 'func') return 0;
  b.callees.add(object);
  const recv = selection?.kind === 'method' ? receiver(b, node, selection) : 0;
  const dst = b.temp();
  b.emit({ op: 'function', dst, func: object, recv, node });
  return dst;
}

function isInstantiation(b: Builder, node: Node): boolean {
  const operand = shapeOf(b.typeOf(b.ast.a[node]!));
  return operand.kind === 'signature' || b.info.modeOf(b.ast.b[node]!) === 'type';
}

function sliced(b: Builder, operand: Node, read: boolean): Temp {
  return shapeOf(b.typeOf(operand)).kind === 'array' ? place(b, operand) : value(b, operand, read);
}

function unary(b: Builder, node: Node): Temp {
  const { ast } = b;
  const operand = ast.a[node]!;
  if (ast.op[node] === Op.And) {
    const inner = unparen(b, operand);
    if (ast.kind[inner] === Kind.CompositeLit) return addressOfLit(b, inner);
    return place(b, operand);
  }
  if (ast.op[node] === Op.Arrow) {
    const chan = value(b, operand);
    const type = single(b.typeOf(node));
    const dst = isTracked(type) ? b.temp() : 0;
    if (chan) b.emit({ op: 'receive', chan, dst, type, node });
    return dst;
  }
  value(b, operand);
  return 0;
}

/** `&T{…}`; for `&[]T{…}` and `&map[K]V{…}` a variable that holds the value. */
function addressOfLit(b: Builder, lit: Node): Temp {
  const type = b.typeOf(lit);
  const inner = compositeLit(b, lit, type);
  if (isAggregate(type) || !inner) return inner;
  const cell = b.alloc(lit, type);
  b.emit({ op: 'store', place: cell, value: inner, type, form: 'literal', node: lit, source: 0, target: 0 });
  return cell;
}

export function isNil(b: Builder, node: Node): boolean {
  return b.info.modeOf(unparen(b, node)) === 'nil';
}

function binary(b: Builder, node: Node): Temp {
  const { ast } = b;
  // Left-leaning chains (`a + b + …`) are as deep as they are long.
  const rights: Node[] = [];
  let left = node;
  while (ast.kind[left] === Kind.BinaryExpr) {
    rights.push(left);
    left = ast.a[left]!;
  }
  value(b, left, !isNil(b, ast.b[rights.at(-1)!]!));
  while (rights.length > 0) {
    const at = rights.pop()!;
    const op = ast.op[at];
    const conditional = op === Op.LAnd || op === Op.LOr;
    const read = !isNil(b, ast.a[at]!);
    if (!conditional) {
      value(b, ast.b[at]!, read);
      continue;
    }
    // The right operand may not be evaluated.
    const right = b.newBlock();
    const after = b.newBlock();
    b.fork(right, after);
    b.current = b.blocks[right];
    value(b, ast.b[at]!, read);
    b.enter(after);
  }
  return 0;
}

/** A composite literal as a new object: the place of an aggregate, the object of a map or slice. */
export function compositeLit(b: Builder, node: Node, type: Type): Temp {
  const { ast } = b;
  let of = shapeOf(type);
  if (of.kind === 'pointer') of = shapeOf((type = of.elem)); // `{…}` for `&T{…}` inside a literal
  const tracked = isTracked(type);
  const dst = tracked ? b.alloc(node, type) : 0;
  let position = 0;
  for (const element of b.list(ast.b[node]!)) {
    const keyed = ast.kind[element] === Kind.KeyValueExpr;
    const valueNode = keyed ? ast.b[element]! : element;
    let target: Temp = 0;
    let elementType: Type | undefined;
    if (of.kind === 'struct') {
      const name = keyed && ast.kind[ast.a[element]!] === Kind.Ident ? textOf(ast.a[ast.a[element]!]!) : undefined;
      const field = name === undefined ? of.fields[position] : of.fields.find((candidate) => candidate.name === name);
      elementType = field?.type;
      if (field) target = b.field(dst, field.name, field.type);
    } else if (of.kind === 'map' || of.kind === 'slice' || of.kind === 'array') {
      if (keyed) {
        const key = ast.a[element]!;
        if (ast.kind[key] === Kind.CompositeLit) literalElement(b, key, of.kind === 'map' ? of.key : undefined);
        else value(b, key);
      }
      elementType = of.elem;
      target = b.elem(dst, of.elem, undefined);
    }
    position++;
    if (ast.kind[valueNode] === Kind.CompositeLit) {
      const inner = literalElement(b, valueNode, elementType);
      if (target && inner && elementType) put(b, target, inner, elementType, 'literal', element, 0, 0);
    } else {
      const inner = value(b, valueNode);
      if (target && inner && elementType)
        assign(b, target, inner, b.typeOf(valueNode), elementType, 'literal', valueNode, valueNode, 0);
      else if (target && elementType && !isNil(b, valueNode)) unknown(b, target, elementType, valueNode);
    }
  }
  return dst;
}

/** An element literal whose type may be elided: `{…}` takes the element type of the literal around it. */
function literalElement(b: Builder, node: Node, elementType: Type | undefined): Temp {
  const own = b.typeOf(node);
  return compositeLit(b, node, own.kind === 'unknown' ? (elementType ?? own) : own);
}

/** The expression a value was copied from, if it has a name of its own; 0 for new values. */
export function sourceOf(b: Builder, node: Node): Node {
  node = unparen(b, node);
  switch (b.ast.kind[node]) {
    case Kind.Ident:
    case Kind.SelectorExpr:
    case Kind.StarExpr:
      return node;
    case Kind.IndexExpr:
      return isInstantiation(b, node) ? 0 : node;
    case Kind.TypeAssertExpr:
      return sourceOf(b, b.ast.a[node]!);
    case Kind.CallExpr: {
      const args = b.list(b.ast.b[node]!);
      return args.length === 1 && b.info.modeOf(b.ast.a[node]!) === 'type' ? sourceOf(b, args[0]!) : 0;
    }
    default:
      return 0;
  }
}

/** Assigns a value of type `from` to a place of type `to`, boxing aggregates that become interfaces. */
export function assign(
  b: Builder,
  target: Temp,
  from: Temp,
  fromType: Type,
  to: Type,
  form: CopyForm,
  node: Node,
  valueNode: Node,
  targetNode: Node,
): void {
  if (!target || !from) return;
  const boxed = converted(b, from, single(fromType), to, valueNode);
  put(b, target, boxed, to, boxed === from ? form : 'box', node, sourceOf(b, valueNode), targetNode);
}

/** The value as one of type `to`: an aggregate put into an interface is a copy. */
export function converted(b: Builder, from: Temp, fromType: Type, to: Type, node: Node): Temp {
  if (!from || shapeOf(to).kind !== 'interface' || !isAggregate(fromType)) return from;
  const dst = b.temp();
  b.emit({ op: 'box', dst, from, node, type: fromType, source: sourceOf(b, node), target: 0, form: 'box' });
  return dst;
}

/** Something is put into the place, and nobody knows what. */
export function unknown(b: Builder, target: Temp, type: Type, node: Node): void {
  put(b, target, 0, type, 'assign', node, 0, 0);
}

function put(
  b: Builder,
  target: Temp,
  from: Temp,
  type: Type,
  form: CopyForm,
  node: Node,
  source: Node,
  targetNode: Node,
): void {
  const op = isAggregate(type) ? 'copy' : 'store';
  b.emit({ op, place: target, value: from, type, form, node, source, target: targetNode });
}
