/** Goroutines: calls that do not wait for their callee, and what a callee has left running. */
import { functionTargets, noteCall, noteRun, unknownFunctions } from './call-targets.js';
import { endsAmong } from './context-ends.js';
import { isUnresolved } from './decoding.js';
import { forEach, get, has } from './int-map.js';
import type { Interpreter } from './interpreter.js';
import type { Call } from './ir.js';
import { noRefs, refsOf, union, type Loc, type Refs } from './locations.js';
import { noLocks, noLocs, type Lockset, type State } from './state.js';
import type { Task, TaskKind } from './summary.js';
import { Translation, type Target } from './translation.js';

/** Goroutines that start goroutines that start goroutines: the nearest accesses come first. */
const maxTaskAccesses = 80;

/** Starts tasks for every function that the call runs concurrently. */
export function spawn(
  interpreter: Interpreter,
  call: Call,
  kind: TaskKind,
  targets: readonly Target[],
  join: Refs,
  unknown: Refs,
  many = false,
): void {
  call.args.forEach((temp, i) => {
    if (temp) interpreter.escape('go', call.node, call.argNodes[i] ?? 0, interpreter.values[temp] ?? noRefs);
  });
  if (call.callee.kind === 'dynamic')
    interpreter.escape('go', call.node, 0, interpreter.values[call.callee.value] ?? noRefs);
  const site = interpreter.site(call.node);
  const basis = { number: 0, kind, site, beyond: undefined, opaque: false, withItself: many, repeated: many };
  const numbers = targets.flatMap((target, i) => {
    const translation = new Translation(interpreter, call, target);
    const { summary } = target;
    if (interpreter.recording) noteCall(interpreter, call, summary.func, target.args, true);
    // What it has waited for is part of it; what it leaves running runs on its own.
    const inner = summary.finished;
    const accesses = [...summary.accesses, ...inner.flatMap((task) => task.accesses)]
      .filter((access) => !isUnresolved(access) && !translation.isOwnMap(access))
      .slice(0, maxTaskAccesses)
      .map((access) => translation.spawned(access, site));
    const invoked = [...summary.invokes.flatMap(({ value }) => value), ...inner.flatMap((task) => task.invokes)];
    const invokes = refsOf(invoked.flatMap((ref) => translation.loc(ref)));
    const invokesAfter = intersection([
      ...summary.invokes.map(({ awaited }) => translation.locs(awaited)),
      ...inner.filter((task) => task.invokes.length > 0).map((task) => translation.locs(task.invokesAfter)),
    ]);
    const invokesUnder = commonLocks([
      ...summary.invokes.map(({ maybeHeld }) => translation.lockset(maybeHeld)),
      ...inner.filter((task) => task.invokes.length > 0).map((task) => translation.lockset(task.invokesUnder)),
    ]);
    const signals = union(join, refsOf(summary.signals.flatMap((loc) => translation.loc(loc))));
    const own = { ...basis, accesses, signals, invokes, invokesAfter, invokesUnder };
    const { live } = interpreter.state;
    const number = launch(interpreter, call, `go ${i}`, resolveTask(interpreter, call, own));
    // The goroutine has been compared with those that it leaves running.
    return [
      number,
      ...launchLeft(interpreter, call, target, translation, { variant: `go ${i} `, many, apart: [number], live }),
    ];
  });
  if (unknown.length > 0)
    numbers.push(
      launch(interpreter, call, 'go ?', {
        ...basis,
        accesses: [],
        signals: join,
        invokes: unknown,
        invokesAfter: noLocs,
        invokesUnder: noLocks,
      }),
    );
  else if (targets.length === 0) return;
  if (many) for (const number of numbers) if (number !== undefined) interpreter.state.end(number);
}

/** The goroutines that a callee leaves running are under way. */
export function launchLeft(
  interpreter: Interpreter,
  call: Call,
  { summary }: Target,
  translation: Translation,
  {
    variant = '',
    many = false,
    apart = [],
    live = interpreter.state.live,
  }: Known & { readonly variant?: string; readonly many?: boolean } = {},
): readonly (number | undefined)[] {
  const site = interpreter.site(call.node);
  const numbers: (number | undefined)[] = [];
  summary.tasks.forEach((left, i) => {
    const task = translation.task(left, site);
    const resolved = resolveTask(interpreter, call, { ...task, repeated: task.repeated || many });
    const instead = summary.apart.flatMap(([one, other]) => (other === i ? [numbers[one]] : []));
    const known = { apart: [...apart, ...instead], live };
    numbers.push(launch(interpreter, call, `${variant}${task.number}`, resolved, known));
  });
  return numbers;
}

function intersection(sets: readonly ReadonlySet<Loc>[]): ReadonlySet<Loc> {
  const [first, ...others] = sets;
  return first ? new Set([...first].filter((loc) => others.every((other) => other.has(loc)))) : noLocs;
}

function commonLocks(sets: readonly Lockset[]): Lockset {
  const [first, ...others] = sets;
  return first ? new Map([...first].filter(([lock]) => others.every((other) => other.has(lock)))) : noLocks;
}

/** A task with the functions it calls put in, as far as they are known here. */
export function resolveTask(interpreter: Interpreter, call: Call, task: Task): Task {
  if (task.invokes.length === 0) return task;
  const targets = functionTargets(interpreter, task.invokes, [], []);
  const accesses = targets.flatMap((target) => {
    const translation = new Translation(interpreter, call, target);
    const known = target.summary.accesses.filter((access) => !isUnresolved(access));
    if (interpreter.recording && task.invokesUnder.size === 0) noteRun(interpreter, call, target);
    return known.map((access) => {
      const spawned = translation.spawned(access, interpreter.site(call.node));
      return {
        ...spawned,
        awaited: new Set([...spawned.awaited, ...task.invokesAfter]),
        maybeHeld: new Map([...task.invokesUnder, ...spawned.maybeHeld]),
      };
    });
  });
  return {
    ...task,
    accesses: [...task.accesses, ...accesses],
    signals: union(task.signals, endsAmong(interpreter, task.invokes)),
    invokes: unknownFunctions(interpreter, task.invokes),
  };
}

/** Of one function, those of its callees included; what is started beyond is not looked at. */
const maxTasks = 250;

/** What a callee says of a task that it has started. */
interface Known {
  /** So many of its accesses have been compared with each other there. */
  readonly compared?: number;
  /** Tasks that one call of the callee starts instead of it; they may have been under way before. */
  readonly apart?: readonly (number | undefined)[];
  /** What was under way before the call. */
  readonly live?: State['live'];
}

/** A task is under way from here on. It is compared with all that are, itself included. */
export function launch(
  interpreter: Interpreter,
  call: Call,
  variant: string,
  described: Task,
  { compared = 0, apart = [], live }: Known = {},
): number | undefined {
  const { state, tasks } = interpreter;
  const key = `${call.node} ${variant}`;
  let number = interpreter.taskNumbers.get(key);
  if (number === undefined) {
    if (tasks.length >= maxTasks) return undefined;
    interpreter.taskNumbers.set(key, (number = tasks.length));
  }
  const maps = refsOf(described.accesses.flatMap((access) => access.maps));
  const before = get(state.live, number);
  const always = described.kind === 'handler' || described.repeated;
  const own = always ? maps : maps.filter((map) => before?.includes(map));
  const task: Task = {
    ...described,
    number,
    withItself: described.withItself || always || own.length > 0,
    repeated: described.repeated || before !== undefined,
  };
  tasks[number] = task;
  if (interpreter.recording) {
    for (const other of apart)
      if (other !== undefined && !has(live, other)) interpreter.apart.add(`${other} ${number}`);
    for (const map of own) selfConflicts(interpreter, task, map, compared);
    forEach(state.live, (reached, other) => {
      if (other === number) return;
      const theirs = apart.includes(other) ? (get(live, other) ?? noRefs) : reached;
      for (const map of maps.filter((candidate) => theirs.includes(candidate))) {
        for (const access of task.accesses)
          if (access.maps.includes(map)) interpreter.conflict(tasks[other]!, access, task, map);
      }
    });
  }
  state.launch(number, before ? union(before, maps, Infinity) : maps);
  return number;
}

function selfConflicts(interpreter: Interpreter, task: Task, map: Loc, compared: number): void {
  const fresh = task.accesses.slice(compared);
  task.accesses.forEach((access, i) => {
    if (access.maps.includes(map)) interpreter.conflict(task, access, task, map, i < compared ? fresh : task.accesses);
  });
}
