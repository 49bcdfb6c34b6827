/**
 * Mutexes as a function writes them: calls of their methods, expressions for access paths, and which functions may take
 * one. Needs types; instances are not told apart, so what may take a mutex of another value counts too.
 */
import type { AccessPath } from '../flow/access-path.js';
import type { FuncHead } from '../flow/ir.js';
import type { Pass } from '../rules/pass.js';
import { Kind, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { walk } from '../syntax/walk.js';
import { isExported, lookupMethod, underlying, type Func, type Type, type Var } from '../types/index.js';
import { placeOf, type Place } from './place.js';
import { isLocal } from './scopes.js';

/** A mutex that can be named at some place. */
export interface Mutex {
  /** What its methods are called on: `s.mu`, `cacheMu`, `s` where the mutex is embedded. */
  readonly text: string;
  /** The field or variable that is the mutex. */
  readonly variable: Var;
  /** Whether it has a read lock. */
  readonly shared: boolean;
}

/** A call of a method of a mutex. */
export interface MutexCall {
  readonly call: Node;
  readonly method: string;
  /** The identifier of the method. */
  readonly name: Node;
  /** The field or variable that is the mutex; undefined where it is reached through something else. */
  readonly variable: Var | undefined;
  /** The expression before the method. */
  readonly operand: Node;
}

/** The kind of mutex that a type is, or points to. */
export function mutexKind(type: Type): 'Mutex' | 'RWMutex' | 'Locker' | undefined {
  const named = type.kind === 'pointer' ? type.elem : type;
  if (named.kind !== 'named' || named.obj.pkg !== 'sync') return undefined;
  const { name } = named.obj;
  return name === 'Mutex' || name === 'RWMutex' || name === 'Locker' ? name : undefined;
}

/** The calls of mutex methods below a node, in source order. */
export function mutexCalls({ ast, info }: Place, root: Node): readonly MutexCall[] {
  const found: MutexCall[] = [];
  walk(ast, root, (call) => {
    const fun = ast.kind[call] === Kind.CallExpr ? ast.a[call]! : 0;
    if (ast.kind[fun] !== Kind.SelectorExpr) return;
    const name = ast.b[fun]!;
    const selection = info.selectionOf(fun);
    if (selection?.kind !== 'method' || selection.obj.pkg !== 'sync') return;
    const operand = ast.a[fun]!;
    const embedded = selection.path.at(-1);
    const variable = embedded?.generic ?? variableOf({ ast, info }, operand);
    if (!mutexKind(embedded?.type ?? info.typeOf(operand))) return;
    found.push({ call, method: textOf(ast.a[name]!), name, variable, operand });
  });
  return found.sort((a, b) => ast.start[a.call]! - ast.start[b.call]!);
}

/** The variable or field that an expression names. */
export function variableOf({ ast, info }: Pick<Place, 'ast' | 'info'>, node: Node): Var | undefined {
  while (ast.kind[node] === Kind.ParenExpr || ast.kind[node] === Kind.StarExpr) node = ast.a[node]!;
  const ident = ast.kind[node] === Kind.SelectorExpr ? ast.b[node]! : node;
  const object = ast.kind[ident] === Kind.Ident ? info.objectOf(ident) : undefined;
  return object?.kind === 'var' ? object.generic : undefined;
}

/** The mutex at an access path, as the function writes it at the node; undefined where it cannot be named there. */
export function mutexAt(place: Place, func: FuncHead, path: AccessPath, at: Node): Mutex | undefined {
  const found = expressionAt(place, func, path, at);
  const kind = found && mutexKind(found.variable.type);
  return kind && { text: found.shown, variable: found.variable.generic, shared: kind === 'RWMutex' };
}

/** What an access path leads to, as the function writes it at the node. */
export function expressionAt(
  place: Place,
  func: FuncHead,
  path: AccessPath,
  at: Node,
): { readonly text: string; readonly shown: string; readonly variable: Var } | undefined {
  const root = rootOf(place, func, path, at);
  if (!root) return undefined;
  let { variable } = root;
  let text = variable.name;
  let shown = text;
  for (const step of root.steps) {
    const under = underlying(variable.type);
    const struct = under.kind === 'pointer' ? underlying(under.elem) : under;
    const field = struct.kind === 'struct' ? struct.fields.find(({ name }) => name === step) : undefined;
    if (!field || (field.pkg !== place.pass.pkg.path && !isExported(field.name))) return undefined;
    // The methods of an embedded mutex are called on what embeds it.
    shown = field.embedded && promotes(variable.type, field) ? text : `${text}.${step}`;
    text = `${text}.${step}`;
    variable = field;
  }
  return { text, shown, variable };
}

/** Whether a function, or one of this package that it may call, takes the mutex, of whatever value. */
export function mayTake(pass: Pass, func: Func, mutex: Var, seen = new Set<Func>()): boolean {
  if (seen.has(func)) return false;
  seen.add(func);
  const decl = pass.pkg.declOf(func);
  const place = decl && placeOf(pass, decl);
  if (!place) return false;
  if (mutexCalls(place, decl.root).some(({ variable }) => variable === undefined || variable === mutex)) return true;
  return calledFrom(place, decl.root).some((callee) => mayTake(pass, callee, mutex, seen));
}

/** The functions of this package that are called, or used as values, below a node. */
export function calledFrom({ ast, info, pass }: Place, root: Node): readonly Func[] {
  const found = new Set<Func>();
  walk(ast, root, (node) => {
    const object = ast.kind[node] === Kind.Ident ? info.objectOf(node) : undefined;
    if (object?.kind === 'func' && object.pkg === pass.pkg.path) found.add(object.generic);
  });
  return [...found];
}

interface Root {
  readonly variable: Var;
  readonly steps: readonly string[];
}

/** The variable that a path starts at, and the fields after it; its name must mean it at the node. */
function rootOf(place: Place, func: FuncHead, path: AccessPath, at: Node): Root | undefined {
  if (path.includes('[') || path.includes('?')) return undefined;
  const parameter = /^#(\d+)(.*)$/s.exec(path);
  if (parameter) {
    const variable = func.params[Number(parameter[1])];
    return variable && root(place, variable, parameter[2]!, at);
  }
  const local = /^\$(\S+) (\d+)(.*)$/s.exec(path);
  if (local) {
    const variable = place.info.objectOf(Number(local[2]));
    return variable?.kind === 'var' && variable.name === local[1] ? root(place, variable, local[3]!, at) : undefined;
  }
  const own = `${place.pass.pkg.path}.`;
  if (!path.startsWith(own)) return undefined;
  const [name, ...steps] = path.slice(own.length).split('.');
  const variable = place.pass.pkg.lookup(name!);
  return variable?.kind === 'var' && !isLocal(place, at, name!) ? { variable, steps } : undefined;
}

function root(place: Place, variable: Var, rest: string, at: Node): Root | undefined {
  if (variable.name === '' || variable.name === '_') return undefined;
  if (hides(place, variable, at)) return undefined;
  return { variable, steps: rest.split('.').filter((step) => step !== '') };
}

/** Whether the variable's name means something else at the node. */
function hides(place: Place, variable: Var, at: Node): boolean {
  return !isLocal(place, at, variable.name, variable);
}

/** Whether `x.Lock` of a value of the type is the method of its embedded field. */
function promotes(type: Type, field: Var): boolean {
  const under = underlying(type);
  const method = lookupMethod(under.kind === 'pointer' ? under.elem : type, 'Lock') ?? lookupMethod(type, 'Lock');
  return field.embedded && method?.pkg === 'sync';
}
