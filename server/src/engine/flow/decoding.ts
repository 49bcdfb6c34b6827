/**
 * What decoders do to the value they are given: maps that are there already get more entries, those that are not are
 * made. A helper that takes `any` and decodes into it does so for its caller, who knows what the value is.
 *
 * Needs the types that fields have; encodings differ in their tags only, and `-` of any of them leaves a field out.
 */
import type { Type } from '../types/types.js';
import { isExported, isMap, lookupMethod } from '../types/index.js';
import { leafLoc, type Leaf } from './copies.js';
import type { Interpreter } from './interpreter.js';
import type { Call } from './ir.js';
import type { Model } from './library.js';
import { elements, refsOf, type Loc, type Locations, type Refs } from './locations.js';
import type { Access } from './summary.js';
import { isAggregate, shapeOf } from './tracked.js';

/** A call of a decoder. */
export function applyDecoder(
  interpreter: Interpreter,
  call: Call,
  { into, maps }: NonNullable<Model['decodes']>,
): void {
  call.args.forEach((temp, i) => {
    if (temp && i !== into) interpreter.use(temp, call.node);
  });
  const target = call.args[into];
  if (!target || (shapeOf(call.argTypes[into]!).kind === 'map' && !maps)) return;
  interpreter.access('write', 'decode', target, call.node);
}

/** Whether it is not known yet which maps are written: what is decoded into is a parameter of an interface type. */
export function isUnresolved({ how, maps, table }: Access): boolean {
  return how === 'decode' && !maps.some((map) => isMap(table.type(map)));
}

/** The writes to maps that decoding into a value comes to. */
export function decodedMaps(interpreter: Interpreter, access: Access): readonly Access[] {
  const { locations } = interpreter;
  const found: Access[] = [];
  const others: Loc[] = [];
  for (const place of access.maps) {
    const type = locations.type(place);
    if ((!isAggregate(type) && !isMap(type)) || isMapItself(locations, place)) {
      others.push(place);
      continue;
    }
    for (const leaf of decodedLeaves(type)) {
      const at = leafLoc(locations, place, leaf);
      const maps = at ? mapsAt(interpreter, access, at, leaf) : [];
      if (maps.length === 0) continue;
      const names = [locations.only(at), ...access.names];
      found.push({ ...access, maps, names, exclusive: interpreter.isExclusive(maps, names) });
    }
  }
  return others.length > 0 ? [...found, { ...access, maps: refsOf(others) }] : found;
}

/** Whether the location is a map, not a variable or field that holds one. */
function isMapItself(locations: Locations, loc: Loc): boolean {
  const { kind, of, root } = locations.object(loc);
  if (root !== loc || !isMap(locations.type(loc))) return false;
  return kind === 'alloc' || (kind === 'entry' && shapeOf(locations.type(of!)).kind !== 'pointer');
}

/** The maps that a place holds when the decoder is through; a new one where there was none. */
function mapsAt({ memory, state, inLoop }: Interpreter, { calls, site }: Access, at: Loc, { path, type }: Leaf): Refs {
  const held = memory.content(state, at);
  if (held.length > 0 || !memory.isOwn(at)) return held;
  const made = memory.allocate(state, `decode ${(calls[0] ?? site).node} ${path.join('.')}`, type, inLoop);
  const { locations } = memory;
  memory.store(state, locations.only(at), locations.only(made));
  return [];
}

const unmarshalers = [
  'UnmarshalJSON',
  'UnmarshalYAML',
  'UnmarshalTOML',
  'UnmarshalText',
  'GobDecode',
  'UnmarshalBinary',
];
const leftOut = /(^|\s)(json|yaml|toml|mapstructure):"-"/;

const memo = new WeakMap<Type, readonly Leaf[]>();

/** The maps inside a value that decoders add to: not in fields that they leave out, nor where a type decodes itself. */
function decodedLeaves(type: Type): readonly Leaf[] {
  let leaves = memo.get(type);
  if (leaves) return leaves;
  const found: Leaf[] = [];
  collect(type, [], [], found);
  leaves = found;
  memo.set(type, leaves);
  return leaves;
}

const maxDepth = 5;

function collect(type: Type, path: readonly string[], types: readonly Type[], found: Leaf[]): void {
  if (path.length > maxDepth || unmarshalers.some((method) => lookupMethod(type, method))) return;
  if (isMap(type)) found.push({ path, types, type });
  const under = shapeOf(type);
  if (under.kind === 'array') collect(under.elem, [...path, elements], [...types, under.elem], found);
  if (under.kind !== 'struct') return;
  under.fields.forEach((field, i) => {
    if ((!isExported(field.name) && !field.embedded) || leftOut.test(under.tags[i] ?? '')) return;
    collect(field.type, [...path, field.name], [...types, field.type], found);
  });
}
