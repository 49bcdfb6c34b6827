/** Spec: "Assignability". False also where it is not known. */
import { identical } from './identical.js';
import { implementsInterface } from './method-set.js';
import { underlying } from './named.js';
import { untyped } from './basic.js';
import type { Type } from './types.js';

export function assignable(value: Type, target: Type): boolean {
  if (identical(value, target)) return true;
  const v = underlying(value);
  const t = underlying(target);
  if (value === untyped.nil) {
    return ['pointer', 'signature', 'slice', 'map', 'chan', 'interface'].includes(t.kind);
  }
  if (t.kind === 'interface' && target.kind !== 'typeparam') return implementsInterface(value, t);
  if (value.kind === 'basic' && value.untyped) return t.kind === 'basic';
  const oneUnnamed = !isNamed(value) || !isNamed(target);
  if (oneUnnamed && value.kind !== 'typeparam' && target.kind !== 'typeparam' && identical(v, t)) return true;
  return oneUnnamed && v.kind === 'chan' && t.kind === 'chan' && v.direction === 'both' && identical(v.elem, t.elem);
}

/** Spec: "Types": predeclared types, defined types and type parameters are named. */
export function isNamed(type: Type): boolean {
  return type.kind === 'named' || type.kind === 'basic' || type.kind === 'typeparam';
}
