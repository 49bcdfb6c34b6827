/** Lowering of statements into blocks. */
import { Kind, Op, type Node } from '../syntax/ast.js';

import type { Type, Var } from '../types/types.js';
import { lowerCall } from './build-call.js';
import { assign, isNil, place, unknown, unparen, value } from './build-expr.js';
import { multi, valueSpec } from './build.js';
import type { Builder } from './builder.js';
import type { Temp } from './ir.js';
import { keys } from './locations.js';
import { callsMade, channelsReceived } from './loop-waits.js';
import { isAggregate, isTracked, shapeOf } from './tracked.js';

/** The statements of a BlockStmt. */
export function block(b: Builder, node: Node): void {
  if (node) statements(b, b.list(b.ast.a[node]!));
}

/** The calls deferred so far, in reverse order: what happens between a `return` and the caller. */
export function runDefers(b: Builder): void {
  for (let i = b.defers.length - 1; i >= 0; i--) b.emit(b.defers[i]!);
}

function statements(b: Builder, nodes: Int32Array): void {
  for (const node of nodes) statement(b, node);
}

function statement(b: Builder, node: Node): void {
  const { ast } = b;
  const label = b.pendingLabel;
  b.pendingLabel = 0;
  if (isSimple(ast.kind[node]!)) b.step(node);
  switch (ast.kind[node]) {
    case Kind.DeclStmt:
      for (const spec of b.list(ast.a[ast.a[node]!]!)) if (ast.kind[spec] === Kind.ValueSpec) valueSpec(b, spec);
      return;
    case Kind.LabeledStmt: {
      const name = ast.a[ast.a[node]!]!;
      b.enter(labelBlock(b, name));
      b.pendingLabel = name;
      statement(b, ast.b[node]!);
      return;
    }
    case Kind.ExprStmt:
      value(b, ast.a[node]!);
      return;
    case Kind.SendStmt: {
      const chan = value(b, ast.a[node]!);
      const sent = value(b, ast.b[node]!);
      if (!chan) return;
      const type = b.typeOf(ast.b[node]!);
      const elem = shapeOf(b.typeOf(ast.a[node]!));
      if (elem.kind === 'chan')
        assign(b, b.elem(chan, elem.elem, undefined), sent, type, elem.elem, 'send', ast.b[node]!, ast.b[node]!, 0);
      b.emit({ op: 'send', chan, value: sent, node });
      return;
    }
    case Kind.IncDecStmt:
      modify(b, ast.a[node]!, node);
      return;
    case Kind.AssignStmt:
      assignment(b, node);
      return;
    case Kind.GoStmt:
    case Kind.DeferStmt: {
      const call = unparen(b, ast.a[node]!);
      if (ast.kind[call] === Kind.CallExpr) lowerCall(b, call, ast.kind[node] === Kind.GoStmt ? 'go' : 'defer');
      return;
    }
    case Kind.ReturnStmt:
      returnStmt(b, node);
      return;
    case Kind.BranchStmt:
      branch(b, node);
      return;
    case Kind.BlockStmt:
      block(b, node);
      return;
    case Kind.IfStmt:
      ifStmt(b, node);
      return;
    case Kind.SwitchStmt:
      switchStmt(b, node, label);
      return;
    case Kind.TypeSwitchStmt:
      typeSwitch(b, node, label);
      return;
    case Kind.SelectStmt:
      select(b, node, label);
      return;
    case Kind.ForStmt:
      forStmt(b, node, label);
      return;
    case Kind.RangeStmt:
      range(b, node, label);
      return;
    default:
      return;
  }
}

function isSimple(kind: Kind): boolean {
  switch (kind) {
    case Kind.DeclStmt:
    case Kind.ExprStmt:
    case Kind.SendStmt:
    case Kind.IncDecStmt:
    case Kind.AssignStmt:
    case Kind.GoStmt:
    case Kind.DeferStmt:
    case Kind.ReturnStmt:
      return true;
    default:
      return false;
  }
}

function labelBlock(b: Builder, name: number): number {
  let target = b.labels.get(name);
  if (target === undefined) b.labels.set(name, (target = b.newBlock()));
  return target;
}

function branch(b: Builder, node: Node): void {
  const { ast } = b;
  const label = ast.a[node] ? ast.a[ast.a[node]!]! : 0;
  const op = ast.op[node]!;
  if (op === Op.Goto) {
    b.jump(labelBlock(b, label));
    return;
  }
  if (op === Op.Fallthrough) return; // The switch lowers it.
  for (let i = b.targets.length - 1; i >= 0; i--) {
    const target = b.targets[i]!;
    if (label ? target.label !== label : op === Op.Continue && target.onContinue < 0) continue;
    b.jump(op === Op.Continue ? target.onContinue : target.onBreak);
    return;
  }
  b.current = undefined; // Broken code: the target is missing.
}

function returnStmt(b: Builder, node: Node): void {
  const { ast, info } = b;
  const nodes = b.list(ast.a[node]!);
  let values: Temp[] = [];
  if (nodes.length === 0) {
    values = b.results.map((result) => {
      if (!isTracked(result.type)) return 0;
      const at = b.variable(result);
      return isAggregate(result.type) ? at : b.load(at, node, result.type, true);
    });
  } else if (nodes.length === 1 && info.typeOf(nodes[0]!).kind === 'tuple') {
    values = [...multi(b, nodes[0]!)];
  } else {
    for (const result of nodes) values.push(value(b, result));
  }
  runDefers(b);
  b.emit({ op: 'return', values, node });
  b.current = undefined;
}

/** `x++`, `x op= y`: reads and writes; only map elements matter. */
function modify(b: Builder, target: Node, node: Node): void {
  const { ast } = b;
  target = unparen(b, target);
  if (ast.kind[target] === Kind.IndexExpr && shapeOf(b.typeOf(ast.a[target]!)).kind === 'map') {
    const map = value(b, ast.a[target]!, false);
    value(b, ast.b[target]!);
    if (map) b.emit({ op: 'write', map, node, how: 'assign' });
    return;
  }
  value(b, target);
  touch(b, target);
}

function assignment(b: Builder, node: Node): void {
  const { ast } = b;
  const lhs = b.list(ast.a[node]!);
  const rhs = b.list(ast.b[node]!);
  const op = ast.op[node]!;
  if (op !== Op.Assign && op !== Op.Define) {
    for (const operand of rhs) value(b, operand);
    if (lhs[0]) modify(b, lhs[0], node);
    return;
  }
  const temps: Temp[] = [];
  const types: Type[] = [];
  if (rhs.length === 1 && lhs.length > 1) {
    const type = b.typeOf(rhs[0]!);
    temps.push(...multi(b, rhs[0]!));
    for (let i = 0; i < lhs.length; i++) types.push(type.kind === 'tuple' ? (type.types[i] ?? type) : type);
  } else {
    for (const operand of rhs) {
      temps.push(value(b, operand));
      types.push(b.typeOf(operand));
    }
  }
  lhs.forEach((target, i) => {
    // What is overwritten in the same statement (`a, b = b, a`) has moved, not got a second name.
    const source = rhs.length === lhs.length && !isOverwritten(b, rhs[i]!, lhs, i) ? rhs[i]! : 0;
    store(b, target, temps[i] ?? 0, types[i], source, op === Op.Define, node);
  });
}

function isOverwritten(b: Builder, source: Node, lhs: Int32Array, index: number): boolean {
  const text = sourceText(b, source);
  return lhs.some((target, i) => i !== index && sourceText(b, target) === text);
}

function sourceText(b: Builder, node: Node): string {
  return b.decl.text.slice(b.ast.start[node], b.ast.end[node]);
}

/** Assigns one value to one operand on the left-hand side. */
function store(
  b: Builder,
  target: Node,
  from: Temp,
  type: Type | undefined,
  source: Node,
  define: boolean,
  node: Node,
): void {
  const { ast, info } = b;
  target = unparen(b, target);
  if (ast.kind[target] === Kind.Ident) {
    const object = info.objectOf(target);
    if (object?.kind !== 'var' || object.name === '_') return;
    if (define && object.origin?.node === target) b.emit({ op: 'declare', variable: object });
    if (from && type && isTracked(object.type))
      assign(b, b.variable(object), from, type, object.type, 'assign', source || target, source, target);
    else if (isTracked(object.type)) forget(b, b.variable(object), object.type, target, source);
    return;
  }
  const targetType = b.typeOf(target);
  if (ast.kind[target] === Kind.IndexExpr && shapeOf(b.typeOf(ast.a[target]!)).kind === 'map') {
    const map = value(b, ast.a[target]!, false);
    const key = value(b, ast.b[target]!);
    if (!map) return;
    b.emit({ op: 'write', map, node, how: 'assign' });
    const keyType = b.typeOf(ast.b[target]!);
    const keyAt = key ? keyPlace(b, map, keyType) : 0;
    if (keyAt)
      b.emit({ op: 'store', place: keyAt, value: key, type: keyType, form: 'literal', node, source: 0, target: 0 });
    const at = b.elem(map, targetType, undefined);
    if (at && from && type) assign(b, at, from, type, targetType, 'assign', source || target, source, target);
    return;
  }
  const at = place(b, target);
  if (at && from && type) assign(b, at, from, type, targetType, 'assign', source || target, source, target);
  else if (at) forget(b, at, targetType, target, source);
  else touch(b, target);
}

/** `x = nil`, or a value that is not known: the place holds nothing any more that is. */
function forget(b: Builder, at: Temp, type: Type, target: Node, from: Node): void {
  if (isAggregate(type)) {
    unknown(b, at, type, target);
    return;
  }
  const nil = from !== 0 && isNil(b, from);
  const form = 'assign';
  b.emit({ op: 'store', place: at, value: 0, type, form, node: target, source: 0, target, ...(nil && { nil }) });
}

/** An untracked field is assigned: the aggregate it stands in changes, which tells copies apart. */
function touch(b: Builder, target: Node): void {
  const { ast } = b;
  if (ast.kind[target] !== Kind.SelectorExpr) return;
  const selection = b.info.selectionOf(target);
  if (selection?.kind !== 'field') return;
  const operand = ast.a[target]!;
  const base = shapeOf(b.typeOf(operand)).kind === 'pointer' ? value(b, operand, false) : place(b, operand);
  if (base) b.emit({ op: 'touch', base, name: selection.obj.name, node: target });
}

function ifStmt(b: Builder, node: Node): void {
  const { ast } = b;
  if (ast.a[node]) statement(b, ast.a[node]!);
  const then = b.newBlock();
  const otherwise = b.newBlock();
  condition(b, ast.b[node]!, then, otherwise);
  const after = ast.d[node] ? b.newBlock() : otherwise;
  b.current = b.blocks[then];
  block(b, ast.c[node]!);
  b.jump(after);
  if (ast.d[node]) {
    b.current = b.blocks[otherwise];
    statement(b, ast.d[node]!);
    b.jump(after);
  }
  b.current = b.blocks[after];
}

/** Evaluates a condition and goes to one of two blocks, operand by operand. */
function condition(b: Builder, node: Node, onTrue: number, onFalse: number): void {
  const { ast } = b;
  node = unparen(b, node);
  if (ast.kind[node] === Kind.UnaryExpr && ast.op[node] === Op.Not) {
    condition(b, ast.a[node]!, onFalse, onTrue);
    return;
  }
  if (ast.kind[node] === Kind.BinaryExpr && (ast.op[node] === Op.LAnd || ast.op[node] === Op.LOr)) {
    const second = b.newBlock();
    if (ast.op[node] === Op.LAnd) condition(b, ast.a[node]!, second, onFalse);
    else condition(b, ast.a[node]!, onTrue, second);
    b.current = b.blocks[second];
    condition(b, ast.b[node]!, onTrue, onFalse);
    return;
  }
  if (isConstant(b, node, false)) {
    b.jump(onFalse);
    return;
  }
  b.step(node);
  const map = mapComparedWithNil(b, node);
  if (map) {
    b.fork(onTrue, onFalse, { map: value(b, map, false), isNil: ast.op[node] === Op.Eql });
    return;
  }
  value(b, node);
  const last = b.current?.instrs.at(-1);
  b.fork(onTrue, onFalse, last?.op === 'call' && last.node === node ? { call: last } : undefined);
}

/** The map of `m == nil` and `m != nil`; 0 for other conditions. */
function mapComparedWithNil(b: Builder, node: Node): Node {
  const { kind, op, a, b: right } = b.ast;
  if (kind[node] !== Kind.BinaryExpr || (op[node] !== Op.Eql && op[node] !== Op.Neq)) return 0;
  const [x, y] = [a[node]!, right[node]!];
  const map = isNil(b, y) ? x : isNil(b, x) ? y : 0;
  return map && shapeOf(b.typeOf(map)).kind === 'map' ? map : 0;
}

/** `const debug = false … if debug {`: what is switched off by a constant is not code that runs. */
function isConstant(b: Builder, node: Node, wanted: boolean): boolean {
  const { kind, a, b: sel } = b.ast;
  const name = kind[node] === Kind.SelectorExpr ? sel[node]! : node;
  const object = kind[name] === Kind.Ident ? b.info.objectOf(name) : undefined;
  return object?.kind === 'const' && object.value === wanted && a[node] !== 0;
}

function forStmt(b: Builder, node: Node, label: number): void {
  const { ast } = b;
  if (ast.a[node]) statement(b, ast.a[node]!);
  const after = b.newBlock();
  const waits = ast.b[node] ? waitsOf(b, ast.d[node]!) : noWaits;
  const end = waits === noWaits ? after : b.newBlock();
  b.inLoop(() => {
    const head = b.newBlock();
    const body = b.newBlock();
    const post = b.newBlock();
    b.enter(head);
    if (ast.b[node]) condition(b, ast.b[node]!, body, end);
    else b.jump(body);
    b.targets.push({ label, onBreak: after, onContinue: post });
    b.current = b.blocks[body];
    block(b, ast.d[node]!);
    b.targets.pop();
    b.enter(post);
    b.step(node);
    if (ast.c[node]) statement(b, ast.c[node]!);
    b.jump(head);
  });
  if (end !== after) {
    b.current = b.blocks[end];
    awaitAll(b, waits, node);
    b.jump(after);
  }
  b.current = b.blocks[after];
}

/** What each iteration of a loop may wait for. */
interface Waits {
  readonly channels: readonly Node[];
  readonly calls: readonly Node[];
  /** The number of the first block of the loop. */
  readonly block: number;
}

const noWaits: Waits = { channels: [], calls: [], block: 0 };

function waitsOf(b: Builder, body: Node): Waits {
  const [channels, calls] = [channelsReceived(b.ast, body), callsMade(b.ast, body)];
  return channels.length + calls.length > 0 ? { channels, calls, block: b.blocks.length } : noWaits;
}

/** All that the iterations have waited for, once the condition has ended the loop. */
function awaitAll(b: Builder, { channels, calls, block }: Waits, node: Node): void {
  for (const expr of channels) {
    const chan = shapeOf(b.typeOf(expr)).kind === 'chan' ? value(b, expr) : 0;
    if (chan) b.emit({ op: 'await', chan, node });
  }
  if (calls.length === 0) return;
  const made = b.blocks.slice(block).flatMap(({ instrs }) => instrs);
  for (const instr of made)
    if (instr.op === 'call' && instr.mode === 'call' && calls.includes(instr.node))
      b.emit({ op: 'await-call', call: instr, node });
}

function range(b: Builder, node: Node, label: number): void {
  const { ast } = b;
  const operand = ast.c[node]!;
  const type = b.typeOf(operand);
  const container = shapeOf(type);
  const isArray = container.kind === 'array';
  const base = isArray ? place(b, operand) : value(b, operand);
  if (container.kind === 'map' && base) b.emit({ op: 'read', map: base, node: operand, how: 'range' });
  const after = b.newBlock();
  const waits = container.kind === 'chan' ? noWaits : waitsOf(b, ast.d[node]!);
  const end = container.kind === 'chan' || waits !== noWaits ? b.newBlock() : after;
  b.inLoop(() => {
    const head = b.newBlock();
    const body = b.newBlock();
    b.enter(head);
    b.fork(body, end);
    b.current = b.blocks[body];
    rangeVariables(b, node, base, container);
    b.targets.push({ label, onBreak: after, onContinue: head });
    block(b, ast.d[node]!);
    b.targets.pop();
    b.jump(head);
  });
  if (end !== after) {
    b.current = b.blocks[end];
    if (container.kind === 'chan' && base) b.emit({ op: 'drained', chan: base, node });
    awaitAll(b, waits, node);
    b.jump(after);
  }
  b.current = b.blocks[after];
}

const elementVariables = new WeakSet<Var>();

/** Whether the variable holds one element of a container after the other. */
export function isElementVariable(variable: Var): boolean {
  return elementVariables.has(variable);
}

/** Key and value of one iteration. */
function rangeVariables(b: Builder, node: Node, base: Temp, container: Type): void {
  const { ast, info } = b;
  b.step(node);
  const define = ast.op[node] === Op.Define;
  const key = ast.a[node]!;
  const item = ast.b[node]!;
  let elem: Type | undefined;
  if (container.kind === 'map' || container.kind === 'slice' || container.kind === 'array') elem = container.elem;
  else if (container.kind === 'pointer') {
    const array = shapeOf(container.elem);
    if (array.kind === 'array') elem = array.elem;
  }
  if (container.kind === 'chan') {
    const dst = isTracked(container.elem) ? b.temp() : 0;
    if (base) b.emit({ op: 'receive', chan: base, dst, type: container.elem, node });
    if (key) store(b, key, dst, container.elem, 0, define, node);
    return;
  }
  if (key) rangeKey(b, key, base, container, define, node);
  if (!item) return;
  const object = ast.kind[item] === Kind.Ident ? info.objectOf(item) : undefined;
  const own = define && object?.kind === 'var' ? object : undefined;
  if (own) elementVariables.add(own);
  const from = elem ? b.elem(base, elem, own) : 0;
  if (!from || !elem) {
    store(b, item, 0, undefined, 0, define, node);
    return;
  }
  const loaded = isAggregate(elem) ? from : b.load(from, item, elem, true);
  rangeValue(b, item, loaded, elem, ast.c[node]!, define);
}

/** Keys that are pointers lead to what they point to. */
function rangeKey(b: Builder, key: Node, base: Temp, container: Type, define: boolean, node: Node): void {
  const type = container.kind === 'map' ? container.key : undefined;
  const at = type ? keyPlace(b, base, type) : 0;
  if (at && type) store(b, key, b.load(at, key, type, false), type, 0, define, node);
  else store(b, key, 0, undefined, 0, define, node);
}

/** Where a map has its keys, if they are pointers; 0 if they are not followed. */
function keyPlace(b: Builder, map: Temp, type: Type): Temp {
  return shapeOf(type).kind === 'pointer' ? b.field(map, keys, type) : 0;
}

/** The value variable is a copy of the element: a copy that has a source. */
function rangeValue(b: Builder, item: Node, from: Temp, elem: Type, operand: Node, define: boolean): void {
  const object = b.ast.kind[item] === Kind.Ident ? b.info.objectOf(item) : undefined;
  if (object?.kind === 'var' && object.name === '_') return;
  if (object?.kind === 'var' && define) b.emit({ op: 'declare', variable: object });
  const target = place(b, item);
  if (!target) return;
  const op = isAggregate(elem) ? 'copy' : 'store';
  b.emit({ op, place: target, value: from, type: elem, form: 'range', node: item, source: operand, target: item });
}

function switchStmt(b: Builder, node: Node, label: number): void {
  const { ast } = b;
  if (ast.a[node]) statement(b, ast.a[node]!);
  if (ast.b[node]) value(b, ast.b[node]!);
  const clauses = b.list(ast.a[ast.c[node]!]!);
  const after = b.newBlock();
  const bodies = [...clauses].map(() => b.newBlock());
  let fallback = after;
  clauses.forEach((clause, i) => {
    if (ast.op[clause] === Op.Default) fallback = bodies[i]!;
    for (const expr of b.list(ast.a[clause]!)) {
      if (!b.current) break;
      const next = b.newBlock();
      if (ast.b[node]) {
        value(b, expr);
        b.fork(bodies[i]!, next);
      } else condition(b, expr, bodies[i]!, next);
      b.current = b.blocks[next];
    }
  });
  b.jump(fallback);
  b.targets.push({ label, onBreak: after, onContinue: -1 });
  clauses.forEach((clause, i) => {
    b.current = b.blocks[bodies[i]!];
    const body = b.list(ast.b[clause]!);
    statements(b, body);
    const last = body.at(-1);
    const falls = last !== undefined && ast.kind[last] === Kind.BranchStmt && ast.op[last] === Op.Fallthrough;
    b.jump(falls && i + 1 < bodies.length ? bodies[i + 1]! : after);
  });
  b.targets.pop();
  b.current = b.blocks[after];
}

function typeSwitch(b: Builder, node: Node, label: number): void {
  const { ast, info } = b;
  if (ast.a[node]) statement(b, ast.a[node]!);
  const guard = ast.b[node]!;
  const assigned = ast.kind[guard] === Kind.AssignStmt;
  const expr = assigned ? b.list(ast.b[guard]!)[0]! : ast.a[guard]!;
  const subject = value(b, expr);
  const after = b.newBlock();
  const clauses = b.list(ast.a[ast.c[node]!]!);
  const bodies = [...clauses].map(() => b.newBlock());
  if (b.current) b.current.succs.push(...bodies, after);
  b.current = undefined;
  b.targets.push({ label, onBreak: after, onContinue: -1 });
  clauses.forEach((clause, i) => {
    b.current = b.blocks[bodies[i]!];
    const variable = assigned ? info.implicitOf(clause) : undefined;
    if (variable && subject && isTracked(variable.type)) {
      b.emit({ op: 'declare', variable });
      const target = b.variable(variable);
      const op = isAggregate(variable.type) ? 'copy' : 'store';
      const { type } = variable;
      b.emit({ op, place: target, value: subject, type, form: 'assign', node: expr, source: 0, target: 0 });
    }
    statements(b, b.list(ast.b[clause]!));
    b.jump(after);
  });
  b.targets.pop();
  b.current = b.blocks[after];
}

function select(b: Builder, node: Node, label: number): void {
  const { ast } = b;
  const clauses = b.list(ast.a[ast.a[node]!]!);
  const after = b.newBlock();
  const bodies = [...clauses].map(() => b.newBlock());
  if (b.current) b.current.succs.push(...bodies);
  b.current = undefined;
  b.targets.push({ label, onBreak: after, onContinue: -1 });
  clauses.forEach((clause, i) => {
    b.current = b.blocks[bodies[i]!];
    if (ast.a[clause]) statement(b, ast.a[clause]!);
    statements(b, b.list(ast.b[clause]!));
    b.jump(after);
  });
  b.targets.pop();
  b.current = b.blocks[after];
}
