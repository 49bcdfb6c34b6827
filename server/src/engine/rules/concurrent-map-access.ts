/**
 * concurrent-map-access: one map is reached by two executions that may run at once, one of them writes, nothing orders
 * them and no common lock is held.
 *
 * Needs the conflicts that flow analysis notes where goroutines are started, and the entry points that frameworks call
 * concurrently. A map that a mutex guards is left to the rules about guards.
 */
import { accessPath } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { cellOf, isInsideElement } from '../flow/cells.js';
import { entryConflicts } from '../flow/entry-points.js';
import { isInTest } from '../flow/flow-decl.js';
import { guardName } from '../flow/guards.js';
import type { Index } from '../flow/ir.js';
import type { Loc } from '../flow/locations.js';
import type { Access, Conflict, Task } from '../flow/summary.js';
import { addMutexFixes } from '../rewrites/add-mutex.js';
import { lockFixes } from '../rewrites/lock.js';
import { ownCopyFixes } from '../rewrites/own-copy.js';
import { wrapCellFixes } from '../rewrites/wrappers/wrap-cell.js';
import { callNotes, compareSites, distinct, nameOf, verb } from './evidence.js';
import { lineOf, type Pass, type Questions } from './pass.js';
import { defineRule, type Note } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly map: Loc;
  /** All about this map; in each, one access writes. */
  readonly conflicts: readonly Conflict[];
}

export const concurrentMapAccess = defineRule({
  code: 'concurrent-map-access',
  since: '0.1.0',
  severity: 'error',

  docs: {
    summary: 'two goroutines may touch one map at the same time, and one of them writes',
    why: `Maps are not safe for concurrent use. The runtime checks for it on a best-effort basis, and when it notices it
ends the whole process with a fatal error that cannot be recovered. Different keys are not independent.`,
    bad: [
      `func sizes(names []string, ask func(string) int) map[string]int {
	out := make(map[string]int)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[name] = ask(name) // want concurrent-map-access
		}()
	}
	wg.Wait()
	return out
}`,
    ],
    good: [
      `func sizes(names []string, ask func(string) int) map[string]int {
	out := make(map[string]int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			size := ask(name)
			mu.Lock()
			defer mu.Unlock()
			out[name] = size
		}()
	}
	wg.Wait()
	return out
}`,
    ],
    limits: [
      'Misses: goroutines started through interfaces, or by functions of other modules that are not known to do so.',
      'Misses: functions that are sent to a pool over a channel, and handlers that only another handler calls.',
      'Misses: locks that are taken under a condition count as held.',
      'Only information: methods that fill a map which a goroutine of the type only reads, since they may be called before it starts; maps of other packages that those write under conditions of their own.',
    ],
    fixes: [
      '**Lock**: the mutex at hand around the statement. Safe.',
      '**Add a mutex**: a new mutex beside the map, and every access guarded. Unsafe where other packages may copy values of the type, else safe.',
      '**SafeMap**, **snapshot**, **sync.Map**: a type in a file of its own takes the place of the map, and every use in the package is rewritten. Safe. The last two are offered for maps that are read much more than written.',
      '**Own copy**: a clone for the goroutine. Unsafe: writes are no longer seen outside.',
    ],
    references: ['https://go.dev/doc/faq#atomic_maps', 'https://go.dev/ref/mem'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    const byMap = new Map<Loc, Conflict[]>();
    const entry = entryConflicts(
      facts,
      (func) => questions.contextOf(func),
      (cell) => (isOpen(questions, cell) ? questions.backgroundOf(cell) : []),
    );
    for (const conflict of [...facts.conflicts.filter((each) => !isLater(each)), ...entry]) {
      if (!mayRace(questions, conflict) || isTestsOwn(facts, conflict)) continue;
      const known = byMap.get(conflict.map);
      if (known) known.push(conflict);
      else byMap.set(conflict.map, [conflict]);
    }
    for (const [map, conflicts] of byMap) yield { facts, map, conflicts };
  },

  report(evidence, pass) {
    const { write, conflict, others } = firstWrite(evidence, pass);
    const { one, other, task, otherTask } = conflict;
    const against = one === write ? other : one;
    const name = nameOf(write);
    const cell = (cellOf(one) ?? cellOf(other))?.cell.key;
    return {
      about: cell === undefined ? [] : [cell],
      at: write.site,
      severity: severityOf(conflict),
      message: `${kindOf(against)}: ${name} is ${verb(write)} here and ${verb(against)} ${where(pass, write, against, task, otherTask)}, with no lock in common and nothing that orders them`,
      notes: distinct([
        { at: task.site, message: startNote(task) },
        ...(otherTask && otherTask !== task ? [{ at: otherTask.site, message: startNote(otherTask) }] : []),
        ...callNotes(write),
        ...callNotes(against),
        ...others.slice(0, 6).map((access) => accessNote(access, write)),
      ]),
    };
  },

  fixes(evidence, pass) {
    const { facts, map } = evidence;
    const { write, conflict, others } = firstWrite(evidence, pass);
    const all = [write, ...others];
    const lock = lockFixes(pass, facts, write, others);
    // A second mutex beside the one at hand would be one too many.
    const guards = lock.length > 0 ? lock : addMutexFixes(pass, all);
    const wraps = lock.length > 0 ? [] : wrapCellFixes(pass, all);
    return [...guards, ...wraps, ...ownCopyFixes(pass, facts, map, conflict.task, all)];
  },
});

/** The first conflicting write in source order, a conflict it takes part in, and all other accesses. */
function firstWrite(
  { conflicts }: Evidence,
  pass: Pass,
): { readonly write: Access; readonly conflict: Conflict; readonly others: readonly Access[] } {
  const accesses = [...new Set(conflicts.flatMap(({ one, other }) => [one, other]))];
  const writes = accesses.filter((access) => access.kind === 'write');
  const write = writes.sort((a, b) => compareSites(pass, a.site, b.site))[0]!;
  const conflict = conflicts.find(({ one, other }) => one === write || other === write)!;
  return { write, conflict, others: accesses.filter((access) => access !== write) };
}

function mayRace(questions: Questions, conflict: Conflict): boolean {
  const { map, one, other } = conflict;
  if ((one.exclusive && other.exclusive) || one.guarded || other.guarded) return false;
  if (haveCommonLock(one, other) || isElsewhere(conflict)) return false;
  if (isInsideElement(other, map)) return false;
  if (isOtherElement(conflict)) return false;
  const located = cellOf(one) ?? cellOf(other);
  if (!located) return true;
  return isOpen(questions, located.cell.key);
}

/** Frameworks call what is registered later than the code around; parallel subtests wait for it. */
function isLater({ task, otherTask }: Conflict): boolean {
  return !otherTask && ['handler', 'consumer', 'subtest'].includes(task.kind);
}

/**
 * Elements under two constants, and those that each goroutine indexes by a variable of its own, are different maps; so is
 * what a goroutine has under other names if it is that element, as far as it can be told.
 */
function isOtherElement({ map, one: { index }, other, task, otherTask }: Conflict): boolean {
  if (index === undefined || other.index === undefined)
    return task === otherTask && task.accesses.some((each) => each.maps.includes(map) && isVariable(each.index));
  if (typeof index === 'string' && typeof other.index === 'string') return index !== other.index;
  return task === otherTask && index === other.index;
}

function isVariable(index: Index): boolean {
  return index !== undefined && typeof index !== 'string';
}

/**
 * A test that looks inside a value which locks its map (no rule about locks speaks of that either), and one that makes
 * the requests to its own handlers.
 */
function isTestsOwn({ func }: FunctionFacts, { one, other, task, otherTask }: Conflict): boolean {
  if (task === otherTask && task.kind === 'handler') return isInTest(task.site.decl);
  if (!isInTest(func.decl)) return false;
  const isOthers = task.beyond !== undefined || !isInTest(task.site.decl);
  if (!otherTask && isOthers && one.held.size > 0) return true;
  const isLocked = ({ held, site }: Access): boolean => held.size > 0 && !isInTest(site.decl);
  return isLocked(one) !== isLocked(other);
}

/** Whether all of it happens inside one call of another package, which is told of it there. */
function isElsewhere({ one, other, task, otherTask }: Conflict): boolean {
  const isInCall = (access: Access, { beyond, site }: Task): boolean =>
    beyond !== undefined && access.beyond !== undefined && access.site === site;
  return one.site === other.site && isInCall(one, task) && isInCall(other, otherTask ?? task);
}

/** Whether nothing guards the cell, as far as the package shows. */
function isOpen(questions: Questions, cell: string): boolean {
  return !questions.cell(cell)?.guard && !questions.isNilAfterInit(cell);
}

/** In one function's terms the locks are compared as such; in two functions', by their names in the value they share. */
function haveCommonLock(a: Access, b: Access): boolean {
  if (a.maybeHeld.size === 0 || b.maybeHeld.size === 0) return false;
  if (a.table === b.table) return [...a.maybeHeld.keys()].some((lock) => b.maybeHeld.has(lock));
  const names = lockNames(a);
  return [...lockNames(b)].some((name) => names.has(name));
}

const names = new WeakMap<Access, ReadonlySet<string>>();

/** As seen from the value that is shared: a lock beside the map, and one of what the function was given or has made. */
function lockNames(access: Access): ReadonlySet<string> {
  let known = names.get(access);
  if (!known) {
    const { table, owner, maybeHeld } = access;
    const base = cellOf(access)?.base ?? '';
    known = new Set(
      [...maybeHeld.keys()].flatMap((lock) => {
        const path = accessPath(table, owner, lock);
        return [guardName(path, base), path.replace(/^(#\d+|new [^.]*)/, '')];
      }),
    );
    names.set(access, known);
  }
  return known;
}

function severityOf({ one, other, task, otherTask, fromOutside }: Conflict): 'error' | 'warning' | 'information' {
  if (isOthersOwn(one) || isOthersOwn(other)) return 'information';
  // What a goroutine only looks into may have been set up before.
  if (fromOutside) return one.kind === 'read' ? 'information' : 'warning';
  const direct = (candidate: Task | undefined): boolean =>
    !candidate || candidate.kind === 'go' || candidate.kind === 'group' || candidate.kind === 'subtest';
  return direct(task) && direct(otherTask) ? 'error' : 'warning';
}

/** Another package writes a map of its own, under conditions of its own. */
function isOthersOwn(access: Access): boolean {
  if (access.kind === 'read' || access.beyond === undefined || access.certain) return false;
  const variable = cellOf(access)?.cell.variable;
  return variable !== undefined && variable.pkg !== access.owner.pkg;
}

/** As the runtime names it. */
function kindOf(against: Access): string {
  if (against.kind === 'write') return 'concurrent map writes';
  return against.how === 'range' ? 'concurrent map iteration and map write' : 'concurrent map read and map write';
}

function where(pass: Pass, write: Access, against: Access, task: Task, otherTask: Task | undefined): string {
  const line = `on line ${lineOf(pass, against.site)}`;
  if (task === otherTask) {
    const self = against === write || against.site.node === write.site.node ? '' : `${line} `;
    return `${self}by ${runsWithItself(task)}`;
  }
  if (!otherTask) return `${line} while the goroutine started on line ${lineOf(pass, task.site)} may be running`;
  return `${line} by another goroutine`;
}

function runsWithItself(task: Task): string {
  switch (task.kind) {
    case 'handler':
      return 'other requests at the same time';
    case 'subtest':
      return 'parallel subtests';
    case 'go':
    case 'group':
    case 'timer':
    case 'consumer':
      return 'other goroutines started at the same place';
  }
}

function startNote(task: Task): string {
  switch (task.kind) {
    case 'handler':
      return 'registered here: called concurrently, once for each request';
    case 'consumer':
      return 'registered here: called by a goroutine of its own';
    case 'subtest':
      return 'a parallel subtest';
    case 'timer':
      return 'runs in a goroutine of its own from here on';
    case 'go':
    case 'group':
      return task.withItself
        ? 'goroutines are started here, and run at the same time as each other'
        : 'the goroutine is started here';
  }
}

function accessNote(access: Access, write: Access): Note {
  const locked = access.held.size > 0 && write.held.size === 0 ? ', with a lock that the write lacks' : '';
  return { at: access.site, message: `${nameOf(access)} is ${verb(access)} here${locked}` };
}
