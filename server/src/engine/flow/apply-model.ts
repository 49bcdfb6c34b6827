/** What functions without a summary do: those of libraries by their models in `library.ts`, and unknown ones. */
import { underlying, unknown } from '../types/index.js';
import type { Type } from '../types/types.js';
import { applySummary, settle } from './apply-summary.js';
import { argumentsOf, callbackTargets, functionRefs, functionTargets, unknownFunctions } from './call-targets.js';
import { isRegistration, registeredMethods } from './registered-methods.js';
import { cellAt } from './cells.js';
import { contextEnd } from './context-ends.js';
import { putValue, takeValue } from './context-values.js';
import { applyDecoder } from './decoding.js';
import { has, keys } from './int-map.js';
import type { Interpreter } from './interpreter.js';
import type { Call, Temp } from './ir.js';
import { spawn } from './launch.js';
import type { Lending } from './library-loans.js';
import { readsArguments, type Model } from './library.js';
import { noRefs, type Loc, type Refs } from './locations.js';
import type { Mode } from './state.js';
import { isAggregate, shapeOf } from './tracked.js';

export function applyModel(interpreter: Interpreter, call: Call, model: Model): void {
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
  if (model.observes !== undefined) observe(interpreter, call, argument(model.observes));
  if (model.claims !== undefined) claim(interpreter, call, argument(model.claims));
  if (model.sets !== undefined) setFlag(interpreter, argument(model.sets));
  if (model.cancels && call.dsts[1]) values[call.dsts[1]] = contextEnd(interpreter, argument(0));
  if (model.ends && call.dsts[0]) {
    values[call.dsts[0]] = contextEnd(interpreter, argument(0));
    return;
  }
  if (model.parallel) interpreter.parallel = true;
  if (model.subtest !== undefined) runSubtest(interpreter, call, argument(model.subtest.test), model.subtest.many);
  if (model.spawns) {
    const { kind, joinedBy, many } = model.spawns;
    const join = joinedBy === undefined ? noRefs : argument(joinedBy);
    call.args.forEach((temp, i) => {
      if (!temp || i === joinedBy) return;
      const targets = callbackTargets(interpreter, argument(i), call.argTypes[i]!, registeredMethods(call, i));
      const unknown = isRegistration(model.spawns)
        ? noRefs
        : unknownFunctions(interpreter, functionRefs(interpreter, call, i));
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
    nameByPlace(interpreter, lock, call.args[0] ?? 0);
    interpreter.lockTaken(lock, as, call.node);
    if (tries) interpreter.outcome = { node: call.node, apply: (taken) => tookLock(interpreter, lock, as, taken) };
    else state.hold(lock, as);
  }
}

/** A mutex that was made here, and that a field points to, guards under the field's name. */
function nameByPlace(interpreter: Interpreter, lock: Loc, temp: Temp): void {
  const { locations } = interpreter;
  if (locations.object(lock).kind !== 'alloc' || locations.parent(lock)) return;
  const [place, ...others] = interpreter.originOf(temp);
  if (place !== undefined && others.length === 0 && locations.parent(place)) locations.name(lock, place);
}

function tookLock({ state }: Interpreter, lock: Loc, mode: Mode, taken: boolean): void {
  if (taken) state.hold(lock, mode);
  else state.mayNotHold(lock);
}

/** Who sees a flag set comes after who has set it. */
function observe(interpreter: Interpreter, call: Call, flag: Refs): void {
  const [type] = call.resultTypes;
  const result = type && underlying(type);
  if (result?.kind !== 'basic' || result.name !== 'bool') interpreter.await(flag);
  else
    interpreter.outcome = {
      node: call.node,
      apply(isSet) {
        if (isSet) interpreter.await(flag);
      },
    };
}

/** `busy.CompareAndSwap(false, true)`: of all who try, one has it until somebody stores another value. */
function claim(interpreter: Interpreter, call: Call, flags: Refs): void {
  const [flag, ...others] = flags;
  if (flag === undefined || others.length > 0) return;
  interpreter.state.mayHold(flag, 'write');
  interpreter.outcome = {
    node: call.node,
    apply(claimed) {
      tookLock(interpreter, flag, 'write', claimed);
      if (claimed) interpreter.await(flags);
    },
  };
}

function setFlag(interpreter: Interpreter, flags: Refs): void {
  const { state } = interpreter;
  for (const flag of flags) if (state.maybeHeld.has(flag)) state.release(flag);
  interpreter.signal(flags);
}

function readWhole(interpreter: Interpreter, call: Call, index: number): void {
  const temp = call.args[index];
  if (!temp || !interpreter.values[temp]?.length) return;
  if (shapeOf(call.argTypes[index]!).kind === 'map') interpreter.access('read', 'use', temp, call.node);
  else interpreter.use(temp, call.node);
}

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

/** The pseudo-field of a Once that orders like a lock, though nothing is guarded by it for long. */
export const onceDone = '[done]';

/** An unknown function: it may call its function arguments, use the others, and gives new results. */
export function applyUnknown(interpreter: Interpreter, call: Call): void {
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
