/**
 * Plain maps that were taken out of a `sync.Map`: the map that holds them is safe for concurrent use, they are not.
 *
 * Works on syntax, through local variables that are set once, or set again to what was put into the `sync.Map`.
 */
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { isMap } from '../types/index.js';
import type { Var } from '../types/types.js';
import type { FuncIR } from './ir.js';
import type { SyncMapCall } from './sync-maps.js';

/** A write to a map that came out of a `sync.Map`. */
export interface LoadedWrite {
  readonly node: Node;
  /** The call that gave the map out. */
  readonly load: SyncMapCall;
}

const givesOut: ReadonlySet<string> = new Set(['Load', 'LoadOrStore', 'Range']);

export function loadedWrites(func: FuncIR, calls: readonly SyncMapCall[]): readonly LoadedWrite[] {
  const writes: LoadedWrite[] = [];
  const loads = calls.filter(({ method }) => givesOut.has(method));
  for (const { instrs } of func.blocks) {
    for (const instr of instrs) {
      if (instr.op !== 'write') continue;
      const map = writtenMap(func, instr.node);
      const load = map && sourceOf(func, map, loads, 4);
      if (load) writes.push({ node: instr.node, load });
    }
  }
  return writes;
}

/** `m` of `m[k] = v`, `m[k]++`, `delete(m, k)`. */
function writtenMap({ decl: { ast }, info }: FuncIR, node: Node): Node {
  switch (ast.kind[node]) {
    case Kind.CallExpr:
      return nodesOf(ast, ast.b[node]!)[0] ?? 0;
    case Kind.IncDecStmt:
      return indexed(ast.a[node]!);
    case Kind.AssignStmt:
      return (
        nodesOf(ast, ast.a[node]!)
          .map(indexed)
          .find((map) => map !== 0) ?? 0
      );
    default:
      return 0;
  }

  function indexed(target: Node): Node {
    const map = ast.kind[target] === Kind.IndexExpr ? ast.a[target]! : 0;
    return map !== 0 && isMap(info.typeOf(map)) ? map : 0;
  }
}

/** The call that an expression's value comes from. */
function sourceOf(func: FuncIR, node: Node, loads: readonly SyncMapCall[], depth: number): SyncMapCall | undefined {
  const { ast } = func.decl;
  while (ast.kind[node] === Kind.ParenExpr || ast.kind[node] === Kind.TypeAssertExpr) node = ast.a[node]!;
  if (ast.kind[node] === Kind.CallExpr) return loads.find((load) => load.node === node && load.method !== 'Range');
  const object = ast.kind[node] === Kind.Ident ? func.info.objectOf(node) : undefined;
  if (object?.kind !== 'var' || object.role !== 'local' || depth === 0) return undefined;
  const ranged = rangeOver(func, object);
  if (ranged) return ranged;
  const values = valuesOf(func, object);
  if (values.some((value) => isCopy(func, value))) return undefined;
  for (const value of values) {
    const load = sourceOf(func, value, loads, depth - 1);
    if (load) return load;
  }
  return undefined;
}

/** What a local variable is assigned, anywhere in the declaration. */
function valuesOf({ decl: { ast, root }, info }: FuncIR, variable: Var): readonly Node[] {
  const values: Node[] = [];
  walk(ast, root, (node) => {
    if (ast.kind[node] !== Kind.AssignStmt) return;
    const targets = nodesOf(ast, ast.a[node]!);
    const at = targets.findIndex((target) => ast.kind[target] === Kind.Ident && info.objectOf(target) === variable);
    const from = nodesOf(ast, ast.b[node]!);
    // The first result of a call or assertion is the value, the second says whether there is one.
    const value = from.length === targets.length ? from[at] : at === 0 ? from[0] : undefined;
    if (at >= 0 && value !== undefined) values.push(value);
  });
  return values;
}

/** A variable that is set to a copy is not what was loaded any more. */
function isCopy({ decl: { ast } }: FuncIR, value: Node): boolean {
  if (ast.kind[value] !== Kind.CallExpr) return false;
  const fun = ast.a[value]!;
  const name = ast.kind[fun] === Kind.SelectorExpr ? ast.b[fun]! : fun;
  return ast.kind[name] === Kind.Ident && /clone|copy/i.test(textOf(ast.a[name]!));
}

/** `m.Range(func(k, v any) bool { … })`: the call that gives the literal its values. */
function rangeOver(func: FuncIR, variable: Var): SyncMapCall | undefined {
  if (func.params.indexOf(variable) !== 1) return undefined;
  const { ast } = func.decl;
  const call = parentsOf(ast)[func.node]!;
  const fun = ast.kind[call] === Kind.CallExpr ? ast.a[call]! : 0;
  const method = ast.kind[fun] === Kind.SelectorExpr ? func.info.objectOf(ast.b[fun]!) : undefined;
  if (method?.kind !== 'func' || method.pkg !== 'sync' || method.name !== 'Range') return undefined;
  return { method: 'Range', node: call, map: ast.a[fun]!, key: 0, value: 0 };
}
