/** The facts of one function, and the summary that its callers see. */
import type { KeepFact, LibraryLoan, Loan, ReturnFact } from './boundary.js';
import type { ContextValue } from './context-values.js';
import type { CopyFact, RepeatedAppend } from './copies.js';
import { declNumber } from './decl-number.js';
import type { Escape, LockTaken } from './escapes.js';
import { fingerprintOf } from './fingerprint.js';
import { forEach, get, has, keys } from './int-map.js';
import { Interpreter, type Callees } from './interpreter.js';
import type { Call, FuncIR } from './ir.js';
import { Locations, noRefs, refsOf, union, type Loc, type Refs } from './locations.js';
import type { Memory } from './memory.js';
import { noLocks, noLocs, State } from './state.js';
import type { Access, CallFact, Conflict, Summary, Task } from './summary.js';

/** What is known of one function; rules read it. Locations are of `locations`. */
export interface FunctionFacts {
  readonly func: FuncIR;
  readonly locations: Locations;
  /** Its own accesses, and those of the functions it calls to maps it can reach. */
  readonly accesses: readonly Access[];
  readonly copies: readonly CopyFact[];
  readonly conflicts: readonly Conflict[];
  readonly calls: readonly CallFact[];
  /** Functions whose values it puts away. */
  readonly putAway: readonly CallFact[];
  readonly tasks: readonly Task[];
  /** Maps that cross its boundary as themselves: kept by it, returned from where they are kept, lent to it. */
  readonly keeps: readonly KeepFact[];
  readonly returns: readonly ReturnFact[];
  readonly loans: readonly Loan[];
  readonly libraryLoans: readonly LibraryLoan[];
  /** Maps that leave it as themselves. */
  readonly escapes: readonly Escape[];
  /** The locks it takes, in the order of its blocks. */
  readonly locks: readonly LockTaken[];
  readonly contextValues: readonly ContextValue[];
  readonly repeatedAppends: readonly RepeatedAppend[];
  readonly summary: Summary;
}

/** Summaries say no more than this; what is beyond is not seen by callers. Near accesses come first. */
const maxAccesses = 40;
const maxExits = 64;
const maxTasks = 24;

export function analyse(func: FuncIR, callees: Callees): FunctionFacts {
  if (isInert(func, callees)) return inertFacts(func);
  const interpreter = new Interpreter(func, callees);
  interpreter.run();
  const { locations, accesses, watch, conflicts, calls, tasks, contextValues, repeatedAppends } = interpreter;
  const { returns, loans, libraryLoans, escapes, locks, putAway } = interpreter;
  const summary = summarise(interpreter);
  const keeps = interpreter.keeps.filter(({ place, map }) => isStillThere(summary, place, map));
  const boundary = { keeps, returns, loans, libraryLoans, escapes };
  const own = {
    accesses,
    copies: watch.facts,
    conflicts,
    calls,
    putAway,
    tasks,
    contextValues,
    repeatedAppends,
    locks,
  };
  return { func, locations, ...own, ...boundary, summary };
}

/** Whether what was stored stays reachable for the caller: not in a value that is gone, and not replaced since. */
function isStillThere({ exit, results }: Summary, place: Loc, map: Loc): boolean {
  if (exit.get(place)?.includes(map)) return true;
  return results.length > 0 && [...exit.values()].some((refs) => refs.includes(map));
}

/** Whether nothing that the function does concerns anybody: no map, lock, goroutine, channel, store or call that does. */
function isInert({ blocks, literals }: FuncIR, callees: Callees): boolean {
  return (
    literals.length === 0 &&
    blocks.every(({ instrs }) =>
      instrs.every((instr) => {
        if (instr.op === 'declare' || instr.op === 'variable') return true;
        if (instr.op === 'return') return instr.values.every((value) => value === 0);
        return instr.op === 'call' && isInertCall(instr, callees);
      }),
    )
  );
}

/** A call of a function that is not known, of which nothing is passed or returned that is followed. */
function isInertCall({ callee, args, dsts }: Call, callees: Callees): boolean {
  if (callee.kind !== 'static' || callee.model) return false;
  const isUntracked = (temp: number): boolean => temp === 0;
  return (
    args.every(isUntracked) &&
    dsts.every(isUntracked) &&
    !callees.headOf(callee.func) &&
    !callees.summaryOf(callee.func)
  );
}

function inertFacts(func: FuncIR): FunctionFacts {
  const locations = new Locations();
  const empty = emptySummary(func, locations);
  const returns = func.blocks.some(({ instrs }) => instrs.at(-1)?.op === 'return');
  const summary = { ...empty, results: returns ? func.resultTypes.map(() => noRefs) : [] };
  return {
    func,
    locations,
    accesses: [],
    copies: [],
    conflicts: [],
    calls: [],
    putAway: [],
    tasks: [],
    keeps: [],
    returns: [],
    loans: [],
    libraryLoans: [],
    escapes: [],
    locks: [],
    contextValues: [],
    repeatedAppends: [],
    summary: { ...summary, fingerprint: fingerprintOf(summary) },
  };
}

const noContents: ReadonlyMap<Loc, Refs> = new Map();
const none: ReadonlySet<never> = new Set();

/** Of a function that is being analysed already (recursion), before anything is known of it. */
export function emptySummary(func: FuncIR, locations: Locations): Summary {
  return {
    func,
    locations,
    declared: none,
    accesses: [],
    exit: noContents,
    results: [],
    acquired: noLocks,
    maybeAcquired: noLocks,
    released: noLocs,
    published: none,
    tasks: [],
    apart: [],
    finished: [],
    invokes: [],
    settles: false,
    parallel: false,
    signals: noRefs,
    awaits: noLocs,
    copies: [],
    independent: none,
    changedAround: noRefs,
    fingerprint: '',
  };
}

function summarise(interpreter: Interpreter): Summary {
  const { func, locations, memory, exits } = interpreter;
  const last = exits[0]?.copy() ?? new State();
  for (const exit of exits.slice(1)) last.join(exit, memory.initial);
  const results: Refs[] = [];
  for (const returned of interpreter.returned)
    returned.forEach((refs, i) => (results[i] = union(results[i] ?? noRefs, refs)));
  for (let i = 0; i < results.length; i++) results[i] ??= noRefs;
  const visible = new Set<Loc>();
  const exit = new Map<Loc, Refs>();
  collectVisible(interpreter, last, results, visible);
  for (const loc of visible) {
    if (exit.size >= maxExits) break;
    exit.set(loc, memory.content(last, loc));
  }
  const accesses = visibleAccesses(interpreter);
  // Who waits for a condition somewhere may wait for all that it has started.
  const running = interpreter.settles ? [] : keys(last.live);
  const told = [...results, ...exit.values(), [...exit.keys()]].flat();
  const isKnown = isKnownToCaller(memory, new Set(told.map((ref) => locations.object(ref).root)));
  const tasks = chosen(
    func,
    running
      .map((number) => seenByCaller(interpreter.tasks[number]!, isKnown))
      .filter(({ site, accesses, invokes }) => accesses.length + invokes.length > 0 || site.decl === func.decl),
  );
  const summary: Omit<Summary, 'fingerprint'> = {
    func,
    locations,
    declared: interpreter.declared,
    accesses,
    exit,
    results,
    acquired: last.held,
    maybeAcquired: last.maybeHeld,
    released: last.released,
    published: new Set(last.publishedObjects().filter((id) => !memory.isOwn(locations.rootOf(id)))),
    tasks,
    apart: pairsApart(interpreter, tasks),
    finished: chosen(
      func,
      interpreter.tasks
        .filter((task) => task.invokes.length > 0 && !running.includes(task.number))
        .map((task) => seenByCaller(task, isKnown)),
    ),
    invokes: interpreter.invocations,
    settles: interpreter.settles,
    parallel: interpreter.parallel,
    signals: refsOf([...interpreter.signals].filter(isKnown)),
    awaits: new Set([...last.awaited].filter(isKnown)),
    copies: interpreter.returnedCopies,
    independent: interpreter.independent,
    changedAround: func.func ? noRefs : refsOf(interpreter.changedAround),
  };
  return { ...summary, fingerprint: fingerprintOf(summary) };
}

/** Changed locations of the caller's objects, and all of new objects that the caller gets to see. */
function collectVisible(interpreter: Interpreter, last: State, results: readonly Refs[], visible: Set<Loc>): void {
  const { locations, memory } = interpreter;
  const byRoot = new Map<Loc, Loc[]>();
  const pending: Loc[] = results.flat();
  forEach(last.contents, (refs, loc) => {
    const { root } = locations.object(loc);
    if (memory.isOwn(loc)) {
      const known = byRoot.get(root);
      if (known) known.push(loc);
      else byRoot.set(root, [loc]);
    } else if (!isParameter(interpreter, root)) {
      visible.add(loc);
      pending.push(...refs);
    }
  });
  const seen = new Set<Loc>();
  for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
    const { root } = locations.object(ref);
    if (seen.has(root)) continue;
    seen.add(root);
    for (const loc of byRoot.get(root) ?? []) {
      visible.add(loc);
      pending.push(...get(last.contents, loc)!);
    }
  }
}

/** A parameter's own variable is the callee's: its caller sees what it refers to, not the variable. */
function isParameter(interpreter: Interpreter, root: Loc): boolean {
  const { variable } = interpreter.locations.object(root);
  return variable !== undefined && interpreter.func.params.includes(variable);
}

/** As many tasks as callers are told of: the function's own ones first, then those that touch maps. */
function chosen(func: FuncIR, tasks: readonly Task[]): readonly Task[] {
  if (tasks.length <= maxTasks) return tasks;
  const rank = ({ site, accesses, invokes }: Task): number =>
    (site.decl === func.decl ? 0 : 2) + (accesses.length + invokes.length > 0 ? 0 : 1);
  return [...tasks].sort((a, b) => rank(a) - rank(b)).slice(0, maxTasks);
}

/** Whether a caller can come to a map, or channel: one that is not the function's own, or that is in what it gives or leaves. */
function isKnownToCaller(memory: Memory, roots: ReadonlySet<Loc>): (loc: Loc) => boolean {
  return (loc) => !memory.isOwn(loc) || roots.has(memory.locations.object(loc).root);
}

/** The task without what it does to maps that only the function and its goroutines have. */
function seenByCaller(task: Task, isKnown: (map: Loc) => boolean): Task {
  const accesses = task.accesses.filter(({ maps }) => maps.some(isKnown));
  return accesses.length === task.accesses.length ? task : { ...task, accesses };
}

/** Tasks by which pairs are told apart; more than these are taken to run together. */
const maxApart = 12;

/** The pairs of tasks that no way out of the function leaves running together. */
function pairsApart({ exits, apart }: Interpreter, tasks: readonly Task[]): readonly (readonly [number, number])[] {
  if (tasks.length > maxApart) return [];
  const isApart = ({ number: one }: Task, { number: other }: Task): boolean =>
    apart.has(`${one} ${other}`) || !exits.some(({ live }) => has(live, one) && has(live, other));
  return tasks.flatMap((task, i) =>
    tasks.slice(0, i).flatMap((other, j) => (isApart(other, task) ? [[j, i] as const] : [])),
  );
}

function visibleAccesses(interpreter: Interpreter): readonly Access[] {
  const { memory } = interpreter;
  const seen = new Set<string>();
  const found: Access[] = [];
  const nearFirst = [...interpreter.accesses].sort((a, b) => a.calls.length - b.calls.length);
  for (const access of nearFirst) {
    if (found.length >= maxAccesses) break;
    // What the function has to itself does not concern its callers.
    const maps = access.exclusive ? [] : access.maps.filter((map) => !memory.isOwn(map));
    if (maps.length === 0) continue;
    const key = `${access.kind} ${access.how} ${maps.join()} ${access.site.node} ${declNumber(access.site.decl)} ${[...access.held].join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    found.push(access);
  }
  return found;
}
