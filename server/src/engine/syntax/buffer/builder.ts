/** Builds an `Ast`: rows and lists are appended to buffers that are reused, and copied out once at the end. */
import type { Ast, Kind, Node, NodeList, Op } from '../ast.js';

/** The `Ast` being built; its columns may be written to until `finish`. */
export class Builder {
  count = 1;
  kind: Uint8Array = new Uint8Array(4096);
  op: Uint8Array = new Uint8Array(4096);
  start: Int32Array = new Int32Array(4096);
  end: Int32Array = new Int32Array(4096);
  a: Int32Array = new Int32Array(4096);
  b: Int32Array = new Int32Array(4096);
  c: Int32Array = new Int32Array(4096);
  d: Int32Array = new Int32Array(4096);
  private lists: Int32Array = new Int32Array(4096);
  private listsUsed = 1;

  clear(): void {
    this.count = 1;
    this.listsUsed = 1;
  }

  add(kind: Kind, op: Op, start: number, end: number, a = 0, b = 0, c = 0, d = 0): Node {
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

  list(nodes: readonly Node[]): NodeList {
    if (nodes.length === 0) return 0;
    const list = this.openList(nodes.length);
    for (let i = 0; i < nodes.length; i++) this.lists[list + 1 + i] = nodes[i]!;
    return list;
  }

  listOf(node: Node): NodeList {
    const list = this.openList(1);
    this.lists[list + 1] = node;
    return list;
  }

  nodesOf(list: NodeList): Int32Array {
    return this.lists.subarray(list + 1, list + 1 + this.lists[list]!);
  }

  finish(): Ast {
    const { count } = this;
    // One allocation for all columns: most declarations are small, and there are many.
    const words = new Int32Array(6 * count + this.listsUsed);
    const column = (index: number, from: Int32Array): Int32Array => {
      const view = words.subarray(index * count, (index + 1) * count);
      view.set(from.subarray(0, count));
      return view;
    };
    const lists = words.subarray(6 * count);
    lists.set(this.lists.subarray(0, this.listsUsed));
    return {
      count,
      kind: this.kind.slice(0, count),
      op: this.op.slice(0, count),
      start: column(0, this.start),
      end: column(1, this.end),
      a: column(2, this.a),
      b: column(3, this.b),
      c: column(4, this.c),
      d: column(5, this.d),
      lists,
    };
  }

  private openList(length: number): NodeList {
    const list = this.listsUsed;
    this.listsUsed += length + 1;
    while (this.listsUsed > this.lists.length) this.lists = widened(this.lists);
    this.lists[list] = length;
    return list;
  }

  private grow(): void {
    this.kind = widenedBytes(this.kind);
    this.op = widenedBytes(this.op);
    this.start = widened(this.start);
    this.end = widened(this.end);
    this.a = widened(this.a);
    this.b = widened(this.b);
    this.c = widened(this.c);
    this.d = widened(this.d);
  }
}

function widened(from: Int32Array): Int32Array {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}

function widenedBytes(from: Uint8Array): Uint8Array {
  const to = new Uint8Array(from.length * 2);
  to.set(from);
  return to;
}
