/** Which methods a framework calls of a value that is registered with it. */
import { allMethods, lookupMethod, methodNames } from '../types/index.js';
import type { Func } from '../types/types.js';
import type { Call } from './ir.js';
import { shapeOf } from './tracked.js';

/**
 * Those that the interface asks for that the parameter has, or all exported ones; undefined where the call registers
 * nothing, or nobody knows what will be called.
 */
export function registeredMethods(
  { callee, argTypes }: Pick<Call, 'callee' | 'argTypes'>,
  index: number,
): readonly Func[] | undefined {
  const spawns = callee.kind === 'static' ? callee.model?.spawns : undefined;
  if (callee.kind !== 'static' || (spawns?.kind !== 'handler' && spawns?.kind !== 'consumer')) return undefined;
  const type = argTypes[index]!;
  const parameter = callee.func.type.params[callee.recvType ? index - 1 : index];
  const wanted = shapeOf(parameter?.type ?? type);
  const named = type.kind === 'pointer' ? type.elem : type;
  const isWanted = wanted.kind === 'interface' ? allMethods(wanted) : new Map<string, Func>();
  const names =
    spawns.methods === 'exported'
      ? [...methodNames(type)].filter((name) => /^\p{Lu}/u.test(name))
      : [...isWanted.keys()];
  if (names.length === 0) return undefined;
  return named.kind === 'named' ? names.flatMap((name) => lookupMethod(named, name) ?? []) : [];
}
