/**
 * Interned identifiers: one number per spelling, so that trees hold numbers and comparisons are of numbers.
 *
 * An open-addressing hash table over a pool of UTF-16 units: a parser that stands on an identifier gets its number
 * without making a string of it (`nameAt`), and no name keeps the text of a file alive. Strings are made when somebody
 * asks for one (`textOf`). The table only grows: names are few next to the sources they stand in.
 */

/** An identifier's spelling, as `nameOf` numbered it; 0 is no name. */
export type Name = number;

let pool = new Uint16Array(1 << 16);
let poolEnd = 0;
/** Where each name's spelling starts in `pool`; a name's ends where the next one's starts. */
let starts = new Int32Array(1 << 12);
let hashes = new Int32Array(1 << 12);
/** Names by hash: a power of two, at most half full, 0 where free. */
let slots = new Int32Array(1 << 13);
let count = 1;
const texts: (string | undefined)[] = [''];
/** Where `nameOf` puts the units of a string. */
let scratch = new Uint16Array(256);

/** The number of a spelling. One table serves the whole thread: names mean the same in every tree of it. */
export function nameOf(text: string): Name {
  if (text.length > scratch.length) scratch = new Uint16Array(2 * text.length);
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    scratch[i] = unit;
    hash = hashStep(hash, unit);
  }
  return nameAt(scratch, 0, text.length, hash);
}

/** The spelling of a name. */
export function textOf(name: Name): string {
  return (texts[name] ??= made(starts[name]!, starts[name + 1]!));
}

/** The hash of a spelling, unit by unit, from 0: callers of `nameAt` compute it while they look for the name's end. */
export function hashStep(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

/** The number of the spelling `codes[start..end)` (UTF-16 units) with that hash; no string is made. */
export function nameAt(codes: Uint16Array, start: number, end: number, hash: number): Name {
  if (start === end) return 0;
  const length = end - start;
  const mask = slots.length - 1;
  for (let slot = slotOf(hash, mask); slots[slot] !== 0; slot = (slot + 1) & mask) {
    const name = slots[slot]!;
    if (hashes[name] !== hash) continue;
    const from = starts[name]!;
    if (starts[name + 1]! - from !== length) continue;
    let i = 0;
    while (i < length && pool[from + i] === codes[start + i]) i++;
    if (i === length) return name;
  }
  return added(codes, start, end, hash);
}

/** The blank identifier. */
export const blank: Name = nameOf('_');

/**
 * Invariant: whatever can throw (a parser may be at the end of its stack here) comes before the first change, so that
 * the table is never half changed.
 */
function added(codes: Uint16Array, start: number, end: number, hash: number): Name {
  while (poolEnd + (end - start) > pool.length) pool = enlarged(pool);
  if (count + 2 > starts.length) {
    hashes = enlarged(hashes);
    starts = enlarged(starts);
  }
  if (2 * count > slots.length) slots = rehashed();
  const mask = slots.length - 1;
  let slot = slotOf(hash, mask);
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  pool.set(codes.subarray(start, end), poolEnd);
  const name = texts.push(undefined) - 1;
  slots[slot] = name;
  hashes[name] = hash;
  poolEnd += end - start;
  starts[name + 1] = poolEnd;
  count = name + 1;
  return name;
}

function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

/** The string of a part of the pool; in pieces, since a call takes so many arguments only. */
function made(start: number, end: number): string {
  let text = '';
  for (let p = start; p < end; p += 1024) text += String.fromCharCode(...pool.subarray(p, Math.min(p + 1024, end)));
  return text;
}

function rehashed(): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * slots.length);
  const mask = larger.length - 1;
  for (let name = 1; name < count; name++) {
    let slot = slotOf(hashes[name]!, mask);
    while (larger[slot] !== 0) slot = (slot + 1) & mask;
    larger[slot] = name;
  }
  return larger;
}

function enlarged<T extends Int32Array | Uint16Array>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(2 * column.length);
  larger.set(column);
  return larger;
}
