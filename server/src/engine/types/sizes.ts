/** Sizes and alignments of types as Go's compiler lays them out: array lengths may depend on them. */
import { canonicalName } from './basic.js';
import { underlying } from './named.js';
import type { Basic, Type } from './types.js';

/** Bytes of a value of the type; undefined where it is not known. */
export function sizeOf(type: Type, wordSize: number): number | undefined {
  const inner = underlying(type);
  switch (inner.kind) {
    case 'basic':
      return sizeOfBasic(inner, wordSize);
    case 'pointer':
    case 'map':
    case 'chan':
    case 'signature':
      return wordSize;
    case 'slice':
      return 3 * wordSize;
    case 'interface':
      return type.kind === 'typeparam' ? undefined : 2 * wordSize;
    case 'array': {
      const elem = sizeOf(inner.elem, wordSize);
      return elem === undefined || inner.length < 0 ? undefined : elem * inner.length;
    }
    case 'struct':
      return sizeOfStruct(
        inner.fields.map((field) => field.type),
        wordSize,
      );
    default:
      return undefined;
  }
}

function sizeOfBasic(type: Basic, wordSize: number): number | undefined {
  const name = canonicalName(type);
  if (name === 'bool') return 1;
  if (name === 'string') return 2 * wordSize;
  if (name === 'int' || name === 'uint' || name === 'uintptr' || name === 'unsafe.Pointer') return wordSize;
  const bits = /\D(8|16|32|64|128)$/.exec(name);
  return bits === null ? undefined : Number(bits[1]) / 8;
}

function alignOf(type: Type, wordSize: number): number | undefined {
  const inner = underlying(type);
  if (inner.kind === 'array') return alignOf(inner.elem, wordSize);
  if (inner.kind === 'struct') {
    let largest = 1;
    for (const field of inner.fields) {
      // The runtime marks 64-bit atomics of 32-bit machines this way.
      const align = isAlign64(field.type) ? 8 : alignOf(field.type, wordSize);
      if (align === undefined) return undefined;
      largest = Math.max(largest, align);
    }
    return largest;
  }
  const size = sizeOf(type, wordSize);
  if (size === undefined) return undefined;
  const isComplex = inner.kind === 'basic' && inner.name.startsWith('complex');
  return Math.max(1, Math.min(isComplex ? size / 2 : size, wordSize));
}

function isAlign64(type: Type): boolean {
  return type.kind === 'named' && type.obj.name === 'align64' && /(^|\/)atomic$/.test(type.obj.pkg);
}

function sizeOfStruct(fields: readonly Type[], wordSize: number): number | undefined {
  let offset = 0;
  let largest = 1;
  let last = 1;
  for (const field of fields) {
    const size = sizeOf(field, wordSize);
    const align = isAlign64(field) ? 8 : alignOf(field, wordSize);
    if (size === undefined || align === undefined) return undefined;
    offset = roundedUp(offset, align) + size;
    largest = Math.max(largest, align);
    last = size;
  }
  // A last field without a size gets a byte, so that its address stays inside.
  if (last === 0 && offset > 0) offset++;
  return roundedUp(offset, largest);
}

function roundedUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
