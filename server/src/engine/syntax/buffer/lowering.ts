/**
 * What lowering knows while it turns a concrete tree into an `Ast`: children before parents, so that depth costs no
 * stack. `results` holds what each concrete node became. Needs the text for names; does not know any node kind's shape.
 */
import type { Node, NodeList } from '../ast.js';
import { Kind, Op } from '../ast.js';
import { blank, nameOf } from '../names.js';
import { Builder } from './builder.js';
import type { ConcreteTree } from './concrete.js';
import type { Field, Sym } from './symbols.js';
import { Sym as Syms } from './symbols.js';

/** A row of the concrete tree; 0 is none. */
export type Row = number;

export class Lowering {
  readonly out = new Builder();
  tree!: ConcreteTree;
  /** The text that names are cut from: the declaration's own, not a repaired one. */
  text = '';
  results: Int32Array = new Int32Array(4096);
  readonly scratch: Node[] = [];

  begin(tree: ConcreteTree, text: string): void {
    this.tree = tree;
    this.text = text;
    if (this.results.length <= tree.count) this.results = new Int32Array(tree.sym.length);
  }

  /** The first child with a field; 0 if there is none. */
  child(row: Row, field: Field): Row {
    const { tree } = this;
    for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
      if (tree.field[child] === field && tree.sym[child] !== Syms.Error) return child;
    }
    return 0;
  }

  /** The first child of a kind; 0 if there is none. */
  find(row: Row, sym: Sym): Row {
    const { tree } = this;
    for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
      if (tree.sym[child] === sym) return child;
    }
    return 0;
  }

  /** What the child with a field became; 0 if there is none. */
  get(row: Row, field: Field): Node {
    const child = this.child(row, field);
    return child === 0 ? 0 : this.results[child]!;
  }

  /** An expression or type that must be there: where it is not, an empty BadExpr at `at`. */
  need(row: Row, field: Field, at: number): Node {
    return this.get(row, field) || this.bad(at, at);
  }

  /** The first child that became an expression; 0 if there is none. */
  firstExpr(row: Row): Node {
    const { tree, results, out } = this;
    for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
      const node = results[child]!;
      if (node !== 0 && isExpr(out.kind[node]!)) return node;
    }
    return 0;
  }

  /** What the children became that are expressions (or types), in order. */
  exprs(row: Row): NodeList {
    const { tree, results, out } = this;
    const nodes: Node[] = [];
    for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
      const node = results[child]!;
      if (node !== 0 && isExpr(out.kind[node]!)) nodes.push(node);
    }
    return out.list(nodes);
  }

  /** What the children with a field became, in order. */
  all(row: Row, field: Field): Node[] {
    const { tree, results } = this;
    const nodes: Node[] = [];
    for (let child = tree.first(row); child !== 0; child = tree.next[child]!) {
      if (tree.field[child] === field && results[child] !== 0) nodes.push(results[child]!);
    }
    return nodes;
  }

  bad(start: number, end: number): Node {
    return this.out.add(Kind.BadExpr, Op.None, start, end);
  }

  /** An Ident of the text between two offsets. */
  ident(start: number, end: number): Node {
    const name = start === end ? blank : nameOf(this.text.slice(start, end));
    return this.out.add(Kind.Ident, Op.None, start, end, name);
  }

  /** Adds a node with the concrete node's own range. */
  node(kind: Kind, op: Op, row: Row, a = 0, b = 0, c = 0, d = 0): Node {
    return this.out.add(kind, op, this.tree.start[row]!, this.tree.end[row]!, a, b, c, d);
  }
}

export function isExpr(kind: Kind): boolean {
  return kind >= Kind.BadExpr && kind <= Kind.ChanType;
}

export function isStmt(kind: Kind): boolean {
  return kind >= Kind.BadStmt && kind <= Kind.RangeStmt;
}
