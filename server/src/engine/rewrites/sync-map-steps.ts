/**
 * Rewrites that make one atomic step of two on a `sync.Map`: a check with `Load`, and the write that depends on it.
 *
 * - `if _, ok := m.Load(k); !ok { m.Store(k, v) }` becomes `m.LoadOrStore(k, v)`;
 * - `v, ok := m.Load(k)`, `if !ok { v = f(); m.Store(k, v) }` stores by `v, _ = m.LoadOrStore(k, v)`;
 * - `if v, ok := m.Load(k); ok { m.Delete(k); … }` becomes `if v, ok := m.LoadAndDelete(k); ok { … }`;
 * - `old, ok := m.Load(k)` and then `m.Store(k, v)` becomes `old, ok := m.Swap(k, v)` (Go 1.20);
 * - `old, ok := m.Load(k)` and `m.Store(k, f(old))` further down become a loop that tries again until nobody has changed
 *   the entry in between (`compare-and-swap.ts`, Go 1.20).
 *
 * Other shapes are a design of their own, and not offered.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { Kind, Op, lengthOf, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { compareAndSwapFixes } from './compare-and-swap.js';
import { isRepeatable } from './expressions.js';
import { indentation, insert, lineEnd, nodeText, placeOf, replace, replaceRange, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { listOf, standsAlone, statementAround } from './statements.js';

/** The calls of `Load`, and of `Store` or `Delete`, with the same map and key. */
export function atomicStepFixes(pass: Pass, decl: Decl, load: Node, act: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const [check, write] = place ? [stepOf(place, load), stepOf(place, act)] : [];
  if (!place || !check || !write || check.map !== write.map || check.key !== write.key) return [];
  if (check.method !== 'Load' || !isRepeatable(place, check.keyNode)) return [];
  if (write.method === 'Delete') return fixOf(place, 'LoadAndDelete', deleted(place, check, write));
  if (write.method !== 'Store') return [];
  const stored = storedIfAbsent(place, check, write) ?? winnerTaken(place, check, write);
  if (stored) return fixOf(place, 'LoadOrStore', stored);
  if (pass.goVersion(place.file) < 120) return [];
  const whole = swapped(place, check, write);
  return whole ? fixOf(place, 'Swap', whole) : compareAndSwapFixes(place, check, write);
}

function fixOf({ pass }: Place, method: string, edits: readonly FileEdit[] | undefined): readonly SuggestedFix[] {
  if (!edits) return [];
  return [quickFix(pass, { title: `Make it one step with ${method}`, edits, applicability: 'safe', preferred: true })];
}

export interface Step {
  readonly call: Node;
  readonly method: string;
  readonly methodNode: Node;
  readonly map: string;
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node;
}

function stepOf(place: Place, call: Node): Step | undefined {
  const { ast, info } = place;
  const fun = ast.a[call]!;
  if (ast.kind[call] !== Kind.CallExpr || ast.kind[fun] !== Kind.SelectorExpr) return undefined;
  const [keyNode, value = 0] = nodesOf(ast, ast.b[call]!);
  if (keyNode === undefined || !isRepeatable(place, ast.a[fun]!)) return undefined;
  const methodNode = ast.b[fun]!;
  const method = info.objectOf(methodNode);
  const recv = method?.kind === 'func' && method.pkg === 'sync' ? method.type.recv?.type : undefined;
  if (recv?.kind !== 'pointer' || recv.elem.kind !== 'named' || recv.elem.obj.name !== 'Map') return undefined;
  const key = nodeText(place, keyNode);
  return {
    call,
    method: textOf(ast.a[methodNode]!),
    methodNode,
    map: nodeText(place, ast.a[fun]!),
    key,
    keyNode,
    value,
  };
}

/** The `if` whose header the check is, with the names it gives. */
function headerOf(
  place: Place,
  { call }: Step,
): { readonly node: Node; readonly found: string; readonly ok: string; readonly negated: boolean } | undefined {
  const { ast } = place;
  const init = parentsOf(ast)[call]!;
  const node = parentsOf(ast)[init]!;
  if (ast.kind[init] !== Kind.AssignStmt || ast.op[init] !== Op.Define || ast.kind[node] !== Kind.IfStmt)
    return undefined;
  const [found, ok] = [...nodesOf(ast, ast.a[init]!)].map((target) => nodeText(place, target));
  const condition = ast.b[node]!;
  const negated = ast.kind[condition] === Kind.UnaryExpr && ast.op[condition] === Op.Not;
  const named = negated ? ast.a[condition]! : condition;
  if (ast.a[node] !== init || found === undefined || ok === undefined || ok === '_' || nodeText(place, named) !== ok)
    return undefined;
  return { node, found, ok, negated };
}

/** `if _, ok := m.Load(k); !ok { m.Store(k, v) }`, with nothing else in it. */
function storedIfAbsent(place: Place, check: Step, write: Step): readonly FileEdit[] | undefined {
  const { ast } = place;
  const header = headerOf(place, check);
  if (!header?.negated || header.found !== '_' || ast.d[header.node] !== 0) return undefined;
  const list = listOf(ast, ast.c[header.node]!) ?? [];
  const [only] = list;
  if (list.length !== 1 || ast.kind[only!] !== Kind.ExprStmt || ast.a[only!] !== write.call) return undefined;
  // What is stored is computed in any case then: nothing that does more than give a value.
  if (calls(place, write.value) || !standsAlone(place, header.node)) return undefined;
  const end = lineEnd(place, ast.end[write.call]!);
  if (hasComments(place, ast.start[header.node]!, ast.start[write.call]!)) return undefined;
  if (hasComments(place, end, ast.end[header.node]!)) return undefined;
  const text = place.decl.text.slice(ast.start[write.call], end);
  const at = ast.start[write.methodNode]! - ast.start[write.call]!;
  if (text.includes('\n')) return undefined;
  return [replace(place, header.node, text.slice(0, at) + 'LoadOrStore' + text.slice(at + 'Store'.length))];
}

/**
 * `v, ok := m.Load(k)` and then `if !ok { v = f(); m.Store(k, v) }`: what another goroutine has stored meanwhile is taken
 * instead, by `v, _ = m.LoadOrStore(k, v)`.
 */
function winnerTaken(place: Place, check: Step, write: Step): readonly FileEdit[] | undefined {
  const { ast, info } = place;
  const parents = parentsOf(ast);
  const assign = parents[check.call]!;
  const [found, ok] = ast.kind[assign] === Kind.AssignStmt ? nodesOf(ast, ast.a[assign]!) : [];
  if (found === undefined || ok === undefined || ast.kind[found] !== Kind.Ident || ast.kind[write.value] !== Kind.Ident)
    return undefined;
  const variable = info.objectOf(found);
  const condition = parents[parents[parents[write.call]!]!]!;
  if (variable?.kind !== 'var' || info.objectOf(write.value) !== variable) return undefined;
  if (ast.kind[parents[write.call]!] !== Kind.ExprStmt || ast.kind[condition] !== Kind.IfStmt) return undefined;
  const missed = ast.b[condition]!;
  const isMiss = ast.kind[missed] === Kind.UnaryExpr && ast.op[missed] === Op.Not;
  if (!isMiss || nodeText(place, ast.a[missed]!) !== nodeText(place, ok) || ast.d[condition] !== 0) return undefined;
  const taken = insert(place, ast.start[write.call]!, `${variable.name}, _ = `);
  return [taken, replace(place, write.methodNode, 'LoadOrStore')];
}

/** `if v, ok := m.Load(k); ok { m.Delete(k) … }`: the deletion comes first in the body. */
function deleted(place: Place, check: Step, write: Step): readonly FileEdit[] | undefined {
  const { ast } = place;
  const header = headerOf(place, check);
  if (!header || header.negated) return undefined;
  const list = listOf(ast, ast.c[header.node]!) ?? [];
  const [first] = list;
  if (
    first === undefined ||
    ast.kind[first] !== Kind.ExprStmt ||
    ast.a[first] !== write.call ||
    !standsAlone(place, first)
  )
    return undefined;
  const method = replace(place, check.methodNode, 'LoadAndDelete');
  return [method, withoutLine(place, first)];
}

/** `old, ok := m.Load(k)` right above `m.Store(k, v)`. */
function swapped(place: Place, check: Step, write: Step): readonly FileEdit[] | undefined {
  const { ast } = place;
  const [first, second] = [statementAround(place, check.call), statementAround(place, write.call)];
  if (!first || !second || first.owner !== second.owner || second.index !== first.index + 1) return undefined;
  if (ast.kind[first.node] !== Kind.AssignStmt || parentsOf(ast)[check.call] !== first.node) return undefined;
  if (ast.kind[second.node] !== Kind.ExprStmt || lengthOf(ast, ast.b[write.call]!) !== 2) return undefined;
  // What is stored must not depend on what was loaded.
  const names = [...nodesOf(ast, ast.a[first.node]!)].map((target) => nodeText(place, target));
  if (calls(place, write.value) || names.some((name) => name !== '_' && mentions(place, write.value, name)))
    return undefined;
  if (!standsAlone(place, first.node) || !standsAlone(place, second.node)) return undefined;
  const value = nodeText(place, write.value);
  if (value.includes('\n') || ast.kind[write.value] === Kind.BinaryExpr) return undefined;
  return [
    replace(place, check.methodNode, 'Swap'),
    replaceRange(place, ast.end[check.keyNode]!, ast.end[check.keyNode]!, `, ${value}`),
    withoutLine(place, second.node),
  ];
}

/** A comment behind the statement stays, on a line of its own. */
function withoutLine(place: Place, statement: Node): FileEdit {
  const { ast, decl } = place;
  const [start, end] = [ast.start[statement]!, ast.end[statement]!];
  const behind = /^[ \t;]*(?=\/[/*])/.exec(decl.text.slice(end, lineEnd(place, end)))?.[0];
  if (behind !== undefined) return replaceRange(place, start, end + behind.length, '');
  return replaceRange(place, start - indentation(place, start).length - 1, lineEnd(place, end), '');
}

function calls({ ast, info }: Place, root: Node): boolean {
  let found = false;
  walk(ast, root, (node) => {
    const isCall = ast.kind[node] === Kind.CallExpr && info.modeOf(ast.a[node]!) !== 'type';
    if (isCall || (ast.kind[node] === Kind.UnaryExpr && ast.op[node] === Op.Arrow)) found = true;
  });
  return found;
}

function hasComments({ decl: { comments } }: Place, from: number, to: number): boolean {
  for (let i = 0; i < comments.length; i += 2) if (comments[i]! >= from && comments[i]! < to) return true;
  return false;
}

function mentions({ ast }: Place, root: Node, name: string): boolean {
  let found = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] === Kind.Ident && textOf(ast.a[node]!) === name) found = true;
  });
  return found;
}
