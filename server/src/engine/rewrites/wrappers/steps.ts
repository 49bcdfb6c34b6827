/**
 * Whether accesses of a map are a check and a write that rests on it. On a `sync.Map`, which no lock can hold together,
 * they would be what sync-map-race finds.
 */
import { CheckThenAct } from '../../flow/check-then-act.js';
import type { SyncMapCall } from '../../flow/sync-maps.js';
import { Kind, nodesOf } from '../../syntax/ast.js';
import { parentsOf } from '../../syntax/walk.js';
import { nodeText } from '../place.js';
import { bodyOf, functionAround } from '../statements.js';
import type { VariableUse } from './uses.js';

export function takesSteps(uses: readonly VariableUse[]): boolean {
  const steps = uses.flatMap((use) => {
    const call = callOf(use);
    return call ? [{ place: use.place, call }] : [];
  });
  return steps.some(({ place, call: act }) => {
    if (act.method === 'Load') return false;
    const { ast, info, decl } = place;
    const func = functionAround(place, act.node);
    const load = steps.findLast(
      ({ place: other, call }) =>
        other.decl === decl &&
        call.method === 'Load' &&
        ast.start[call.node]! < ast.start[act.node]! &&
        functionAround(place, call.node) === func &&
        nodeText(place, call.map) === nodeText(place, act.map) &&
        nodeText(place, call.key) === nodeText(place, act.key),
    );
    return func !== 0 && load && new CheckThenAct(info, bodyOf(place, func), load.call, act).dependence() !== undefined;
  });
}

/** The use as the method of a `sync.Map` that would take its place. */
function callOf({ place: { ast }, node: map }: VariableUse): SyncMapCall | undefined {
  const parents = parentsOf(ast);
  const parent = parents[map]!;
  if (ast.kind[parent] === Kind.CallExpr) {
    const key = nodesOf(ast, ast.b[parent]!)[1];
    return key === undefined ? undefined : { method: 'Delete', node: parent, map, key, value: 0 };
  }
  if (ast.kind[parent] !== Kind.IndexExpr || ast.a[parent] !== map) return undefined;
  const statement = parents[parent]!;
  const key = ast.b[parent]!;
  if (ast.kind[statement] !== Kind.AssignStmt) return { method: 'Load', node: parent, map, key, value: 0 };
  const at = nodesOf(ast, ast.a[statement]!).indexOf(parent);
  const value = nodesOf(ast, ast.b[statement]!)[Math.max(at, 0)] ?? 0;
  return at < 0
    ? { method: 'Load', node: parent, map, key, value: 0 }
    : { method: 'Store', node: statement, map, key, value };
}
