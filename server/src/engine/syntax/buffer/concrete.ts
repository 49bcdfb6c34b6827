/**
 * A tree-sitter tree copied out of the wasm heap: visible nodes in pre-order as typed arrays, comments apart. Needs
 * nothing; `heap.ts` and `cursor.ts` fill it, `lower.ts` reads it. Reused from parse to parse, so it is never handed
 * out beyond one lowering.
 */
import type { Field } from './symbols.js';
import { Sym } from './symbols.js';

/** Rows 1 to `count` are nodes, parents before their children; row 1 is the root. 0 is no node. */
export class ConcreteTree {
  count = 0;
  sym: Uint8Array = new Uint8Array(4096);
  field: Uint8Array = new Uint8Array(4096);
  /** 1 for nodes that the parser made up. */
  missing: Uint8Array = new Uint8Array(4096);
  /** UTF-16 offsets. */
  start: Int32Array = new Int32Array(4096);
  end: Int32Array = new Int32Array(4096);
  /** The next sibling. */
  next: Int32Array = new Int32Array(4096);
  parent: Int32Array = new Int32Array(4096);
  /** How many ERROR and missing nodes there are, and how many units of text the ERRORs cover. */
  errors = 0;
  lost = 0;
  /** Start and end of each comment. */
  comments: number[] = [];

  clear(): void {
    this.count = 0;
    this.errors = 0;
    this.lost = 0;
    this.comments = [];
  }

  /** Appends a node as the last child of `parent` (whose last child so far is `previous`) and returns its row. */
  add(sym: Sym, field: Field, start: number, end: number, missing: number, parent: number, previous: number): number {
    const row = ++this.count;
    if (row === this.sym.length) this.grow();
    this.sym[row] = sym;
    this.field[row] = field;
    this.start[row] = start;
    this.end[row] = end;
    this.missing[row] = missing;
    this.next[row] = 0;
    this.parent[row] = parent;
    if (previous !== 0) this.next[previous] = row;
    if (sym === Sym.Error) {
      this.errors++;
      this.lost += end - start;
    } else if (missing !== 0) this.errors++;
    return row;
  }

  /** The first child of a row, 0 if it has none: in pre-order it is the row after it. */
  first(row: number): number {
    return row < this.count && this.parent[row + 1] === row ? row + 1 : 0;
  }

  private grow(): void {
    const size = this.sym.length * 2;
    this.sym = copyInto(new Uint8Array(size), this.sym);
    this.field = copyInto(new Uint8Array(size), this.field);
    this.missing = copyInto(new Uint8Array(size), this.missing);
    this.start = copyInto(new Int32Array(size), this.start);
    this.end = copyInto(new Int32Array(size), this.end);
    this.next = copyInto(new Int32Array(size), this.next);
    this.parent = copyInto(new Int32Array(size), this.parent);
  }
}

function copyInto<T extends Uint8Array | Int32Array>(to: T, from: T): T {
  to.set(from);
  return to;
}
