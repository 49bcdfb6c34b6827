/**
 * The blocks that are executed whenever a function comes to an end: the dominators that all its returns have in common
 * (Cooper, Harvey, Kennedy, *A Simple, Fast Dominance Algorithm*, 2001).
 */
import type { FuncIR } from './ir.js';
import { reversePostorder } from './reverse-postorder.js';

export function certainBlocks(func: FuncIR): ReadonlySet<number> {
  const order = reversePostorder(func);
  const rank = new Map(order.map((block, i) => [block, i]));
  // By rank: the rank of the nearest dominator.
  const above: (number | undefined)[] = [0];
  const meet = (a: number, b: number): number => {
    while (a !== b) {
      while (a > b) a = above[a]!;
      while (b > a) b = above[b]!;
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    order.forEach((block, from) => {
      if (above[from] === undefined) return;
      for (const succ of func.blocks[block]!.succs) {
        const to = rank.get(succ)!;
        if (to === 0) continue;
        const known = above[to];
        const nearest = known === undefined ? from : meet(known, from);
        if (nearest === known) continue;
        above[to] = nearest;
        changed = true;
      }
    });
  }
  const returns = order.flatMap((block, i) =>
    func.blocks[block]!.instrs.some(({ op }) => op === 'return') ? [i] : [],
  );
  const certain = new Set<number>();
  if (returns.length === 0) return certain;
  for (let at = returns.reduce(meet); ; at = above[at]!) {
    certain.add(order[at]!);
    if (at === 0) return certain;
  }
}
