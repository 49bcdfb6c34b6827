/** Which functions a call may reach, with their summaries; and the fact that it calls them. */
import type { Func, Type } from '../types/types.js';
import { isContextEnd } from './context-ends.js';
import { some } from './int-map.js';
import type { Interpreter } from './interpreter.js';
import type { Call, FuncHead, Temp } from './ir.js';
import { noRefs, type Loc, type Refs } from './locations.js';
import { noLocks } from './state.js';
import type { Access } from './summary.js';
import { shapeOf } from './tracked.js';
import type { Target } from './translation.js';

/** The functions of the program that are called. */
export function targetsOf(interpreter: Interpreter, call: Call): readonly Target[] {
  if (call.callee.kind === 'static') {
    const summary = interpreter.summaryOf(call.callee.func);
    return summary ? [{ summary, args: argumentsOf(interpreter, call), temps: call.args }] : [];
  }
  const args = argumentsOf(interpreter, call);
  return functionTargets(interpreter, interpreter.values[call.callee.value] ?? noRefs, args, call.args);
}

export function argumentsOf({ values }: Interpreter, call: Call): readonly Refs[] {
  return call.args.map((temp) => values[temp] ?? noRefs);
}

/** The functions that function values stand for, methods with their receivers bound. */
export function functionTargets(
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
export function unknownFunctions({ locations }: Interpreter, values: Refs): Refs {
  return values.filter((ref) => locations.object(ref).kind === 'entry' && !isContextEnd(locations, ref));
}

/** What an argument of function type refers to. */
export function functionRefs(interpreter: Interpreter, call: Call, index: number): Refs {
  if (shapeOf(call.argTypes[index]!).kind !== 'signature') return noRefs;
  return interpreter.values[call.args[index]!] ?? noRefs;
}

/**
 * Functions that are registered or spawned: function values, those in the fields of a struct, methods of a value.
 * @param methods those that a framework calls of a value that is registered.
 */
export function callbackTargets(
  interpreter: Interpreter,
  refs: Refs,
  type: Type,
  methods: readonly Func[] | undefined,
): readonly Target[] {
  const direct = functionTargets(interpreter, refs, [], []);
  if (direct.length > 0 || methods === undefined) return direct;
  const targets = methods.flatMap((method) => {
    const summary = interpreter.summaryOf(method);
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

export function noteCall(
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

/** A goroutine that a callee starts runs a function it was given: under no lock, and whoever gave it has what it uses. */
export function noteRun(interpreter: Interpreter, call: Call, { summary, args }: Target): void {
  interpreter.calls.push({
    site: interpreter.site(call.node),
    caller: interpreter.func,
    callee: summary.func,
    held: noLocks,
    maybeHeld: noLocks,
    args,
    fresh: args.map(() => false),
    spawned: true,
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
