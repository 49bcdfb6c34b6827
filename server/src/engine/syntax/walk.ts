/**
 * Walking a tree by its schema, iteratively: chains of ten thousand operands are one deep branch. Needs nothing but the
 * `Ast`; knows no node kind in particular.
 */
import type { Ast, Node } from './ast.js';
import { schema } from './schema.js';

/** Appends a node's children to `into`, in source order. */
export function childrenOf(ast: Ast, node: Node, into: Node[]): void {
  const columns = schema[ast.kind[node] as keyof typeof schema];
  for (let i = 0; i < columns.length; i++) {
    const value = (i === 0 ? ast.a : i === 1 ? ast.b : i === 2 ? ast.c : ast.d)[node]!;
    if (value === 0) continue;
    const { type } = columns[i]!;
    if (type === 'node') into.push(value);
    else if (type === 'list') {
      const count = ast.lists[value]!;
      for (let k = 1; k <= count; k++) into.push(ast.lists[value + k]!);
    }
  }
}

/** Calls `visit` for `root` and everything below it, parents first, in source order; `false` leaves a node's children out. */
export function walk(ast: Ast, root: Node, visit: (node: Node) => boolean | void): void {
  if (root === 0) return;
  const pending: Node[] = [root];
  const children: Node[] = [];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (visit(node) === false) continue;
    children.length = 0;
    childrenOf(ast, node, children);
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i]!);
  }
}

/** Whether `root` or a node below it matches; in source order, as far as needed. */
export function someBelow(ast: Ast, root: Node, matches: (node: Node) => boolean): boolean {
  let found = false;
  walk(ast, root, (node) => {
    found ||= matches(node);
    return !found;
  });
  return found;
}

const parentColumns = new WeakMap<Ast, Int32Array>();

/** Each row's parent, 0 for roots: computed when first asked for. */
export function parentsOf(ast: Ast): Int32Array {
  let parents = parentColumns.get(ast);
  if (parents === undefined) {
    parents = new Int32Array(ast.count);
    const children: Node[] = [];
    for (let node = 1; node < ast.count; node++) {
      children.length = 0;
      childrenOf(ast, node, children);
      for (const child of children) parents[child] = node;
    }
    parentColumns.set(ast, parents);
  }
  return parents;
}
