/**
 * Copies a tree-sitter tree straight from the wasm heap, at a twentieth of the parse's time. Needs the memory layout of
 * web-tree-sitter 0.27 (core ABI 15, wasm32): an internal of the library, so `grammar.ts` compares the result with the
 * cursor's on a sample at start-up and uses the cursor when anything differs.
 */
import type { ConcreteTree } from './concrete.js';
import type { GrammarNumbers } from './cursor.js';
import { isLiteral } from './cursor.js';
import { Sym } from './symbols.js';

/** The wasm module's memory. Its views are replaced when it grows, so they are taken anew for each tree. */
export interface WasmMemory {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  readonly HEAPU32: Uint32Array;
}

/** What the language's tables say, by the grammar's internal symbols and productions. */
export interface LanguageTables {
  /** Our number of a symbol, by its public symbol. */
  readonly syms: Uint8Array;
  /** `aliases[production * width + child]`: a symbol or 0. */
  readonly aliases: Uint16Array;
  /** `fields[production * width + child]`: our field number or 0. */
  readonly fields: Uint8Array;
  readonly width: number;
}

/** Reads the language's tables. Returns undefined where they can't be what we take them for. */
export function readTables(memory: WasmMemory, language: number, numbers: GrammarNumbers): LanguageTables | undefined {
  const { HEAPU8, HEAPU16, HEAPU32 } = memory;
  const word = (offset: number): number => HEAPU32[(language + offset) >> 2]!;
  const symbols = word(4) + word(8);
  const productions = word(28);
  const aliasWidth = HEAPU16[(language + 36) >> 1]!;
  const [slices, entries, publicMap, aliasTable] = [word(64), word(68), word(76), word(84)];
  const limit = HEAPU8.length;
  if (symbols !== numbers.syms.length || productions === 0 || productions > 10_000) return undefined;
  if ([slices, entries, publicMap, aliasTable].some((address) => !(address > 0 && address < limit))) {
    return undefined;
  }
  const syms = new Uint8Array(symbols);
  for (let symbol = 0; symbol < symbols; symbol++) {
    syms[symbol] = numbers.syms[HEAPU16[(publicMap >> 1) + symbol]!]!;
  }
  const width = Math.max(aliasWidth, 1);
  const aliases = new Uint16Array(productions * width);
  const fields = new Uint8Array(productions * width);
  for (let production = 0; production < productions; production++) {
    for (let child = 0; child < aliasWidth; child++) {
      // Production 0 has no aliases by definition; its row of the table is not there.
      if (production > 0)
        aliases[production * width + child] = HEAPU16[(aliasTable >> 1) + production * aliasWidth + child]!;
    }
    const index = HEAPU16[(slices >> 1) + production * 2]!;
    const length = HEAPU16[(slices >> 1) + production * 2 + 1]!;
    for (let entry = index + length - 1; entry >= index; entry--) {
      const address = entries + entry * 4;
      const child = HEAPU8[address + 2]!;
      // Entries passed up from hidden children are found in the child's own production.
      if (HEAPU8[address + 3] === 0 && child < width) {
        fields[production * width + child] = numbers.fields[HEAPU16[address >> 1]!]!;
      }
    }
  }
  return { syms, aliases, fields, width };
}

/** A visible or hidden node whose children are being copied. */
class Frame {
  /** Where the remaining children's handles lie, and how many. */
  child = 0;
  left = 0;
  /** Bytes of UTF-16 where the next child's padding begins. */
  position = 0;
  /** The next child's index among the children that are no extras. */
  structural = 0;
  /** Base of the production's rows of the tables. */
  production = 0;
  /** The field that a hidden node passes to the visible nodes it stands for. */
  field = 0;
  /** The visible row that the children belong to, and its last child so far. */
  parent = 0;
  previous = 0;
}

const frames: Frame[] = [new Frame()];

/** Fills `out` from the tree whose `TSTree` lies at `treeAddress`. */
export function copyFromHeap(memory: WasmMemory, tables: LanguageTables, treeAddress: number, out: ConcreteTree): void {
  out.clear();
  const { HEAPU16, HEAPU32 } = memory;
  const { syms, aliases, fields, width } = tables;
  let depth = 0;
  let frame = frames[0]!;
  frame.child = treeAddress >> 2;
  frame.left = 1;
  frame.position = frame.structural = frame.production = frame.field = frame.parent = frame.previous = 0;
  for (;;) {
    if (frame.left === 0) {
      if (depth === 0) return;
      const done = frame;
      frame = frames[--depth]!;
      if (done.parent === frame.parent) frame.previous = done.previous;
      continue;
    }
    frame.left--;
    const handle = frame.child;
    frame.child += 2;
    const first = HEAPU32[handle]!;
    let symbol: number;
    let shown: number;
    let extra: number;
    let missing: number;
    let padding: number;
    let size: number;
    let children = 0;
    if ((first & 1) !== 0) {
      const second = HEAPU32[handle + 1]!;
      shown = first & 2;
      extra = first & 8;
      missing = first & 32;
      symbol = (first >> 8) & 0xff;
      padding = (second >> 16) & 0xff;
      size = second >>> 24;
    } else {
      const address = first >> 2;
      padding = HEAPU32[address + 1]!;
      size = HEAPU32[address + 4]!;
      children = HEAPU32[address + 9]!;
      symbol = HEAPU16[(first + 40) >> 1]!;
      const flags = HEAPU16[(first + 44) >> 1]!;
      shown = flags & 1;
      extra = flags & 4;
      missing = flags & 512;
    }
    const start = frame.position + padding;
    const end = start + size;
    frame.position = end;
    let alias = 0;
    let field = 0;
    if (extra === 0) {
      if (frame.structural < width) {
        alias = aliases[frame.production + frame.structural]!;
        field = fields[frame.production + frame.structural]!;
      }
      if (field === 0) field = frame.field;
      frame.structural++;
    }
    let sym: Sym;
    if (symbol >= 0xfffe) sym = symbol === 0xffff ? Sym.Error : Sym.None;
    else sym = syms[alias === 0 ? symbol : alias]!;
    if (shown !== 0 || alias !== 0) {
      if (sym === Sym.Comment) {
        out.comments.push(start >> 1, end >> 1);
        continue;
      }
      frame.previous = out.add(sym, field, start >> 1, end >> 1, missing === 0 ? 0 : 1, frame.parent, frame.previous);
      if (children === 0 || isLiteral(sym)) continue;
      frame = frameAt(++depth, frame.previous, 0, 0);
    } else {
      if (children === 0) continue;
      frame = frameAt(++depth, frame.parent, frame.previous, field);
    }
    frame.child = (first >> 2) - 2 * children;
    frame.left = children;
    frame.position = start - padding;
    frame.production = HEAPU16[(first + 66) >> 1]! * width;
  }
}

function frameAt(depth: number, parent: number, previous: number, field: number): Frame {
  const frame = (frames[depth] ??= new Frame());
  frame.parent = parent;
  frame.previous = previous;
  frame.field = field;
  frame.structural = 0;
  return frame;
}
