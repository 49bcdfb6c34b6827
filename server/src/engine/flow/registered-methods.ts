/** Which methods a framework calls of a value that is registered with it. */
import { allMethods, isExported, lookupMethod, methodNames } from '../types/index.js';
import type { Func } from '../types/types.js';
import type { Call } from './ir.js';
import type { Model } from './library.js';
import { shapeOf } from './tracked.js';

/**
 * Those that the interface asks for that the parameter has, or all exported ones; undefined where the call registers
 * nothing, or nobody knows what will be called.
 */
export function registeredMethods(
  { callee, argTypes }: Pick<Call, 'callee' | 'argTypes'>,
  index: number,
): readonly Func[] | undefined {
  if (callee.kind !== 'static' || !isRegistration(callee.model?.spawns)) return undefined;
  const type = argTypes[index]!;
  const parameter = callee.func.type.params[callee.recvType ? index - 1 : index];
  const wanted = shapeOf(parameter?.type ?? type);
  const named = type.kind === 'pointer' ? type.elem : type;
  const asked = wanted.kind === 'interface' ? [...allMethods(wanted).keys()] : [];
  const names = callee.model?.spawns?.methods === 'exported' ? [...methodNames(type)].filter(isExported) : asked;
  if (names.length === 0) return undefined;
  return named.kind === 'named' ? names.flatMap((name) => lookupMethod(named, name) ?? []) : [];
}

/** Whether what is started is called by a framework, later than the code around. */
export function isRegistration(spawns: Model['spawns']): boolean {
  return spawns?.kind === 'handler' || spawns?.kind === 'consumer';
}
