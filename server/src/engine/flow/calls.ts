/**
 * Calls: of functions with a summary, which is translated into the caller's objects and applied; of library functions
 * with a model; of unknown ones.
 */
import { applyModel, applyUnknown } from './apply-model.js';
import { applyTargets, invoke } from './apply-summary.js';
import { endsAmong } from './context-ends.js';
import { argumentsOf, noteCall, targetsOf, unknownFunctions } from './call-targets.js';
import type { Interpreter } from './interpreter.js';
import type { Call } from './ir.js';
import { spawn } from './launch.js';
import { noRefs } from './locations.js';
import { Translation } from './translation.js';

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
  if (call.callee.kind === 'dynamic') {
    const functions = interpreter.values[call.callee.value] ?? noRefs;
    interpreter.signal(endsAmong(interpreter, functions));
    invoke(interpreter, functions);
  }
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
