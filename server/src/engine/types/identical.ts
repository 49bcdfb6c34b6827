/** Spec: "Type identity". Unknown types are identical to nothing, themselves included: nothing follows from them. */
import { sameBasic } from './basic.js';
import type { NamedType } from './named.js';
import type { Func, Interface, Signature, Type, TypeParam } from './types.js';

export function identical(x: Type, y: Type): boolean {
  return same(x, y, 0);
}

/** Whether two signatures have identical parameters and results, receivers aside. */
export function identicalSignatures(x: Signature, y: Signature): boolean {
  return sameSignature(x, y, 0);
}

function same(x: Type, y: Type, depth: number): boolean {
  if (x === y) return x.kind !== 'unknown';
  // Deeper nesting comes from anonymous interfaces that mention themselves through instantiations only.
  if (depth > 100) return true;
  switch (x.kind) {
    case 'basic':
      return y.kind === 'basic' && sameBasic(x, y);
    case 'named': {
      if (y.kind !== 'named' || x.writtenArgs.length === 0) return false;
      if ((x as NamedType).origin !== (y as NamedType).origin) return false;
      return sameAll(x.typeArgs, y.typeArgs, depth);
    }
    case 'pointer':
    case 'slice':
      return y.kind === x.kind && same(x.elem, y.elem, depth + 1);
    case 'array':
      return y.kind === 'array' && x.length === y.length && x.length >= 0 && same(x.elem, y.elem, depth + 1);
    case 'chan':
      return y.kind === 'chan' && x.direction === y.direction && same(x.elem, y.elem, depth + 1);
    case 'map':
      return y.kind === 'map' && same(x.key, y.key, depth + 1) && same(x.elem, y.elem, depth + 1);
    case 'signature':
      return y.kind === 'signature' && sameSignature(x, y, depth + 1);
    case 'struct':
      if (y.kind !== 'struct' || x.fields.length !== y.fields.length) return false;
      return x.fields.every((field, i) => {
        const other = y.fields[i]!;
        if (field.name !== other.name || field.embedded !== other.embedded) return false;
        if (field.pkg !== other.pkg && !/^\p{Lu}/u.test(field.name)) return false;
        return x.tags[i] === y.tags[i] && same(field.type, other.type, depth + 1);
      });
    case 'interface':
      return y.kind === 'interface' && sameInterface(x, y, depth + 1);
    case 'tuple':
      return y.kind === 'tuple' && sameAll(x.types, y.types, depth + 1);
    case 'union':
      if (y.kind !== 'union' || x.terms.length !== y.terms.length) return false;
      return x.terms.every((term, i) => {
        const other = y.terms[i]!;
        return term.tilde === other.tilde && same(term.type, other.type, depth + 1);
      });
    case 'typeparam':
    case 'unknown':
      return false;
  }
}

function sameAll(xs: readonly Type[], ys: readonly Type[], depth: number): boolean {
  return xs.length === ys.length && xs.every((x, i) => same(x, ys[i]!, depth + 1));
}

function sameSignature(x: Signature, y: Signature, depth: number): boolean {
  if (x.variadic !== y.variadic || x.typeParams.length !== y.typeParams.length) return false;
  if (x.typeParams.length > 0) return false;
  return (
    sameAll(
      x.params.map((param) => param.type),
      y.params.map((param) => param.type),
      depth,
    ) &&
    sameAll(
      x.results.map((result) => result.type),
      y.results.map((result) => result.type),
      depth,
    )
  );
}

function sameInterface(x: Interface, y: Interface, depth: number): boolean {
  const xs = allMethods(x);
  const ys = allMethods(y);
  if (xs.size !== ys.size) return false;
  for (const [name, func] of xs) {
    const other = ys.get(name);
    if (other === undefined || !(other === func || sameSignature(func.type, other.type, depth + 1))) return false;
  }
  const xTypes = x.embedded.filter((type) => !isPlainInterface(type));
  const yTypes = y.embedded.filter((type) => !isPlainInterface(type));
  return sameAll(xTypes, yTypes, depth);
}

function isPlainInterface(type: Type): boolean {
  const inner = type.kind === 'named' ? (type as NamedType).underlying : type;
  return inner.kind === 'interface' && inner.embedded.every(isPlainInterface);
}

/** Every method of an interface by name, embedded interfaces included. */
export function allMethods(type: Interface): ReadonlyMap<string, Func> {
  if (type.embedded.length === 0 && type.methods.length === 0) return none;
  let methods = methodTables.get(type);
  if (methods === undefined) {
    methods = new Map();
    methodTables.set(type, methods);
    collect(type, methods, new Set());
  }
  return methods;
}

const none: ReadonlyMap<string, Func> = new Map();
const methodTables = new WeakMap<Interface, Map<string, Func>>();

function collect(type: Interface, into: Map<string, Func>, seen: Set<Type | TypeParam>): void {
  if (seen.has(type)) return;
  seen.add(type);
  for (const func of type.methods) if (!into.has(func.name)) into.set(func.name, func);
  for (const embedded of type.embedded) {
    const inner = embedded.kind === 'named' ? (embedded as NamedType).underlying : embedded;
    if (inner.kind === 'interface') collect(inner, into, seen);
  }
}
