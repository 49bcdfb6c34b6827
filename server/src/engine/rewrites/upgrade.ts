/**
 * Rewrite that turns a critical section from the read lock to the write lock: the `RLock` before the write, and the
 * `RUnlock`s that belong to it.
 *
 * Not offered where a function called in the section takes the mutex again: two read locks go together, two write locks
 * never end. A read lock that a caller takes is upgraded there, when there is no other caller.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { AccessPath } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { pathInCaller } from '../flow/guard-names.js';
import type { CellAccess } from '../flow/guards.js';
import type { Pass } from '../rules/pass.js';
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { parentsOf } from '../syntax/walk.js';
import { calledFrom, mayTake, mutexAt, mutexCalls, variableOf, type Mutex, type MutexCall } from './mutexes.js';
import { nodeText, placeOf, replace, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { functionAround } from './statements.js';
import { isExported } from '../types/index.js';

/** `lock` is the mutex in the terms of the access's function. */
export function upgradeFixes(pass: Pass, access: CellAccess, lock: AccessPath): readonly SuggestedFix[] {
  const own = upgrade(pass, access.facts, access.access.site.node, lock);
  if (own) return [own];
  const { func } = access.facts.func;
  const [call, ...others] = access.context.calls;
  if (!call || others.length > 0 || (func && isExported(func.name))) return [];
  const path = pathInCaller(call.facts, call.fact, lock);
  const inCaller =
    path && call.fact.site.decl === call.facts.func.decl && upgrade(pass, call.facts, call.fact.site.node, path);
  return inCaller ? [inCaller] : [];
}

/** The same for a mutex that the function itself takes, before the node. */
export function upgradeHere(pass: Pass, facts: FunctionFacts, node: Node, lock: AccessPath): readonly SuggestedFix[] {
  const fix = upgrade(pass, facts, node, lock);
  return fix ? [fix] : [];
}

/** The fix for the critical section of the function in which the node stands. */
function upgrade(pass: Pass, facts: FunctionFacts, node: Node, lock: AccessPath): SuggestedFix | undefined {
  const place = placeOf(pass, facts.func.decl);
  const mutex = place && mutexAt(place, facts.func, lock, node);
  if (!mutex) return undefined;
  const { ast } = place;
  const func = functionAround(place, node);
  const calls = mutexCalls(place, func).filter(({ call }) => isOf(place, func, call));
  const own = calls.filter((each) => each.variable === mutex.variable && names(place, each, mutex));
  const taken = own.filter(({ method, call }) => takesRead(method) && ast.start[call]! < ast.start[node]!).at(-1);
  if (!taken) return undefined;
  const locker = taken.method === 'RLocker' ? lockerEdit(place, taken, mutex) : undefined;
  if (taken.method === 'RLocker' && !locker) return undefined;
  const next = own.find(({ method, call }) => takes(method) && ast.start[call]! > ast.start[taken.call]!);
  const end = next ? ast.start[next.call]! : ast.end[func]!;
  const released = own.filter(
    ({ method, call }) => method === 'RUnlock' && ast.start[call]! > ast.start[taken.call]! && ast.start[call]! < end,
  );
  if (!locker && released.length === 0) return undefined;
  const section = { from: ast.start[taken.call]!, to: end };
  if (locksAgain(place, section, mutex)) return undefined;
  const edits = locker ?? [taken, ...released].map(({ name, method }) => replace(place, name, writeMethod[method]!));
  const before = nodeText(place, taken.operand);
  const title = `Upgrade ${before}.${taken.method} to ${locker ? 'the write lock' : `${before}.${writeMethod[taken.method]}`}`;
  return quickFix(pass, { title, edits, applicability: 'safe', preferred: true });
}

const writeMethod: Readonly<Record<string, string>> = { RLock: 'Lock', RUnlock: 'Unlock', TryRLock: 'TryLock' };

function takesRead(method: string): boolean {
  return method === 'RLock' || method === 'TryRLock' || method === 'RLocker';
}

function takes(method: string): boolean {
  return takesRead(method) || method === 'Lock' || method === 'TryLock';
}

/** `l := s.mu.RLocker()` becomes `l := &s.mu`: what is locked through it is the write lock then. */
function lockerEdit(place: Place, { call, operand }: MutexCall, mutex: Mutex): readonly FileEdit[] | undefined {
  const { ast, info } = place;
  const parent = parentsOf(ast)[call]!;
  const isDefined = ast.kind[parent] === Kind.AssignStmt && ast.op[parent] === Op.Define;
  const target = isDefined ? nodesOf(ast, ast.a[parent]!)[nodesOf(ast, ast.b[parent]!).indexOf(call)] : undefined;
  if (target === undefined || nodeText(place, operand) !== mutex.text) return undefined;
  // A variable of the type Locker that is used for anything but locking would have another type now.
  const locker = info.objectOf(target);
  for (let ident = place.decl.first; ident < place.decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || ident === target || info.objectOf(ident) !== locker) continue;
    const selector = parentsOf(ast)[ident]!;
    if (ast.kind[selector] !== Kind.SelectorExpr || ast.a[selector] !== ident) return undefined;
  }
  const isPointer = info.typeOf(operand).kind === 'pointer';
  const isField = variableOf(place, operand) === mutex.variable;
  return [replace(place, call, `${isPointer && isField ? '' : '&'}${mutex.text}${isField ? '' : '.RWMutex'}`)];
}

/** Whether the call is written as the mutex is: of the same value. */
function names(place: Place, { operand }: MutexCall, mutex: Mutex): boolean {
  return nodeText(place, operand) === mutex.text;
}

/** In the function itself, or in a literal that it defers. */
function isOf(place: Place, func: Node, call: Node): boolean {
  const { ast } = place;
  const parents = parentsOf(ast);
  const around = functionAround(place, call);
  if (around === func) return true;
  return ast.kind[parents[parents[around]!]!] === Kind.DeferStmt && functionAround(place, around) === func;
}

function locksAgain(place: Place, section: { readonly from: number; readonly to: number }, mutex: Mutex): boolean {
  const { ast } = place;
  const inSection = (node: Node): boolean => ast.start[node]! > section.from && ast.end[node]! <= section.to;
  const pending: Node[] = [];
  for (let node = place.decl.first; node < place.decl.last; node++)
    if (ast.kind[node] === Kind.CallExpr && inSection(node)) pending.push(node);
  return pending.some((call) =>
    calledFrom(place, ast.a[call]!).some((callee) => mayTake(place.pass, callee, mutex.variable)),
  );
}
