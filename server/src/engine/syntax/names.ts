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
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (;;) {
    const name = slots[slot]!;
    if (name === 0) break;
    if (hashes[name] === hash) {
      const from = starts[name]!;
      if (starts[name + 1]! - from === length) {
        let i = 0;
        while (i < length && pool[from + i] === codes[start + i]) i++;
        if (i === length) return name;
      }
    }
    slot = (slot + 1) & mask;
  }
  return added(codes, start, end, hash, slot);
}

/** The blank identifier. */
export const blank: Name = nameOf('_');

function added(codes: Uint16Array, start: number, end: number, hash: number, slot: number): Name {
  const name = count++;
  if (name + 2 > starts.length) {
    starts = enlarged(starts);
    hashes = enlarged(hashes);
  }
  while (poolEnd + (end - start) > pool.length) {
    const old = pool;
    pool = new Uint16Array(2 * old.length);
    pool.set(old);
  }
  pool.set(codes.subarray(start, end), poolEnd);
  starts[name] = poolEnd;
  poolEnd += end - start;
  starts[name + 1] = poolEnd;
  hashes[name] = hash;
  slots[slot] = name;
  texts.push(undefined);
  if (2 * count > slots.length) rehash();
  return name;
}

/** The string of a part of the pool; in pieces, since a call takes so many arguments only. */
function made(start: number, end: number): string {
  let text = '';
  for (let p = start; p < end; p += 1024) text += String.fromCharCode(...pool.subarray(p, Math.min(p + 1024, end)));
  return text;
}

function rehash(): void {
  slots = new Int32Array(2 * slots.length);
  const mask = slots.length - 1;
  for (let name = 1; name < count; name++) {
    const hash = hashes[name]!;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = name;
  }
}

function enlarged(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
