/** Whether two declarations say the same: one tree, with other comments and another layout at most. */
import { Kind, type Node } from '../syntax/ast.js';
import { schema } from '../syntax/schema.js';
import type { Decl } from '../syntax/source-file.js';

/** Also the rows must correspond, so that what is known of one tree's nodes can be read for the other's. */
export function isSameTree(x: Decl, y: Decl): boolean {
  if (x.last - x.first !== y.last - y.first || x.damaged || y.damaged) return false;
  const shift = y.first - x.first;
  if (x.root + shift !== y.root) return false;
  for (let node = x.first; node < x.last; node++) if (!isSameNode(x, node, y, node + shift)) return false;
  return true;
}

function isSameNode(x: Decl, node: Node, y: Decl, other: Node): boolean {
  const [xs, ys] = [x.ast, y.ast];
  if (xs.kind[node] !== ys.kind[other] || xs.op[node] !== ys.op[other]) return false;
  const kind = xs.kind[node]! as Kind;
  if (kind === Kind.BasicLit) {
    const text = x.text.slice(xs.start[node], xs.end[node]);
    if (text !== y.text.slice(ys.start[other], ys.end[other])) return false;
  }
  const shift = y.first - x.first;
  return schema[kind].every(({ type }, i) => {
    const [a, b] = [columnOf(xs, i)[node]!, columnOf(ys, i)[other]!];
    if (type === 'name') return a === b;
    if (type === 'node') return a === 0 ? b === 0 : a + shift === b;
    const count = xs.lists[a]!;
    if (ys.lists[b] !== count) return false;
    for (let k = 1; k <= count; k++) if (xs.lists[a + k]! + shift !== ys.lists[b + k]!) return false;
    return true;
  });
}

function columnOf(ast: Decl['ast'], i: number): Int32Array {
  return i === 0 ? ast.a : i === 1 ? ast.b : i === 2 ? ast.c : ast.d;
}
