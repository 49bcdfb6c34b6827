/**
 * Functions that run concurrently though no statement of the package starts them: handlers that a framework calls for
 * each request, and exported methods of a type that starts goroutines using its receiver.
 */
import { isUnresolved } from './decoding.js';
import type { AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import { cellOf } from './cells.js';
import { isInternal, type Call, type Context } from './contexts.js';
import { isInTest } from './flow-decl.js';
import { isCalledConcurrently } from './framework.js';
import type { FuncHead } from './ir.js';
import type { Access, Conflict, Task } from './summary.js';
import { isExported } from '../types/index.js';

/** An access by a goroutine that a function leaves running, to a cell of the value that it is called on or builds. */
export interface BackgroundAccess {
  readonly starter: FunctionFacts;
  readonly task: Task;
  readonly access: Access;
  /** Where the value is: `#0…` for the receiver, `new …` for one that the starter builds. */
  readonly base: AccessPath;
}

/**
 * The accesses of goroutines that functions leave running, by cell.
 * @param previous those of an earlier state; lists that are the same are the same objects.
 */
export function backgroundAccesses(
  functions: readonly FunctionFacts[],
  previous: ReadonlyMap<string, readonly BackgroundAccess[]> | undefined,
): ReadonlyMap<string, readonly BackgroundAccess[]> {
  const found = new Map<string, readonly BackgroundAccess[]>(collected(functions));
  for (const [key, list] of found) {
    const former = previous?.get(key);
    if (former?.length === list.length && list.every(({ access }, i) => access === former[i]!.access))
      found.set(key, former);
  }
  return found;
}

function collected(functions: readonly FunctionFacts[]): ReadonlyMap<string, BackgroundAccess[]> {
  const found = new Map<string, BackgroundAccess[]>();
  for (const starter of functions) {
    if (starter.summary.tasks.length === 0) continue;
    for (const { cell, own } of leftRunning(starter)) {
      const known = found.get(cell);
      if (known) known.push(own);
      else found.set(cell, [own]);
    }
  }
  return found;
}

interface LeftRunning {
  readonly cell: string;
  readonly own: BackgroundAccess;
}

const lists = new WeakMap<FunctionFacts, readonly LeftRunning[]>();

/** What a method leaves running on its receiver, and a function on what it builds. */
function leftRunning(starter: FunctionFacts): readonly LeftRunning[] {
  let list = lists.get(starter);
  if (!list) lists.set(starter, (list = [...findLeftRunning(starter)]));
  return list;
}

function* findLeftRunning(starter: FunctionFacts): Iterable<LeftRunning> {
  const { func, summary } = starter;
  const isMethod = func.func?.type.recv !== undefined;
  for (const task of summary.tasks) {
    for (const access of task.accesses) {
      const located = cellOf(access);
      if (!located || !(located.base.startsWith('new ') || (isMethod && located.base.startsWith('#0')))) continue;
      // A test uses what others build, and keeps it to itself.
      const declaration = located.cell.variable?.origin?.decl;
      if (isInTest(func.decl) && !(declaration && isInTest(declaration))) continue;
      yield { cell: located.cell.key, own: { starter, task, access, base: located.base } };
    }
  }
}

/** Conflicts of a function with itself or with others of its type, when it is an entry point. */
export function entryConflicts(
  facts: FunctionFacts,
  contextOf: (func: FuncHead) => Context,
  background: (cell: string) => readonly BackgroundAccess[],
): readonly Conflict[] {
  const { func } = facts.func;
  if (!func) return [];
  if (isCalledConcurrently(func)) return withItself(facts);
  if (!isExported(func.name) || !func.type.recv) return [];
  const calls = isInternal(facts.func) ? contextOf(facts.func).calls : [];
  return withBackground(facts, calls, background);
}

/** A handler runs at the same time as itself, on one receiver and on the package's variables. */
function withItself(facts: FunctionFacts): readonly Conflict[] {
  const accesses = sharedAccesses(facts);
  const site = { decl: facts.func.decl, node: facts.func.decl.ast.b[facts.func.node]! };
  const task: Task = {
    number: -1,
    kind: 'handler',
    site,
    beyond: undefined,
    accesses,
    signals: [],
    opaque: false,
    invokes: [],
    invokesAfter: new Set(),
    invokesUnder: new Map(),
    repeated: true,
    withItself: true,
  };
  const conflicts: Conflict[] = [];
  for (const one of accesses) {
    if (one.kind !== 'write') continue;
    for (const other of accesses) {
      const map = one.maps.find((candidate) => other.maps.includes(candidate));
      if (map !== undefined) conflicts.push({ map, one, other, task, otherTask: task });
    }
  }
  return conflicts;
}

/** Accesses to what the receiver points to or a package-level variable holds: all requests share those. */
function sharedAccesses(facts: FunctionFacts): readonly Access[] {
  return facts.accesses.filter((access) => {
    if (access.exclusive || isUnresolved(access)) return false;
    const located = cellOf(access);
    return (
      located &&
      (located.base === '' || !located.base.startsWith('#') || /^#0($|\.)/.test(located.base)) &&
      !located.base.startsWith('new ')
    );
  });
}

/** An exported method against the goroutines that other methods of the type leave running on the same receiver. */
function withBackground(
  facts: FunctionFacts,
  /** All calls of the method, if only the package can call it. */
  calls: readonly Call[],
  background: (cell: string) => readonly BackgroundAccess[],
): readonly Conflict[] {
  const recv = receiverName(facts);
  const conflicts: Conflict[] = [];
  for (const other of sharedAccesses(facts)) {
    const [map] = other.maps;
    if (map === undefined || other.awaited.size > 0) continue; // It may have waited for the goroutine.
    for (const { starter, task, access: one, base } of background(cellOf(other)!.cell.key)) {
      if (starter === facts || (one.kind === 'read' && other.kind === 'read')) continue;
      // Its owner locks it there: whether the lock is missing here is a question about guards.
      if (one.maybeHeld.size > 0) continue;
      if (mayBeBefore(task, one) || isLookedAtByCallers(task, calls)) continue;
      // A constructor starts goroutines on the new value, a method on its receiver.
      if (!base.startsWith(receiverName(starter) === recv ? '#0' : 'new ')) continue;
      conflicts.push({ map, one, other, task, otherTask: undefined, fromOutside: true });
    }
  }
  return conflicts;
}

/**
 * Who starts a goroutine and calls a method is analysed itself; not so what is registered, which frameworks call later, but
 * for what makes every call of the method.
 */
function isLookedAtByCallers({ kind, accesses }: Task, calls: readonly Call[]): boolean {
  if (calls.length === 0 || kind === 'go' || kind === 'group') return calls.length > 0;
  return calls.every(({ fact: { site } }) =>
    accesses.some((access) => access.calls.some(({ decl, node }) => decl === site.decl && node === site.node)),
  );
}

/** What is registered runs later; a map that it only looks into may have been filled by then. */
function mayBeBefore({ kind }: Task, access: Access): boolean {
  return kind === 'handler' || kind === 'subtest' || (kind === 'consumer' && access.kind === 'read');
}

function receiverName(facts: FunctionFacts): string | undefined {
  const recv = facts.func.func?.type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  return named?.kind === 'named' ? named.obj.name : undefined;
}
