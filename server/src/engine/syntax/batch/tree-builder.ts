/**
 * Grows the columns of a tree while a file is parsed, then cuts them to size. The columns are kept between files, and
 * hold offsets in the file; the finished tree's are relative to its declarations. Knows nothing of syntax.
 */
import type { Op } from '../ast.js';
import type { Ast, Kind, Node, NodeList } from '../ast.js';

export class TreeBuilder {
  /** Rows in use; also the next row. */
  count = 1;
  kind = new Uint8Array(1 << 14);
  op = new Uint8Array(1 << 14);
  start = new Int32Array(1 << 14);
  end = new Int32Array(1 << 14);
  a = new Int32Array(1 << 14);
  b = new Int32Array(1 << 14);
  c = new Int32Array(1 << 14);
  d = new Int32Array(1 << 14);
  /** A stack where nodes wait to become a list: push them, then `list` with the height there was before. */
  pending = new Int32Array(1 << 10);
  height = 0;
  private lists = new Int32Array(1 << 13);
  private listsEnd = 1;

  /** Forgets the previous file. */
  reset(): void {
    this.count = 1;
    this.height = 0;
    this.listsEnd = 1;
  }

  /** A node, from `start` to `end` in the file. */
  node(kind: Kind, op: Op, start: number, end: number, a = 0, b = 0, c = 0, d = 0): Node {
    const row = this.count++;
    if (row >= this.kind.length) this.grow();
    this.kind[row] = kind;
    this.op[row] = op;
    this.start[row] = start;
    this.end[row] = end;
    this.a[row] = a;
    this.b[row] = b;
    this.c[row] = c;
    this.d[row] = d;
    return row;
  }

  /** Takes back the last node made. */
  drop(): void {
    this.count--;
  }

  push(node: Node): void {
    if (this.height === this.pending.length) this.pending = enlarged(this.pending);
    this.pending[this.height++] = node;
  }

  /** Pops what was pushed since the stack had that height and makes it a list. */
  list(height: number): NodeList {
    const length = this.height - height;
    if (length === 0) return 0;
    while (this.listsEnd + length >= this.lists.length) this.lists = enlarged(this.lists);
    const list = this.listsEnd;
    this.lists[list] = length;
    for (let i = 0; i < length; i++) this.lists[list + 1 + i] = this.pending[height + i]!;
    this.listsEnd += length + 1;
    this.height = height;
    return list;
  }

  lengthOf(list: NodeList): number {
    return this.lists[list]!;
  }

  itemOf(list: NodeList, index: number): Node {
    return this.lists[list + 1 + index]!;
  }

  /**
   * The finished tree, in one block of memory. `firsts` holds the first row of each declaration, then the count of
   * rows; `origins` the offset each declaration's positions are to be relative to.
   */
  finish(firsts: ArrayLike<Node>, origins: Int32Array): Ast {
    const count = this.count;
    const bytes = new ArrayBuffer(4 * (6 * count + this.listsEnd) + 2 * count);
    const column = (index: number): Int32Array<ArrayBuffer> => new Int32Array(bytes, 4 * index * count, count);
    const start = column(0);
    const end = column(1);
    for (let decl = 0; decl < origins.length; decl++) {
      const origin = origins[decl]!;
      const last = firsts[decl + 1]!;
      for (let row = firsts[decl]!; row < last; row++) {
        start[row] = this.start[row]! - origin;
        end[row] = this.end[row]! - origin;
      }
    }
    const lists = new Int32Array(bytes, 24 * count, this.listsEnd);
    lists.set(this.lists.subarray(0, this.listsEnd));
    const rest = 24 * count + 4 * this.listsEnd;
    return {
      count,
      kind: copied(this.kind, new Uint8Array(bytes, rest, count)),
      op: copied(this.op, new Uint8Array(bytes, rest + count, count)),
      start,
      end,
      a: copied(this.a, column(2)),
      b: copied(this.b, column(3)),
      c: copied(this.c, column(4)),
      d: copied(this.d, column(5)),
      lists,
    };
  }

  private grow(): void {
    this.kind = enlarged(this.kind);
    this.op = enlarged(this.op);
    this.start = enlarged(this.start);
    this.end = enlarged(this.end);
    this.a = enlarged(this.a);
    this.b = enlarged(this.b);
    this.c = enlarged(this.c);
    this.d = enlarged(this.d);
  }
}

function copied<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from.subarray(0, to.length));
  return to;
}

function enlarged<T extends Int32Array | Uint8Array>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(2 * column.length);
  larger.set(column);
  return larger;
}
