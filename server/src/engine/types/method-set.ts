/** Spec: "Method sets". Which methods can be called on a value of a type without taking its address. */
import { allMethods } from './identical.js';
import { lookupFieldOrMethod } from './lookup.js';
import { underlying, type NamedType } from './named.js';
import type { Func, Interface, Type } from './types.js';
import { identicalSignatures } from './identical.js';

/** The method of the type's method set with this name, promoted ones included. */
export function methodInSet(type: Type, name: string, pkg: string): Func | undefined {
  const found = lookupFieldOrMethod(type, name, pkg);
  if (found?.obj.kind !== 'func') return undefined;
  const recv = found.obj.type.recv;
  const needsPointer = recv?.type.kind === 'pointer';
  return needsPointer && !found.indirect ? undefined : found.obj;
}

/** Names of all methods of the type's method set, in no particular order. */
export function methodNames(type: Type): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<Type>();
  const visit = (t: Type): void => {
    const base = t.kind === 'pointer' ? t.elem : t;
    if (seen.has(base)) return;
    seen.add(base);
    if (base.kind === 'named') for (const func of (base as NamedType).methods) names.add(func.name);
    const inner = underlying(base);
    if (inner.kind === 'interface') for (const name of allMethods(inner).keys()) names.add(name);
    if (inner.kind === 'struct') for (const field of inner.fields) if (field.embedded) visit(field.type);
  };
  visit(type);
  return new Set([...names].filter((name) => methodInSet(type, name, packageOf(type)) !== undefined));
}

/** Whether the type has all methods of the interface. Unknown types implement nothing for sure. */
export function implementsInterface(type: Type, wanted: Interface): boolean {
  for (const [name, method] of allMethods(wanted)) {
    const own = methodInSet(type, name, method.pkg);
    if (own === undefined || !(own === method || identicalSignatures(own.type, method.type))) return false;
  }
  return true;
}

function packageOf(type: Type): string {
  const base = type.kind === 'pointer' ? type.elem : type;
  return base.kind === 'named' ? base.obj.pkg : '';
}
