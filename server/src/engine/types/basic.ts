/** The predeclared types, one object each: identity of basic types is identity of objects. */
import type { Basic, Unknown } from './types.js';

/** What cannot be known. */
export const unknown: Unknown = { kind: 'unknown' };

const typed = [
  'bool',
  'string',
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;

const untypedKinds = ['bool', 'int', 'rune', 'float', 'complex', 'string', 'nil'] as const;

export type BasicName = (typeof typed)[number];
export type UntypedName = (typeof untypedKinds)[number];

function table<Names extends string>(names: readonly Names[], make: (name: Names) => Basic): Record<Names, Basic> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Names, Basic>;
}

/** By name: `basic.int`. */
export const basic: Readonly<Record<BasicName, Basic>> = table(typed, (name) => ({
  kind: 'basic',
  name,
  untyped: false,
}));

/** Types of untyped constants, comparisons and nil: `untyped.int` is "untyped int". */
export const untyped: Readonly<Record<UntypedName, Basic>> = table(untypedKinds, (name) => ({
  kind: 'basic',
  name: `untyped ${name}`,
  untyped: true,
}));

/** `byte` and `rune` are the same types as `uint8` and `int32`, under a name that texts keep. */
export const byteType: Basic = { kind: 'basic', name: 'byte', untyped: false };
export const runeType: Basic = { kind: 'basic', name: 'rune', untyped: false };
export const unsafePointer: Basic = { kind: 'basic', name: 'unsafe.Pointer', untyped: false };

/** Whether two basic types are one. */
export function sameBasic(x: Basic, y: Basic): boolean {
  return x === y || canonicalName(x) === canonicalName(y);
}

/** The name without the aliases byte and rune. */
export function canonicalName(type: Basic): string {
  if (type === byteType) return 'uint8';
  if (type === runeType) return 'int32';
  return type.name;
}

const integers = new Set<string>([
  ...['int', 'int8', 'int16', 'int32', 'int64', 'uint', 'uint8', 'uint16', 'uint32', 'uint64', 'uintptr'],
  ...['byte', 'rune', 'untyped int', 'untyped rune'],
]);

export function isIntegerBasic(type: Basic): boolean {
  return integers.has(type.name);
}

export function isFloatBasic(type: Basic): boolean {
  return type.name === 'float32' || type.name === 'float64' || type === untyped.float;
}

export function isStringBasic(type: Basic): boolean {
  return type === basic.string || type === untyped.string;
}

export function isNumericBasic(type: Basic): boolean {
  return integers.has(type.name) || isFloatBasic(type) || type.name.includes('complex');
}

/** Spec: "Constants": the type an untyped value takes where none is demanded; undefined for nil. */
export function defaultBasic(type: Basic): Basic | undefined {
  switch (type) {
    case untyped.bool:
      return basic.bool;
    case untyped.int:
      return basic.int;
    case untyped.rune:
      return runeType;
    case untyped.float:
      return basic.float64;
    case untyped.complex:
      return basic.complex128;
    case untyped.string:
      return basic.string;
    case untyped.nil:
      return undefined;
    default:
      return type;
  }
}
