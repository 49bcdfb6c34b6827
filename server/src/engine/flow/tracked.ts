/** Which types flow analysis follows: what can lead to a map, a lock, a function or a channel. */
import { coreType, underlying } from '../types/index.js';
import type { Type } from '../types/types.js';

/** The underlying type; of a type parameter, the one that all types of its type set have, if there is one. */
export function shapeOf(type: Type): Type {
  return type.kind === 'typeparam' ? (coreType(type) ?? type) : underlying(type);
}

/** Whether values of the type stand in a place as a whole and are copied by assignment: structs and arrays. */
export function isAggregate(type: Type): boolean {
  const { kind } = shapeOf(type);
  return kind === 'struct' || kind === 'array';
}

const memo = new WeakMap<Type, boolean>();

/** Whether the analysis follows values of this type. */
export function isTracked(type: Type): boolean {
  const known = memo.get(type);
  if (known !== undefined) return known;
  const tracked = reaches(type, new Set());
  memo.set(type, tracked);
  return tracked;
}

function reaches(type: Type, visiting: Set<Type>): boolean {
  const known = memo.get(type);
  if (known !== undefined) return known;
  if (visiting.has(type)) return false; // A recursive type is tracked if anything beside the recursion is.
  visiting.add(type);
  if (type.kind === 'named' && (type.obj.pkg === 'sync' || type.obj.pkg === 'sync/atomic')) return true;
  const under = shapeOf(type);
  switch (under.kind) {
    case 'map':
    case 'signature':
    case 'chan':
    case 'typeparam':
      return true;
    case 'interface':
      // An `error` holds no map that anybody writes.
      return !(type.kind === 'named' && type.obj.pkg === '' && type.obj.name === 'error');
    case 'unknown':
      return true;
    case 'pointer':
    case 'slice':
    case 'array':
      return reaches(under.elem, visiting);
    case 'struct':
      return under.fields.some((field) => reaches(field.type, visiting));
    case 'tuple':
      return under.types.some((member) => reaches(member, visiting));
    case 'basic':
    case 'named':
    case 'union':
      return false;
  }
}
