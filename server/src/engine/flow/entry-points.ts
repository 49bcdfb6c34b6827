/**
 * Functions that run concurrently though no statement of the package starts them: handlers that a framework calls for
 * each request, and exported methods of a type that starts goroutines using its receiver.
 */
import type { FunctionFacts } from './analysis.js';
import { cellOf } from './cells.js';
import { methodShape, concurrentMethods } from './framework.js';
import type { Contexts } from './contexts.js';
import type { Access, Conflict, Task } from './summary.js';

export interface EntryView {
  readonly functions: readonly FunctionFacts[];
  readonly contexts: Contexts;
}

/** Conflicts of a function with itself or with others of its type, when it is an entry point. */
export function entryConflicts(view: EntryView, facts: FunctionFacts): readonly Conflict[] {
  const { func } = facts.func;
  if (!func) return [];
  if (concurrentMethods.test(methodShape(func))) return withItself(facts);
  return /^\p{Lu}/u.test(func.name) && func.type.recv ? withBackground(view, facts) : [];
}

/** A handler runs at the same time as itself, on one receiver and on the package's variables. */
function withItself(facts: FunctionFacts): readonly Conflict[] {
  const accesses = sharedAccesses(facts);
  const site = { decl: facts.func.decl, node: facts.func.decl.ast.b[facts.func.node]! };
  const task: Task = {
    number: -1,
    kind: 'handler',
    site,
    accesses,
    signals: [],
    opaque: false,
    invokes: [],
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
    if (access.exclusive) return false;
    const located = cellOf(access);
    return (
      located &&
      (located.base === '' || !located.base.startsWith('#') || /^#0($|\.)/.test(located.base)) &&
      !located.base.startsWith('new ')
    );
  });
}

/** An exported method against the goroutines that other methods of the type leave running on the same receiver. */
function withBackground(view: EntryView, facts: FunctionFacts): readonly Conflict[] {
  const own = sharedAccesses(facts).map((access) => ({ access, cell: cellOf(access)!.cell.key }));
  if (own.length === 0) return [];
  const recv = receiverName(facts);
  const conflicts: Conflict[] = [];
  for (const starter of view.functions) {
    if (starter === facts || starter.summary.tasks.length === 0) continue;
    const builds = receiverName(starter) !== recv;
    for (const task of starter.summary.tasks) {
      for (const one of task.accesses) {
        const located = cellOf(one);
        // A constructor starts goroutines on the new value, a method on its receiver.
        if (!located?.base.startsWith(builds ? 'new ' : '#0')) continue;
        for (const { access, cell } of own) {
          if (cell !== located.cell.key || (one.kind === 'read' && access.kind === 'read')) continue;
          const [map] = access.maps;
          if (map === undefined || access.awaited.size > 0) continue; // It may have waited for the goroutine.
          conflicts.push({ map, one, other: access, task, otherTask: undefined });
        }
      }
    }
  }
  return conflicts;
}

function receiverName(facts: FunctionFacts): string | undefined {
  const recv = facts.func.func?.type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  return named?.kind === 'named' ? named.obj.name : undefined;
}
