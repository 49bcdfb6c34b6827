/**
 * Calls of `sync.Map` methods, also through typed wrappers: methods of the package that pass their key on to one method of
 * a `sync.Map`, and types of other packages that have its methods.
 */
import { lookupMethod } from '../types/index.js';
import type { Obj, Type, Var } from '../types/types.js';
import { Kind, nodesOf, type Ast, type Node } from '../syntax/ast.js';
import type { FunctionFacts } from './analysis.js';
import type { Call, FuncHead, FuncIR } from './ir.js';

export type SyncMapMethod =
  | 'Load'
  | 'Store'
  | 'Delete'
  | 'LoadOrStore'
  | 'LoadAndDelete'
  | 'Swap'
  | 'CompareAndSwap'
  | 'CompareAndDelete'
  | 'Range';

export interface SyncMapCall {
  readonly method: SyncMapMethod;
  readonly node: Node;
  /** The map, or the wrapper, as an expression. */
  readonly map: Node;
  /** 0 for `Range`. */
  readonly key: Node;
  /** What is stored; 0 where nothing is. */
  readonly value: Node;
}

const methods: ReadonlySet<string> = new Set<SyncMapMethod>([
  'Load',
  'Store',
  'Delete',
  'LoadOrStore',
  'LoadAndDelete',
  'Swap',
  'CompareAndSwap',
  'CompareAndDelete',
  'Range',
]);

/** Those of a function itself, in source order; `factsOf` knows the methods of the package. */
export function syncMapCalls(
  facts: FunctionFacts,
  factsOf: (func: FuncHead) => FunctionFacts | undefined,
): readonly SyncMapCall[] {
  const calls: SyncMapCall[] = [];
  for (const call of methodCalls(facts.func)) {
    const fact = own(call) ? undefined : facts.calls.find(({ site }) => site.node === call.node);
    const callee = fact && factsOf(fact.callee);
    const found = direct(facts.func, call) ?? (callee && wrapped(facts.func, call, callee.func));
    if (found) calls.push(found);
  }
  return calls.sort((a, b) => a.node - b.node);
}

/** The variable that holds a map: a field, a package-level variable, a local one. */
export function variableOf(func: FuncIR, map: Node): Var | undefined {
  const { ast } = func.decl;
  const ident = ast.kind[map] === Kind.SelectorExpr ? ast.b[map]! : map;
  const object: Obj | undefined = ast.kind[ident] === Kind.Ident ? func.info.objectOf(ident) : undefined;
  return object?.kind === 'var' ? object : undefined;
}

/** Whether a function changes the `sync.Map` of a variable. */
export function writesSyncMap(func: FuncIR, variable: Var): boolean {
  let known = written.get(func);
  if (!known) written.set(func, (known = writtenIn(func)));
  return known.has(variable.generic);
}

const written = new WeakMap<FuncIR, ReadonlySet<Var>>();

function writtenIn(func: FuncIR): ReadonlySet<Var> {
  const found = new Set<Var>();
  for (const call of methodCalls(func)) {
    const changing = direct(func, call);
    if (!changing || changing.method === 'Load' || changing.method === 'Range') continue;
    const variable = variableOf(func, changing.map);
    if (variable) found.add(variable.generic);
  }
  return found;
}

/** Every call of a method, deferred ones included once. */
function* methodCalls(func: FuncIR): Iterable<Call> {
  for (const { instrs } of func.blocks)
    for (const instr of instrs)
      if (instr.op === 'call' && instr.callee.kind === 'static' && instr.callee.recvType !== '') yield instr;
}

function own({ callee }: Call): boolean {
  return callee.kind === 'static' && callee.recvType === 'sync.Map';
}

/** A call of a `sync.Map`, or of a type of another package that is one in all but name. */
function direct(func: FuncIR, call: Call): SyncMapCall | undefined {
  const { callee, argTypes } = call;
  if (callee.kind !== 'static' || !methods.has(callee.func.name)) return undefined;
  const isLike = callee.func.pkg !== func.pkg && hasMethods(argTypes[0]);
  return own(call) || isLike ? described(func, call, callee.func.name as SyncMapMethod, 0) : undefined;
}

function hasMethods(type: Type | undefined): boolean {
  const named = type?.kind === 'pointer' ? type.elem : type;
  if (named?.kind !== 'named') return false;
  return ['LoadOrStore', 'LoadAndDelete'].every((name) => lookupMethod(named, name) !== undefined);
}

/** A method of the package whose one call of a `sync.Map` is about a key that it is given. */
function wrapped(func: FuncIR, call: Call, callee: FuncIR): SyncMapCall | undefined {
  const inner = [...methodCalls(callee)].map((each) => direct(callee, each)).filter((each) => each !== undefined);
  const [only] = inner;
  if (inner.length !== 1 || !only || !callee.func?.type.recv || callee.literals.length > 0) return undefined;
  if (only.key === 0) return undefined;
  const key = variableOf(callee, only.key);
  const index = key ? callee.params.indexOf(key) : -1;
  return index > 0 ? described(func, call, only.method, index - 1) : undefined;
}

function described(func: FuncIR, { node }: Call, method: SyncMapMethod, keyIndex: number): SyncMapCall | undefined {
  const { ast } = func.decl;
  const selector = calleeNode(ast, node);
  const args = nodesOf(ast, ast.b[node]!);
  if (selector === 0 || (method !== 'Range' && args[keyIndex] === undefined)) return undefined;
  const stores = method === 'Store' || method === 'LoadOrStore' || method === 'Swap';
  return {
    method,
    node,
    map: ast.a[selector]!,
    key: method === 'Range' ? 0 : args[keyIndex]!,
    value: stores ? (args[keyIndex + 1] ?? 0) : 0,
  };
}

function calleeNode(ast: Ast, call: Node): Node {
  let fun = ast.a[call]!;
  while (ast.kind[fun] === Kind.ParenExpr) fun = ast.a[fun]!;
  return ast.kind[fun] === Kind.SelectorExpr ? fun : 0;
}
