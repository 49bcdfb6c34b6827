/**
 * The statements that give a value maps and slices of its own, all the way down: `x = maps.Clone(x)`, and loops for what
 * the clone still shares. Before Go 1.21, which brought `maps` and `slices`, loops and `append`.
 *
 * Pointers, channels and functions stay shared: what they lead to is another value's. Not for types that hold themselves
 * (they need a function of their own), hold locks, or have parts that this package cannot name.
 */
import type { FileEdit } from '../diagnostic.js';
import type { Node } from '../syntax/ast.js';
import { isExported, underlying, type Type, type Var } from '../types/index.js';
import { hasMapsPackage, madeLike } from './copy-map.js';
import { importing } from './imports.js';
import { holdsLock } from './locks.js';
import { ownCloner } from './own-cloner.js';
import type { Place } from './place.js';
import { freeName, isPredeclared } from './scopes.js';
import { typeText } from './type-text.js';

export interface OwnParts {
  readonly lines: readonly string[];
  readonly edits: readonly FileEdit[];
  /** Names that the lines declare where they stand. */
  readonly declares: readonly string[];
}

/**
 * The lines after which the value that `name` stands for holds nothing that another one holds too. No lines where it
 * holds nothing of the kind; undefined where it cannot be said in lines.
 *
 * @param name an expression that can be assigned to and evaluated again.
 * @param isFresh the value itself is a copy already, only what it holds is shared.
 * @param known names that the fix has declared there before.
 */
export function ownParts(
  place: Place,
  at: Node,
  name: string,
  type: Type,
  isFresh: boolean,
  known: Iterable<string> = [],
): OwnParts | undefined {
  const maker = makerAt(place, at, [...known, name]);
  const lines = isFresh ? ownInside(maker, name, type) : own(maker, name, type);
  return lines && { lines, edits: maker.edits, declares: maker.declares };
}

/** The lines that declare `name` as a map with the entries of `source`, with nothing of what they hold shared. */
export function ownCopy(place: Place, at: Node, name: string, source: string, type: Type): OwnParts | undefined {
  const maker = makerAt(place, at, [name, source]);
  const lines = copied(maker, name, source, type);
  return lines && { lines, edits: maker.edits, declares: [name, ...maker.declares] };
}

/** @param texts expressions whose names are in use. */
function makerAt(place: Place, at: Node, texts: readonly string[]): Maker {
  const names = texts.flatMap((text) => text.match(/(?<![.\p{L}\p{Nd}_])[\p{L}_][\p{L}\p{Nd}_]*/gu) ?? []);
  return { place, at, taken: new Set(names), edits: [], declares: [], within: [] };
}

/** Whether a copy of a value of the type shares a map or a slice with it. */
export function sharesParts(pass: Place['pass'], type: Type, within: readonly Type[] = []): boolean {
  if (within.includes(type)) return true;
  const under = underlying(type);
  switch (under.kind) {
    case 'map':
    case 'slice':
      return true;
    case 'array':
      return sharesParts(pass, under.elem, [...within, type]);
    case 'struct':
      return under.fields.some((field) => sharesParts(pass, field.type, [...within, type]));
    default:
      return false;
  }
}

interface Maker {
  readonly place: Place;
  readonly at: Node;
  readonly taken: Set<string>;
  readonly edits: FileEdit[];
  readonly declares: string[];
  /** The types around, to notice those that hold themselves. */
  readonly within: readonly Type[];
}

/** Deeper than this nobody reads the loops. */
const maxDepth = 5;

function own(maker: Maker, name: string, type: Type): readonly string[] | undefined {
  const clone = cloned(maker, name, type);
  if (clone === undefined) {
    const { kind } = underlying(type);
    if (kind === 'map') return ownByLoop(maker, name, type);
    return kind === 'slice' ? undefined : ownInside(maker, name, type);
  }
  const inside = clone.isDeep ? [] : ownInside(maker, name, type);
  return inside && [`${name} = ${clone.text}`, ...inside];
}

/** Before Go 1.21: the map is replaced by one that a loop fills. */
function ownByLoop(maker: Maker, name: string, type: Type): readonly string[] | undefined {
  if (maker.within.includes(type) || maker.within.length >= maxDepth) return undefined;
  const copy = newName(maker, ['copied', 'clone']);
  const lines = copied({ ...maker, within: [...maker.within, type] }, copy, name, type);
  maker.declares.push(copy);
  return lines && [...lines, `${name} = ${copy}`];
}

/** `copy := make(T, len(source))` and the loop that fills it. */
function copied(maker: Maker, copy: string, source: string, type: Type): readonly string[] | undefined {
  const under = underlying(type);
  const made = madeLike(maker.place, maker.at, type, source);
  if (under.kind !== 'map' || made === undefined || holdsLock(under.elem)) return undefined;
  const k = newName(maker, ['k', 'key']);
  const v = newName(maker, ['v', 'value', 'inner']);
  const inside = sharesParts(maker.place.pass, under.elem) ? own(maker, v, under.elem) : [];
  const head = `for ${k}, ${v} := range ${ranged(source)} {`;
  return inside && [`${copy} := ${made}`, head, ...indented(inside), `\t${copy}[${k}] = ${v}`, '}'];
}

/** The clone of a map or slice, as an expression; undefined for a map before Go 1.21. */
function cloned(
  maker: Maker,
  name: string,
  type: Type,
): { readonly text: string; readonly isDeep: boolean } | undefined {
  const method = ownCloner(maker.place.pass, type);
  if (method !== undefined) return { text: `${name}.${method}()`, isDeep: true };
  const { kind } = underlying(type);
  if (kind !== 'map' && kind !== 'slice') return undefined;
  if (!hasMapsPackage(maker.place)) return kind === 'slice' ? appended(maker, name, type) : undefined;
  const { name: pkg, edits } = importing(maker.place, kind === 'map' ? 'maps' : 'slices', [maker.at]);
  maker.edits.push(...edits);
  return { text: `${pkg}.Clone(${name})`, isDeep: false };
}

/** `append([]T(nil), s...)`. */
function appended({ place, at }: Maker, name: string, type: Type): ReturnType<typeof cloned> {
  const text = typeText(place, at, type);
  if (text === undefined || !isPredeclared(place, at, 'append') || !isPredeclared(place, at, 'nil')) return undefined;
  return { text: `append(${text}(nil), ${name}...)`, isDeep: false };
}

function ownInside(maker: Maker, name: string, type: Type): readonly string[] | undefined {
  if (!sharesParts(maker.place.pass, type)) return [];
  if (maker.within.includes(type) || maker.within.length >= maxDepth) return undefined;
  const inside = { ...maker, within: [...maker.within, type] };
  const under = underlying(type);
  switch (under.kind) {
    case 'map':
      return sharesParts(maker.place.pass, under.elem) ? ownElements(inside, name, under.key, under.elem) : [];
    case 'slice':
    case 'array': {
      if (!sharesParts(maker.place.pass, under.elem)) return [];
      const index = newName(inside, ['i', 'j', 'n']);
      const body = own(inside, `${name}[${index}]`, under.elem);
      return body && (body.length === 0 ? [] : [`for ${index} := range ${ranged(name)} {`, ...indented(body), '}']);
    }
    case 'struct':
      return ownFields(inside, name, under.fields);
    default:
      return [];
  }
}

function ownFields(maker: Maker, name: string, fields: readonly Var[]): readonly string[] | undefined {
  const lines: string[] = [];
  for (const field of fields) {
    if (!sharesParts(maker.place.pass, field.type)) continue;
    if (field.name === '_' || (!isExported(field.name) && field.pkg !== maker.place.pass.pkg.path)) return undefined;
    const own_ = own(maker, `${name}.${field.name}`, field.type);
    if (!own_) return undefined;
    lines.push(...own_);
  }
  return lines;
}

/** `for k, v := range m { m[k] = maps.Clone(v) }`: to keys that are there already an assignment is allowed in the loop. */
function ownElements(maker: Maker, name: string, key: Type, elem: Type): readonly string[] | undefined {
  // A key that differs from itself would make a new entry of each.
  if (mayBeNaN(key) || holdsLock(elem)) return undefined;
  const k = newName(maker, ['k', 'key']);
  const v = newName(maker, ['v', 'value', 'inner']);
  const clone = cloned(maker, v, elem);
  const inside = !clone ? own(maker, v, elem) : clone.isDeep ? [] : ownInside(maker, v, elem);
  if (!inside) return undefined;
  const head = `for ${k}, ${v} := range ${ranged(name)} {`;
  if (clone && inside.length === 0) return [head, `\t${name}[${k}] = ${clone.text}`, '}'];
  const body = [...(clone ? [`${v} = ${clone.text}`] : []), ...inside, `${name}[${k}] = ${v}`];
  return [head, ...indented(body), '}'];
}

/** gofmt takes parentheses off what a loop runs over. */
function ranged(name: string): string {
  return name.startsWith('(') && name.endsWith(')') ? name.slice(1, -1) : name;
}

function mayBeNaN(key: Type): boolean {
  const under = underlying(key);
  switch (under.kind) {
    case 'basic':
      return /^(float|complex)/.test(under.name);
    case 'interface':
    case 'typeparam':
      return true;
    case 'array':
      return mayBeNaN(under.elem);
    case 'struct':
      return under.fields.some(({ type }) => mayBeNaN(type));
    default:
      return false;
  }
}

function newName({ place, taken }: Maker, names: readonly string[]): string {
  const name = freeName(place, names, taken);
  taken.add(name);
  return name;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `\t${line}`);
}
