/** What a callee does, by its summary, in the caller's objects. */
import { boundaryOf, type Loan } from './boundary.js';
import { argumentsOf, functionTargets, noteCall, unknownFunctions } from './call-targets.js';
import { endsAmong } from './context-ends.js';
import { mapLeaves } from './copies.js';
import { keys } from './int-map.js';
import type { Interpreter } from './interpreter.js';
import type { Call } from './ir.js';
import { launch, launchLeft, resolveTask } from './launch.js';
import { noRefs, type Loc, type Refs } from './locations.js';
import type { Access, Summary } from './summary.js';
import { isAggregate } from './tracked.js';
import { Translation, type Target } from './translation.js';

export function applyTargets(interpreter: Interpreter, call: Call, targets: readonly Target[]): void {
  const before = interpreter.state;
  targets.forEach((target, i) => {
    if (i > 0) interpreter.state = before;
    const last = i === targets.length - 1;
    const state = last ? interpreter.state : interpreter.state.copy();
    interpreter.state = state;
    applySummary(interpreter, call, target);
  });
}

/** What the callee does, in the caller's objects. */
export function applySummary(interpreter: Interpreter, call: Call, target: Target): void {
  const { applying } = interpreter;
  const { func } = target.summary;
  // A function that comes to call itself through function values does what it does already.
  if (applying.length >= maxNesting || applying.includes(func)) return;
  applying.push(func);
  applyNested(interpreter, call, target);
  applying.pop();
}

/** Functions that call function values that call function values … are followed this far. */
const maxNesting = 4;

function applyNested(interpreter: Interpreter, call: Call, target: Target): void {
  const { summary, args } = target;
  const { memory, values } = interpreter;
  if (doesNothing(summary)) {
    if (interpreter.recording) noteCall(interpreter, call, summary.func, args, false);
    for (const dst of call.dsts) if (dst) values[dst] = noRefs;
    return;
  }
  if (interpreter.inLoop)
    for (const { recent, older } of interpreter.link(call, summary).visible())
      memory.renew(interpreter.state, recent, older);
  const translation = new Translation(interpreter, call, target);
  const site = interpreter.site(call.node);
  if (interpreter.recording) noteCall(interpreter, call, summary.func, args, false);
  const isNoted = interpreter.recording || interpreter.state.phases !== undefined;
  for (const access of summary.accesses)
    if (isNoted || access.how === 'decode') interpreter.accessed(translation.access(access, site, interpreter.state));
  watchArguments(interpreter, call, summary, translation);
  watchPassed(interpreter, call, target);
  applyInvocations(interpreter, call, summary, translation);
  const { state } = interpreter;
  // All is said in terms of the state before the call, so it is translated before any of it is applied.
  const results = summary.results.map((refs) => translation.refs(refs));
  if (interpreter.recording) noteKept(interpreter, call, target, translation);
  const places: Refs[] = [];
  const contents: Refs[] = [];
  for (const [loc, refs] of summary.exit) {
    places.push(translation.loc(loc));
    contents.push(translation.refs(refs));
  }
  for (let i = 0; i < places.length; i++) if (places[i]!.length > 0) memory.store(state, places[i]!, contents[i]!);
  for (const id of summary.published) memory.publish(state, translation.object(id));
  for (const lock of summary.released) for (const loc of translation.loc(lock)) state.release(loc);
  for (const [lock, mode] of summary.maybeAcquired) for (const loc of translation.loc(lock)) state.mayHold(loc, mode);
  for (const [lock, mode] of summary.acquired) {
    const locs = translation.loc(lock);
    if (locs.length !== 1) continue;
    state.hold(locs[0]!, mode);
    interpreter.lockTaken(locs[0]!, mode, call.node);
  }
  for (const loc of summary.awaits) interpreter.await(translation.loc(loc));
  for (const loc of summary.signals) interpreter.signal(translation.loc(loc));
  launchLeft(interpreter, call, target, translation);
  for (const task of summary.finished) {
    const own = translation.task(task, site);
    const resolved = resolveTask(interpreter, call, own);
    const number = launch(interpreter, call, `${task.number}`, resolved, { compared: own.accesses.length });
    if (number !== undefined) interpreter.state.end(number);
  }
  for (const root of summary.changedAround) for (const loc of translation.loc(root)) interpreter.changedByLiteral(loc);
  if (summary.settles) settle(interpreter, args[0] ?? noRefs);
  interpreter.parallel ||= summary.parallel && call.mode !== 'go';
  call.dsts.forEach((dst, i) => {
    if (!dst) return;
    values[dst] = results[i] ?? noRefs;
  });
  handOver(interpreter, call, target, translation);
  lend(interpreter, call, summary, translation);
  for (const copy of summary.copies)
    interpreter.watch.startReturned(
      interpreter.state,
      call,
      site,
      copy,
      translation.loc(copy.copy),
      translation.loc(copy.source),
    );
}

const nothingDone = new WeakMap<Summary, boolean>();

/** Whether a call changes nothing that its caller can see, and gives it nothing. */
function doesNothing(summary: Summary): boolean {
  let nothing = nothingDone.get(summary);
  if (nothing === undefined) {
    const { accesses, results, exit, published, acquired, maybeAcquired, released, awaits, signals } = summary;
    const { tasks, finished, invokes, copies, settles, parallel, changedAround } = summary;
    const lists = [accesses, tasks, finished, invokes, copies, signals, changedAround];
    const sets = [exit, published, acquired, maybeAcquired, released, awaits];
    nothing = !settles && !parallel && [...lists, ...results].every((list) => list.length === 0);
    nothing &&= sets.every((set) => set.size === 0);
    nothingDone.set(summary, nothing);
  }
  return nothing;
}

/** Leaves the call of an unknown function value to those who know it. */
export function invoke(interpreter: Interpreter, values: Refs): void {
  const value = unknownFunctions(interpreter, values);
  if (!interpreter.recording || value.length === 0 || interpreter.invocations.length >= maxInvocations) return;
  const { held, maybeHeld, awaited } = interpreter.state;
  interpreter.invocations.push({ value, held, maybeHeld, awaited });
}

const maxInvocations = 16;

/** The functions of the caller that a callee calls, under the callee's locks. */
function applyInvocations(interpreter: Interpreter, call: Call, summary: Summary, translation: Translation): void {
  for (const invocation of summary.invokes) {
    const value = translation.refs(invocation.value);
    const outside = interpreter.state;
    const inside = outside.copy();
    for (const [lock, mode] of invocation.held) for (const loc of translation.loc(lock)) inside.hold(loc, mode);
    for (const [lock, mode] of invocation.maybeHeld) for (const loc of translation.loc(lock)) inside.mayHold(loc, mode);
    interpreter.state = inside;
    interpreter.signal(endsAmong(interpreter, value));
    invoke(interpreter, value);
    for (const target of functionTargets(interpreter, value, [], []))
      applySummary(interpreter, { ...call, dsts: [] }, target);
    for (const lock of invocation.held.keys()) {
      for (const loc of translation.loc(lock)) {
        if (!outside.held.has(loc)) interpreter.state.drop(loc);
      }
    }
    interpreter.state.join(outside, interpreter.memory.initial);
  }
}

/** Maps that the callee keeps, and maps it writes though its caller may not think so, are watched from here on. */
function handOver(interpreter: Interpreter, call: Call, { summary, temps }: Target, translation: Translation): void {
  for (const { param, place, cell } of boundaryOf(summary).kept) {
    const temp = temps[param];
    const node = call.argNodes[param];
    if (!temp || node === undefined) continue;
    const loan = interpreter.lent.get(temp);
    const from = loan ? loan.place : interpreter.originOf(temp);
    const at = { call: interpreter.site(call.node), source: node, type: summary.func.paramTypes[param]! };
    const filled = interpreter.recording && interpreter.isFilled(interpreter.values[temp] ?? noRefs);
    const handover = { callee: summary.func, param, cell };
    interpreter.watch.startHandover(interpreter.state, handover, at, translation.loc(place), from, filled);
  }
}

/** Results that are maps of somebody else. */
function lend(interpreter: Interpreter, call: Call, summary: Summary, translation: Translation): void {
  for (const { result, place, cell } of boundaryOf(summary).lent) {
    const dst = call.dsts[result];
    if (!dst) continue;
    const loan: Loan = {
      call: interpreter.site(call.node),
      callee: summary.func,
      cell,
      place: translation.loc(place),
      maps: interpreter.values[dst]!,
    };
    interpreter.lent.set(dst, loan);
    if (interpreter.recording) interpreter.loans.push(loan);
  }
}

/** Arguments that are still somewhere when the call is over. */
function noteKept(interpreter: Interpreter, call: Call, { summary, args }: Target, translation: Translation): void {
  const { func, locations, exit } = summary;
  for (const [place, refs] of exit) {
    for (const ref of refs) {
      const { kind, of, root } = locations.object(ref);
      const holder = kind === 'entry' && root === ref ? locations.object(of!) : undefined;
      const index = holder?.variable && holder.root === of ? func.params.indexOf(holder.variable) : -1;
      const value = call.argNodes[index];
      if (index < 0 || value === undefined || args[index] !== argumentsOf(interpreter, call)[index]) continue;
      interpreter.escape('argument', call.node, value, args[index]!, translation.loc(place));
    }
  }
}

/** By-value arguments that hold maps are copies; so is what the callee does to its parameter. */
function watchArguments(interpreter: Interpreter, call: Call, summary: Summary, translation: Translation): void {
  const { watch, locations } = interpreter;
  summary.func.params.forEach((param, i) => {
    const type = summary.func.paramTypes[i]!;
    if (!param || !isAggregate(type) || mapLeaves(type).length === 0) return;
    const places = translation.argument(i);
    const node = call.argNodes[i];
    if (places.length !== 1 || node === undefined || locations.object(places[0]!).kind === 'alloc') return;
    const byPath = writesBelow(summary, i);
    if (byPath.size === 0) return;
    const isReceiver = i === 0 && summary.func.func?.type.recv !== undefined;
    const at = { node, source: node, type, call: interpreter.site(call.node) };
    const form = isReceiver ? 'receiver' : 'argument';
    if (summary.independent.has(i)) interpreter.noteParameter(places, true);
    watch.startArgument(interpreter.state, call, form, at, places[0]!, byPath, summary.independent.has(i));
  });
}

/** Maps that a callee writes though nothing says so: does the caller read them again? */
function watchPassed(interpreter: Interpreter, call: Call, { summary, temps }: Target): void {
  for (const { param, write } of boundaryOf(summary).written) {
    const temp = temps[param];
    const source = call.argNodes[param];
    const [from, ...others] = temp ? interpreter.originOf(temp) : noRefs;
    if (source === undefined || from === undefined || others.length > 0) continue;
    const site = interpreter.site(call.node);
    const type = summary.func.paramTypes[param]!;
    interpreter.watch.startPassed(
      interpreter.state,
      { callee: summary.func, param, write },
      { call: site, source, type },
      from,
    );
  }
}

const writesMemo = new WeakMap<Summary, ReadonlyMap<string, Access>[]>();

/** Writes to maps inside a by-value parameter, by field path. */
function writesBelow(summary: Summary, index: number): ReadonlyMap<string, Access> {
  let known = writesMemo.get(summary);
  if (!known) writesMemo.set(summary, (known = []));
  return (known[index] ??= findWritesBelow(summary, index));
}

function findWritesBelow(summary: Summary, index: number): ReadonlyMap<string, Access> {
  const { func, locations } = summary;
  const written = summary.accesses.filter((access) => access.kind === 'write');
  const byPath = new Map<string, Access>();
  if (written.length === 0) return byPath;
  const root = locations.variable(func.params[index]!);
  for (const leaf of mapLeaves(func.paramTypes[index]!)) {
    const path = leaf.path.join('.');
    // What may have been made anew before is not what was passed.
    const hit = written.find(
      ({ maps, names }) =>
        maps.every((map) => locations.object(map).kind === 'entry') &&
        names.some((name) =>
          name.some((loc) => locations.isWithin(loc, root) && pathBelow(summary, loc, root) === path),
        ),
    );
    if (hit) byPath.set(path, hit);
  }
  return byPath;
}

function pathBelow(summary: Summary, loc: Loc, root: Loc): string {
  const path: string[] = [];
  for (let at = loc; at !== root && at; at = summary.locations.parent(at)) path.unshift(summary.locations.field(at));
  return path.join('.');
}

/** Whatever is under way may be what is waited for; and whatever comes after, for something to be done to `on`. */
export function settle(interpreter: Interpreter, on: Refs): void {
  interpreter.settles = true;
  if (on.length === 1) interpreter.state.await(on[0]!);
  for (const number of keys(interpreter.state.live)) interpreter.state.end(number);
}
