/**
 * The blocks of a function that can be reached, each before its successors but for loops, and what is in a loop before
 * what comes after it: the order of forward analyses.
 */
import type { FuncIR } from './ir.js';

export function reversePostorder(func: FuncIR): readonly number[] {
  const order: number[] = [];
  const seen = new Set<number>([0]);
  // The last successor first, since the order is turned round: a loop's body is its first.
  const last = (block: number): number => func.blocks[block]!.succs.length - 1;
  const stack: { block: number; next: number }[] = [{ block: 0, next: last(0) }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const succ = func.blocks[top.block]!.succs[top.next--];
    if (succ === undefined) {
      order.push(top.block);
      stack.pop();
    } else if (!seen.has(succ)) {
      seen.add(succ);
      stack.push({ block: succ, next: last(succ) });
    }
  }
  return order.reverse();
}
