/**
 * Values in contexts, as fields of the context: `context.WithValue(ctx, k, v)` is a new context whose field for `k` holds
 * `v` and whose parent is `ctx`, `ctx.Value(k)` reads the field. So a map that is put into a context and taken out again
 * is one map, wherever both happen.
 *
 * Keys are matched by what they are written as: a constant, a package-level variable, a literal. Of other keys nothing is
 * known.
 */
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import type { Info } from '../types/types.js';
import type { FunctionFacts } from './analysis.js';
import { typePath } from './build-call.js';
import { leaving } from './escapes.js';
import { get } from './int-map.js';
import type { Interpreter } from './interpreter.js';
import type { Call } from './ir.js';
import type { Model } from './library.js';
import { noRefs, union, type Loc, type Locations, type Refs } from './locations.js';
import type { Access } from './summary.js';
import { isAggregate } from './tracked.js';

/** A value put into a context. */
export interface ContextValue {
  /** The call that puts it there. */
  readonly node: Node;
  /** The argument that is put there. */
  readonly argument: Node;
  readonly key: string;
  /** What the value refers to. */
  readonly value: Refs;
  /** Maps in a struct that is put there, as itself or behind a pointer, and that were there before. */
  readonly inside: Refs;
}

/** `context.WithValue` and its kin: a new context. */
export function putValue(interpreter: Interpreter, call: Call, { value, key }: NonNullable<Model['puts']>): void {
  const { memory, state, values, inLoop, locations, func } = interpreter;
  const dst = call.dsts[0];
  const type = call.resultTypes[0];
  const name = typeof key === 'number' ? keyOf(func.info, call.argNodes[key]) : key.name;
  const put = values[call.args[value] ?? 0] ?? noRefs;
  const argument = call.argNodes[value];
  if (interpreter.recording && name !== undefined && argument !== undefined && put.length > 0) {
    const inside = leaving(memory, state, put, isAggregate(call.argTypes[value]!)).maps.filter(
      (map) => !put.includes(map),
    );
    interpreter.contextValues.push({ node: call.node, argument, key: name, value: put, inside });
  }
  if (!dst || !type) return;
  const context = locations.only(memory.allocate(state, `call ${call.node}`, type, inLoop));
  memory.store(state, memory.fields(context, parentField, type), values[call.args[0] ?? 0] ?? noRefs);
  if (name !== undefined) memory.store(state, memory.fields(context, fieldOf(name), type), put);
  values[dst] = context;
}

/** `ctx.Value(key)`. */
export function takeValue(interpreter: Interpreter, call: Call, { key }: NonNullable<Model['takes']>): void {
  const { values, func, memory, takenFrom } = interpreter;
  const dst = call.dsts[0];
  const name = keyOf(func.info, call.argNodes[key]);
  if (!dst) return;
  values[dst] = noRefs;
  if (name === undefined) return;
  const contexts = values[call.args[0] ?? 0] ?? noRefs;
  takenFrom.set(dst, memory.fields(contexts, fieldOf(name), call.resultTypes[0]!));
  for (const context of contexts)
    values[dst] = union(values[dst]!, valueIn(interpreter, call, context, fieldOf(name), 0));
}

const parentField = '[parent]';
const prefix = '[value ';
/** Contexts made from each other in one function. */
const maxParents = 6;

function fieldOf(key: string): string {
  return `${prefix}${key}]`;
}

function valueIn(interpreter: Interpreter, call: Call, context: Loc, field: string, depth: number): Refs {
  const { memory, state, locations } = interpreter;
  const type = call.resultTypes[0]!;
  const [at] = memory.fields(locations.only(context), field, type);
  const [parent] = memory.fields(locations.only(context), parentField, type);
  if (at === undefined) return noRefs;
  const parents = parent === undefined ? undefined : get(state.contents, parent);
  if (get(state.contents, at) !== undefined || parents === undefined || depth > maxParents)
    return memory.content(state, at);
  return parents.reduce<Refs>((all, each) => union(all, valueIn(interpreter, call, each, field, depth + 1)), noRefs);
}

/** What tells a key from others; undefined where it is not written out. */
function keyOf(info: Info, node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const { ast, text } = info.decl;
  const written = text.slice(ast.start[node], ast.end[node]);
  switch (ast.kind[node]) {
    case Kind.ParenExpr:
      return keyOf(info, ast.a[node]!);
    case Kind.BasicLit:
      return written;
    case Kind.CompositeLit: {
      const type = typePath(info.typeOf(node));
      const fields = [...nodesOf(ast, ast.b[node]!)].map((field) => text.slice(ast.start[field], ast.end[field]));
      return type === '' ? undefined : `${type}{${fields.join()}}`;
    }
    case Kind.UnaryExpr: {
      const inner = ast.op[node] === Op.And ? keyOf(info, ast.a[node]!) : undefined;
      return inner === undefined ? undefined : `&${inner}`;
    }
    case Kind.CallExpr: {
      const [argument] = nodesOf(ast, ast.b[node]!);
      if (info.modeOf(ast.a[node]!) !== 'type') return undefined;
      const inner = keyOf(info, argument);
      return inner === undefined ? undefined : `${typePath(info.typeOf(node))}(${inner})`;
    }
    case Kind.Ident:
    case Kind.SelectorExpr: {
      const object = info.objectOf(ast.kind[node] === Kind.Ident ? node : ast.b[node]!);
      const isFixed = object?.kind === 'const' || (object?.kind === 'var' && object.role === 'package');
      return isFixed ? `${object.pkg}.${object.name}` : undefined;
    }
    default:
      return undefined;
  }
}

/** The key under which a location, or what holds the object it is in, stands in a context. */
export function contextKeyOf(locations: Locations, loc: Loc): string | undefined {
  for (let at = loc; at; at = locations.parent(at) || (locations.object(at).of ?? 0)) {
    const field = locations.field(at);
    if (field.startsWith(prefix)) return field.slice(prefix.length, -1);
  }
  return undefined;
}

/** A write to a map that was taken from a context. */
export interface ContextWrite {
  readonly key: string;
  readonly access: Access;
}

const writes = new WeakMap<FunctionFacts, readonly ContextWrite[]>();
const none: readonly ContextWrite[] = [];

/** A function's own writes through contexts, without a lock. */
export function contextWrites(facts: FunctionFacts): readonly ContextWrite[] {
  let known = writes.get(facts);
  if (!known) {
    const found = facts.accesses.flatMap((access) => {
      if (access.kind !== 'write' || access.maybeHeld.size > 0) return [];
      const locs = [...access.names.flat(), ...access.maps];
      const keys = locs.map((loc) => contextKeyOf(access.table, loc));
      const key = keys.find((each) => each !== undefined);
      return key === undefined ? [] : [{ key, access }];
    });
    writes.set(facts, (known = found.length > 0 ? found : none));
  }
  return known;
}
