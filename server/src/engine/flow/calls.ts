/**
 * Calls: of functions with a summary, which is translated into the caller's objects and applied; of library functions
 * with a model; of unknown ones. And goroutines: a call that does not wait for its callee.
 */

import { allMethods, methodNames, unknown } from '../types/index.js';
import type { Func, Type } from '../types/types.js';
import { boundaryOf, type Loan } from './boundary.js';
import { cellAt } from './cells.js';
import type { Lending } from './library-loans.js';
import { mapLeaves } from './copies.js';
import { putValue, takeValue } from './context-values.js';
import { applyDecoder, isUnresolved } from './decoding.js';
import type { Interpreter } from './interpreter.js';
import type { Call, FuncHead, Temp } from './ir.js';
import { readsArguments, type Model } from './library.js';
import { forEach, get, has, keys, some } from './int-map.js';
import { noRefs, refsOf, union, type Loc, type Refs } from './locations.js';
import { noLocks, noLocs, type Lockset, type State } from './state.js';
import type { Access, Summary, Task, TaskKind } from './summary.js';
import { isAggregate, shapeOf } from './tracked.js';
import { Translation, type Target } from './translation.js';

export function applyCall(interpreter: Interpreter, call: Call): void {
  if (call.mode === 'defer') return; // Runs where the function returns.
  const model = call.callee.kind === 'static' ? call.callee.model : undefined;
  noteArguments(interpreter, call);
  const targets = model && call.mode !== 'go' ? [] : targetsOf(interpreter, call);
  if (targets.length === 0) noteUnanalysed(interpreter, call);
  if (call.mode === 'go') {
    const unknown =
      call.callee.kind === 'dynamic'
        ? unknownFunctions(interpreter, interpreter.values[call.callee.value] ?? noRefs)
        : noRefs;
    spawn(interpreter, call, 'go', targets, noRefs, unknown);
    return;
  }
  if (model) applyModel(interpreter, call, model);
  if (call.callee.kind === 'dynamic') invoke(interpreter, interpreter.values[call.callee.value] ?? noRefs);
  if (targets.length > 0) applyTargets(interpreter, call, targets);
  else if (!model) applyUnknown(interpreter, call);
}

/** A call of a function that comes later in a cycle: what its callers hold is known before what it does. */
function noteUnanalysed(interpreter: Interpreter, call: Call): void {
  if (!interpreter.recording || call.callee.kind !== 'static') return;
  const callee = interpreter.callees.headOf(call.callee.func);
  if (callee) noteCall(interpreter, call, callee, argumentsOf(interpreter, call), call.mode === 'go');
}

/** Waits for all that the call waits for, and does nothing else of what it does. */
export function awaitCall(interpreter: Interpreter, call: Call): void {
  for (const target of targetsOf(interpreter, call)) {
    const { awaits } = target.summary;
    if (awaits.size === 0) continue;
    const translation = new Translation(interpreter, call, target);
    for (const loc of awaits) interpreter.await(translation.loc(loc));
  }
}

/** What is passed as a whole, or by its address, is used as a value in its own right. */
function noteArguments({ watch, values }: Interpreter, { callee, args }: Call): void {
  const hasReceiver = callee.kind === 'static' && callee.func.type.recv !== undefined;
  for (const temp of hasReceiver ? args.slice(1) : args) if (temp) watch.passed(values[temp] ?? noRefs);
}

/** The functions of the program that are called. */
function targetsOf(interpreter: Interpreter, call: Call): readonly Target[] {
  if (call.callee.kind === 'static') {
    const summary = interpreter.summaryOf(call.callee.func);
    return summary ? [{ summary, args: argumentsOf(interpreter, call), temps: call.args }] : [];
  }
  const args = argumentsOf(interpreter, call);
  return functionTargets(interpreter, interpreter.values[call.callee.value] ?? noRefs, args, call.args);
}

function argumentsOf({ values }: Interpreter, call: Call): readonly Refs[] {
  return call.args.map((temp) => values[temp] ?? noRefs);
}

/** The functions that function values stand for, methods with their receivers bound. */
function functionTargets(
  interpreter: Interpreter,
  values: Refs,
  args: readonly Refs[],
  temps: readonly Temp[],
): readonly Target[] {
  const targets: Target[] = [];
  for (const ref of values) {
    const object = interpreter.locations.object(ref);
    if (object.literal) {
      targets.push({ summary: interpreter.callees.summaryOfLiteral(object.literal), args, temps });
    } else if (object.func) {
      const summary = interpreter.summaryOf(object.func);
      if (!summary) continue;
      const bound = object.recv && object.recv.length > 0;
      targets.push(bound ? { summary, args: [object.recv!, ...args], temps: [0, ...temps] } : { summary, args, temps });
    }
  }
  return targets;
}

/** Function values that only the caller knows: parameters, and what is reached from them. */
function unknownFunctions({ locations }: Interpreter, values: Refs): Refs {
  return values.filter((ref) => locations.object(ref).kind === 'entry');
}

/** Leaves the call of an unknown function value to those who know it. */
function invoke(interpreter: Interpreter, values: Refs): void {
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

function applyTargets(interpreter: Interpreter, call: Call, targets: readonly Target[]): void {
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
function applySummary(interpreter: Interpreter, call: Call, target: Target): void {
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
  const { live } = interpreter.state;
  const numbers: (number | undefined)[] = [];
  summary.tasks.forEach((task, i) => {
    const resolved = resolveTask(interpreter, call, translation.task(task, site));
    const apart = summary.apart.flatMap(([one, other]) => (other === i ? [numbers[one]] : []));
    numbers.push(launch(interpreter, call, `${task.number}`, resolved, { apart, live }));
  });
  for (const task of summary.finished) {
    const own = translation.task(task, site);
    const resolved = resolveTask(interpreter, call, own);
    const number = launch(interpreter, call, `${task.number}`, resolved, { compared: own.accesses.length });
    if (number !== undefined) interpreter.state.end(number);
  }
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
    const { tasks, finished, invokes, copies, settles, parallel } = summary;
    const lists = [accesses, tasks, finished, invokes, copies, signals];
    const sets = [exit, published, acquired, maybeAcquired, released, awaits];
    nothing = !settles && !parallel && [...lists, ...results].every((list) => list.length === 0);
    nothing &&= sets.every((set) => set.size === 0);
    nothingDone.set(summary, nothing);
  }
  return nothing;
}

/** Whatever is under way may be what is waited for; and whatever comes after, for something to be done to `on`. */
function settle(interpreter: Interpreter, on: Refs): void {
  interpreter.settles = true;
  if (on.length === 1) interpreter.state.await(on[0]!);
  for (const number of keys(interpreter.state.live)) interpreter.state.end(number);
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

/** A library's results that others have, too: a list is new, what is in it is not. */
function lendFromLibrary(interpreter: Interpreter, call: Call, lending: Lending): void {
  const { locations, memory, state, values, inLoop } = interpreter;
  call.dsts.forEach((dst, i) => {
    if (!dst) return;
    const type = call.resultTypes[i]!;
    const list = shapeOf(type);
    const holder = interpreter.holderOf(call, i, lending, list.kind === 'slice' ? list.elem : type);
    const held = memory.load(state, locations.only(locations.variable(holder)));
    values[dst] = held;
    if (list.kind !== 'slice') return;
    const made = locations.only(memory.allocate(state, `call ${call.node} ${i}`, type, inLoop));
    memory.store(state, memory.elements(made, list.elem), held);
    values[dst] = made;
  });
}

/** A getter that returns a map of its receiver. */
function lendField(interpreter: Interpreter, call: Call, field: string, receiver: Refs): void {
  const [dst] = call.dsts;
  if (!dst) return;
  const place = interpreter.memory.fields(receiver, field, call.resultTypes[0]!);
  const maps = interpreter.memory.load(interpreter.state, place);
  interpreter.values[dst] = maps;
  const cell = place.length === 1 ? cellAt(interpreter.locations, interpreter.func, place[0]!)?.cell : undefined;
  interpreter.lent.set(dst, { call: interpreter.site(call.node), callee: undefined, cell, place, maps });
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
    const hit = written.find((access) =>
      access.names.some((name) =>
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

function noteCall(
  interpreter: Interpreter,
  call: Call,
  callee: FuncHead,
  args: readonly Refs[],
  spawned: boolean,
): void {
  const { memory, locations, state } = interpreter;
  interpreter.calls.push({
    site: interpreter.site(call.node),
    caller: interpreter.func,
    callee,
    held: spawned ? noLocks : state.held,
    maybeHeld: spawned ? noLocks : state.maybeHeld,
    args,
    fresh: args.map(
      (refs) =>
        refs.length > 0 &&
        refs.every(
          (ref) => memory.isOwn(ref) && !state.isPublished(locations.objectId(ref)) && !isLive(interpreter, ref),
        ),
    ),
    spawned,
  });
}

/** Whether a goroutine under way reaches maps of the object, and not only once it has been told something. */
function isLive(interpreter: Interpreter, ref: Loc): boolean {
  const { state, locations, tasks, memory, signals } = interpreter;
  const root = locations.object(ref).root;
  const isWaiting = ({ awaited }: Access): boolean =>
    [...awaited].some((chan) => memory.isOwn(chan) && !signals.has(chan));
  return some(state.live, (_, number) =>
    tasks[number]!.accesses.some(
      (access) =>
        !isWaiting(access) && access.names.some((name) => name.some((loc) => locations.object(loc).root === root)),
    ),
  );
}

function applyModel(interpreter: Interpreter, call: Call, model: Model): void {
  const { memory, state, values, inLoop } = interpreter;
  const argument = (index: number): Refs => values[call.args[index] ?? 0] ?? noRefs;
  if (model.lock) acquire(interpreter, call, argument(0), model.lock);
  if (model.unlock) for (const lock of argument(0)) state.release(lockOf(interpreter, lock).lock);
  if (model.rlocker && call.dsts[0]) values[call.dsts[0]] = memory.fields(argument(0), readSide, call.resultTypes[0]!);
  for (const index of model.keeps ?? []) {
    interpreter.use(call.args[index] ?? 0, call.node);
    interpreter.escape('argument', call.node, call.argNodes[index] ?? 0, argument(index));
  }
  for (const index of model.reads ?? []) readWhole(interpreter, call, index);
  for (const index of model.writes ?? [])
    if (argument(index).length > 0) interpreter.access('write', 'fill', call.args[index]!, call.node);
  if (model.fills !== undefined) for (const temp of call.args) if (temp) interpreter.use(temp, call.node);
  if (model.decodes) applyDecoder(interpreter, call, model.decodes);
  if (model.waits !== undefined) interpreter.await(argument(model.waits));
  if (model.settles) settle(interpreter, argument(0));
  if (model.signals !== undefined) interpreter.signal(argument(model.signals));
  if (model.parallel) interpreter.parallel = true;
  if (model.subtest !== undefined) runSubtest(interpreter, call, argument(model.subtest.test), model.subtest.many);
  if (model.spawns) {
    const { kind, joinedBy, many, methods } = model.spawns;
    const join = joinedBy === undefined ? noRefs : argument(joinedBy);
    call.args.forEach((temp, i) => {
      if (!temp || i === joinedBy) return;
      const isRegistered = kind === 'handler' || kind === 'consumer';
      const named = isRegistered ? (methods ?? interfaceMethods(call, i)) : [];
      const targets = callbackTargets(interpreter, argument(i), call.argTypes[i]!, named);
      const unknown = isRegistered ? noRefs : unknownFunctions(interpreter, functionRefs(interpreter, call, i));
      if (targets.length > 0 || unknown.length > 0) spawn(interpreter, call, kind, targets, join, unknown, many);
    });
  }
  if (model.once !== undefined) runOnce(interpreter, call, argument(model.once));
  if (model.lends) {
    lendFromLibrary(interpreter, call, model.lends);
    return;
  }
  if (model.field !== undefined) {
    lendField(interpreter, call, model.field, argument(0));
    return;
  }
  if (model.returns !== undefined && call.dsts[0]) {
    values[call.dsts[0]] = argument(model.returns);
    return;
  }
  if (model.clones !== undefined && call.dsts[0]) {
    const type = call.resultTypes[0]!;
    const clone = memory.allocate(state, `call ${call.node}`, type, inLoop);
    const container = shapeOf(type);
    if (container.kind === 'map' || container.kind === 'slice')
      copyEntries(interpreter, call, [clone], argument(model.clones), container.elem);
    values[call.dsts[0]] = [clone];
    return;
  }
  if (model.puts) {
    putValue(interpreter, call, model.puts);
    return;
  }
  if (model.takes) {
    takeValue(interpreter, call, model.takes);
    return;
  }
  if (model.part !== undefined && call.dsts[0]) {
    values[call.dsts[0]] = memory.load(state, memory.fields(argument(0), model.part, call.resultTypes[0]!));
    return;
  }
  if (model.copies) {
    const { to, from } = model.copies;
    const map = shapeOf(call.argTypes[to] ?? unknown);
    if (map.kind === 'map') copyEntries(interpreter, call, argument(to), argument(from), map.elem);
  }
  if (!model.rlocker) freshResults(interpreter, call);
}

/** What the entries of one map hold is put into another. */
function copyEntries(interpreter: Interpreter, call: Call, to: Refs, from: Refs, type: Type): void {
  const { memory, state } = interpreter;
  const targets = memory.elements(to, type);
  const sources = memory.elements(from, type);
  if (isAggregate(type)) memory.copyAggregate(state, targets, sources, type);
  else memory.store(state, targets, memory.load(state, sources));
  if (targets.length !== 1 || sources.length !== 1) return;
  const at = { node: call.node, source: 0, target: 0, type };
  interpreter.watch.startEntries(state, call, at, targets[0]!, sources[0]!);
}

/** The pseudo-field that stands for a RWMutex's `RLocker()`. */
const readSide = '[rlocker]';

/** The lock that a lock value is, and how locking it holds it. */
function lockOf(interpreter: Interpreter, loc: Loc): { readonly lock: Loc; readonly read: boolean } {
  const read = interpreter.locations.field(loc) === readSide;
  return { lock: read ? interpreter.locations.parent(loc) : loc, read };
}

function acquire(interpreter: Interpreter, call: Call, locks: Refs, { mode, tries }: NonNullable<Model['lock']>): void {
  const { state } = interpreter;
  for (const loc of locks) {
    const { lock, read } = lockOf(interpreter, loc);
    const as = read ? 'read' : mode;
    state.mayHold(lock, as);
    if (locks.length > 1) continue;
    interpreter.lockTaken(lock, as, call.node);
    if (tries) interpreter.tried = { node: call.node, lock, mode: as };
    else state.hold(lock, as);
  }
}

function readWhole(interpreter: Interpreter, call: Call, index: number): void {
  const temp = call.args[index];
  if (!temp || !interpreter.values[temp]?.length) return;
  if (shapeOf(call.argTypes[index]!).kind === 'map') interpreter.access('read', 'use', temp, call.node);
  else interpreter.use(temp, call.node);
}

/** The pseudo-field of a Once that orders like a lock, though nothing is guarded by it for long. */
export const onceDone = '[done]';

/** `once.Do(f)`: f runs under a lock of the Once; whoever comes after it comes after f. */
function runOnce(interpreter: Interpreter, call: Call, once: Refs): void {
  const { state } = interpreter;
  const { locations } = interpreter;
  const lock = once.length === 1 ? locations.child(once[0]!, onceDone, locations.type(once[0]!)) : 0;
  if (!lock) return;
  state.hold(lock, 'write');
  state.mayHold(lock, 'write');
  runCallbacks(interpreter, call);
  interpreter.state.hold(lock, 'read');
}

/** What an argument of function type refers to. */
function functionRefs(interpreter: Interpreter, call: Call, index: number): Refs {
  if (shapeOf(call.argTypes[index]!).kind !== 'signature') return noRefs;
  return interpreter.values[call.args[index]!] ?? noRefs;
}

function runSubtest(interpreter: Interpreter, call: Call, refs: Refs, many = false): void {
  const outer = interpreter.parallel;
  for (const target of functionTargets(interpreter, refs, [], [])) {
    if (target.summary.parallel) {
      spawn(interpreter, call, 'subtest', [target], noRefs, noRefs, many);
      continue;
    }
    const before = interpreter.state.live;
    applySummary(interpreter, { ...call, dsts: [] }, target);
    // Run returns when the parallel subtests inside have ended.
    for (const number of keys(interpreter.state.live))
      if (!has(before, number) && interpreter.tasks[number]?.kind === 'subtest') interpreter.state.end(number);
  }
  interpreter.parallel = outer;
}

/** The methods of the interface that a parameter has: what a function can call of its argument. */
function interfaceMethods({ callee, argTypes }: Call, index: number): readonly string[] {
  if (callee.kind !== 'static') return [];
  const { func, recvType } = callee;
  const type = func.type.params[recvType ? index - 1 : index]?.type ?? argTypes[index]!;
  const wanted = shapeOf(type);
  return wanted.kind === 'interface' ? [...allMethods(wanted).keys()] : [];
}

/** Functions that are registered or spawned: function values, those in the fields of a struct, methods of a value. */
function callbackTargets(
  interpreter: Interpreter,
  refs: Refs,
  type: Type,
  methods: readonly string[] | 'exported',
): readonly Target[] {
  const direct = functionTargets(interpreter, refs, [], []);
  if (direct.length > 0 || methods.length === 0) return direct;
  const names = methods === 'exported' ? [...methodNames(type)].filter((name) => /^\p{Lu}/u.test(name)) : methods;
  const targets = names.flatMap((name) => {
    const method = methodNamed(interpreter, type, name);
    const summary = method && interpreter.summaryOf(method);
    return summary ? [{ summary, args: [refs], temps: [0] }] : [];
  });
  return targets.length > 0 ? targets : heldFunctions(interpreter, refs, type);
}

/** `cache.ResourceEventHandlerFuncs{AddFunc: …}`: a value whose methods call the functions in its fields. */
function heldFunctions(interpreter: Interpreter, refs: Refs, type: Type): readonly Target[] {
  const { memory, state } = interpreter;
  const struct = shapeOf(type.kind === 'pointer' ? type.elem : type);
  if (struct.kind !== 'struct') return [];
  return struct.fields
    .filter((field) => shapeOf(field.type).kind === 'signature')
    .flatMap(({ name, type: held }) => {
      const functions = memory.load(state, memory.fields(refs, name, held));
      return functionTargets(interpreter, functions, [], []);
    });
}

function methodNamed(interpreter: Interpreter, type: Type, name: string): Func | undefined {
  const named = type.kind === 'pointer' ? type.elem : type;
  return named.kind === 'named' ? interpreter.callees.methodOf(named, name) : undefined;
}

/** An unknown function: it may call its function arguments, use the others, and gives new results. */
function applyUnknown(interpreter: Interpreter, call: Call): void {
  giveBack(interpreter, call);
  if (call.callee.kind === 'static' && readsArguments(call.callee))
    call.args.forEach((_, i) => readWhole(interpreter, call, i));
  else for (const temp of call.args) if (temp) interpreter.use(temp, call.node);
  runCallbacks(interpreter, call);
  freshResults(interpreter, call);
}

/** `obj.SetLabels(labels)`: who gets a borrowed map together with its owner puts it back. */
function giveBack(interpreter: Interpreter, call: Call): void {
  if (interpreter.state.phases === undefined || call.args.length < 2) return;
  const args = argumentsOf(interpreter, call);
  for (const [i, temp] of call.args.entries()) {
    const [from, ...others] = temp ? interpreter.originOf(temp) : noRefs;
    if (from === undefined || others.length > 0) continue;
    args.forEach((owners, j) => {
      if (i !== j) interpreter.watch.noteReturnedTo(from, owners);
    });
  }
}

function runCallbacks(interpreter: Interpreter, call: Call): void {
  for (const temp of call.args) {
    for (const target of functionTargets(interpreter, interpreter.values[temp] ?? noRefs, [], [])) {
      const skipped = interpreter.state.copy();
      applySummary(interpreter, { ...call, dsts: [] }, target);
      if (call.callee.kind === 'static' && call.callee.func.pkg !== 'sync')
        interpreter.state.join(skipped, interpreter.memory.initial);
    }
  }
}

function freshResults(interpreter: Interpreter, call: Call): void {
  call.dsts.forEach((dst, i) => {
    if (!dst) return;
    const type = call.resultTypes[i]!;
    const pointee = shapeOf(type).kind === 'pointer' ? (shapeOf(type) as { elem: Type }).elem : type;
    // Nobody knows whether the result is new: treat it as a parameter would be, apart from everything else.
    const { locations, memory, state, inLoop } = interpreter;
    const result = memory.allocate(state, `call ${call.node} ${i}`, pointee, inLoop);
    interpreter.values[dst] = locations.only(result);
    state.publish(locations.objectId(result));
  });
}

/** Goroutines that start goroutines that start goroutines: the nearest accesses come first. */
const maxTaskAccesses = 80;

/** Starts tasks for every function that the call runs concurrently. */
function spawn(
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
  const numbers = targets.map((target, i) => {
    const translation = new Translation(interpreter, call, target);
    const { summary } = target;
    if (interpreter.recording) noteCall(interpreter, call, summary.func, target.args, true);
    const inner = [...summary.tasks, ...summary.finished];
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
    return launch(
      interpreter,
      call,
      `go ${i}`,
      resolveTask(interpreter, call, { ...basis, accesses, signals, invokes, invokesAfter, invokesUnder }),
    );
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

function intersection(sets: readonly ReadonlySet<Loc>[]): ReadonlySet<Loc> {
  const [first, ...others] = sets;
  return first ? new Set([...first].filter((loc) => others.every((other) => other.has(loc)))) : noLocs;
}

function commonLocks(sets: readonly Lockset[]): Lockset {
  const [first, ...others] = sets;
  return first ? new Map([...first].filter(([lock]) => others.every((other) => other.has(lock)))) : noLocks;
}

/** A task with the functions it calls put in, as far as they are known here. */
function resolveTask(interpreter: Interpreter, call: Call, task: Task): Task {
  if (task.invokes.length === 0) return task;
  const targets = functionTargets(interpreter, task.invokes, [], []);
  const accesses = targets.flatMap((target) => {
    const translation = new Translation(interpreter, call, target);
    const known = target.summary.accesses.filter((access) => !isUnresolved(access));
    return known.map((access) => {
      const spawned = translation.spawned(access, interpreter.site(call.node));
      return {
        ...spawned,
        awaited: new Set([...spawned.awaited, ...task.invokesAfter]),
        maybeHeld: new Map([...task.invokesUnder, ...spawned.maybeHeld]),
      };
    });
  });
  return { ...task, accesses: [...task.accesses, ...accesses], invokes: unknownFunctions(interpreter, task.invokes) };
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
function launch(
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
