/** What Mapguard asks of types: is it a map, does a copy of it copy a map's reference, can one be reached from it. */
import { underlying } from './named.js';
import { termsOf } from './type-sets.js';
import type { MapType, Struct, Type } from './types.js';

/** Whether every value of the type is a map: its underlying type, or all types of a type parameter's constraint. */
export function isMap(type: Type): boolean {
  return mapTypeOf(type) !== undefined;
}

/** The map type behind a type: of a type parameter, that of the first type its constraint names. */
export function mapTypeOf(type: Type): MapType | undefined {
  if (type.kind === 'map') return type;
  if (type.kind !== 'typeparam') {
    const inner = underlying(type);
    return inner.kind === 'map' ? inner : undefined;
  }
  const terms = termsOf(type);
  if (terms === undefined || terms.length === 0) return undefined;
  const maps = terms.map((term) => underlying(term.type));
  return maps.every((map) => map.kind === 'map') ? (maps[0] as MapType) : undefined;
}

/** Whether a struct or array holds a map by value, however deep: copying it shares the map. False for maps. */
export function holdsMap(type: Type): boolean {
  return holds(type, 0);
}

/** Whether a map can be reached from a value: by value, through pointers, slices, channels and map elements. */
export function reachesMap(type: Type): boolean {
  return reaches(type, new Set());
}

/** `map`, `holder` (of one by value), or undefined: what the facts print. */
export function mapClassOf(type: Type): 'map' | 'holder' | undefined {
  if (isMap(type)) return 'map';
  return holdsMap(type) ? 'holder' : undefined;
}

/** Types that hold themselves by value are no Go; deep nesting of real ones stays far below this. */
const deepest = 100;

/** Where it is kept: weak tables cost the collector more than the question costs. */
interface Holder {
  holding?: boolean | undefined;
}

function holds(type: Type, depth: number): boolean {
  if (type.kind !== 'named' && type.kind !== 'struct' && type.kind !== 'array') return false;
  const inner = underlying(type);
  if (inner.kind !== 'struct' && inner.kind !== 'array') return false;
  const holder = type as Holder;
  if (holder.holding !== undefined) return holder.holding;
  if (depth > deepest) return false;
  holder.holding = false;
  const result = inner.kind === 'struct' ? hasHolder(inner, depth) : isMap(inner.elem) || holds(inner.elem, depth + 1);
  holder.holding = result;
  return result;
}

function hasHolder({ fields }: Struct, depth: number): boolean {
  return fields.some((field) => isMap(field.type) || holds(field.type, depth + 1));
}

function reaches(type: Type, seen: Set<Type>): boolean {
  if (isMap(type)) return true;
  if (seen.has(type) || seen.size > 10_000) return false;
  seen.add(type);
  const inner = type.kind === 'typeparam' ? type : underlying(type);
  switch (inner.kind) {
    case 'pointer':
    case 'slice':
    case 'array':
    case 'chan':
      return reaches(inner.elem, seen);
    case 'struct':
      return inner.fields.some((field) => reaches(field.type, seen));
    case 'tuple':
      return inner.types.some((part) => reaches(part, seen));
    default:
      return false;
  }
}
