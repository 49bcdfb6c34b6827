/** Which values must not be copied, since go vet's copylocks would say so. */
import { lookupMethod, underlying, type Type } from '../types/index.js';

/** Whether a value of the type is or holds a lock: something with pointer methods `Lock` and `Unlock`, not behind a pointer. */
export function holdsLock(type: Type, within: readonly Type[] = []): boolean {
  if (within.includes(type)) return false;
  if (type.kind === 'named' && type.obj.pkg === 'sync' && /^(Cond|Once|Pool|Map|WaitGroup)$/.test(type.obj.name))
    return true;
  if (type.kind === 'named' && type.obj.pkg === 'sync/atomic') return true;
  const under = underlying(type);
  const isValue = under.kind !== 'interface' && under.kind !== 'pointer';
  if (type.kind === 'named' && isValue && lookupMethod(type, 'Lock') && lookupMethod(type, 'Unlock')) return true;
  if (under.kind === 'array') return holdsLock(under.elem, [...within, type]);
  return under.kind === 'struct' && under.fields.some((field) => holdsLock(field.type, [...within, type]));
}
