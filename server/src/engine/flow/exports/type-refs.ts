/** Types as data: how a package tells another one of a type without handing it over. */
import { newArray, newChan, newMap, newPointer, newSlice } from '../../types/composite.js';
import { basic, unknown } from '../../types/index.js';
import { NamedType } from '../../types/named.js';
import type { Chan, Obj, Type } from '../../types/types.js';
import { errorType } from '../../types/universe.js';

/** A basic type by its name; null for what cannot be told: literals of structs, functions and interfaces, local types. */
export type TypeRef = string | null | NamedRef | CompositeRef;

interface NamedRef {
  readonly kind: 'named';
  readonly pkg: string;
  readonly name: string;
  readonly args?: readonly TypeRef[];
}

type CompositeRef =
  | { readonly kind: 'pointer' | 'slice'; readonly elem: TypeRef }
  | { readonly kind: 'array'; readonly elem: TypeRef; readonly length: number }
  | { readonly kind: 'map'; readonly key: TypeRef; readonly elem: TypeRef }
  | { readonly kind: 'chan'; readonly elem: TypeRef; readonly direction: Chan['direction'] };

/** Finds package-level objects, unexported ones too, by import path and name. */
export type FindObject = (pkg: string, name: string) => Obj | undefined;

export function typeRef(type: Type): TypeRef {
  switch (type.kind) {
    case 'basic':
      return type.untyped ? null : type.name;
    case 'named': {
      const { obj, typeArgs } = type;
      const args = typeArgs.length > 0 ? { args: typeArgs.map(typeRef) } : {};
      return { kind: 'named', pkg: obj.pkg, name: obj.name, ...args };
    }
    case 'pointer':
    case 'slice':
      return { kind: type.kind, elem: typeRef(type.elem) };
    case 'array':
      return { kind: 'array', elem: typeRef(type.elem), length: type.length };
    case 'map':
      return { kind: 'map', key: typeRef(type.key), elem: typeRef(type.elem) };
    case 'chan':
      return { kind: 'chan', elem: typeRef(type.elem), direction: type.direction };
    default:
      return null;
  }
}

/** Unknown where a part of it cannot be found. */
export function typeOfRef(ref: TypeRef, find: FindObject): Type {
  if (ref === null) return unknown;
  if (typeof ref === 'string') return (basic as Readonly<Record<string, Type>>)[ref] ?? unknown;
  switch (ref.kind) {
    case 'named':
      return namedType(ref, find);
    case 'pointer':
      return newPointer(typeOfRef(ref.elem, find));
    case 'slice':
      return newSlice(typeOfRef(ref.elem, find));
    case 'array':
      return newArray(ref.length, typeOfRef(ref.elem, find));
    case 'map':
      return newMap(typeOfRef(ref.key, find), typeOfRef(ref.elem, find));
    case 'chan':
      return newChan(ref.direction, typeOfRef(ref.elem, find));
  }
}

function namedType({ pkg, name, args }: NamedRef, find: FindObject): Type {
  if (pkg === '') return name === 'error' ? errorType : unknown;
  const object = find(pkg, name);
  const type = object?.kind === 'typename' ? object.type : undefined;
  if (!(type instanceof NamedType)) return unknown;
  if (args === undefined) return type;
  return args.length === type.typeParams.length ? type.instantiate(args.map((arg) => typeOfRef(arg, find))) : unknown;
}
