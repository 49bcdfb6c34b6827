/** Cycles of a call graph (strongly connected components), callees before callers: Tarjan, SIAM J. Comput. 1 (1972). */

/** @param callees by function number, the numbers of the functions it calls. */
export function cyclesOf(callees: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const count = callees.length;
  const index = new Int32Array(count);
  const low = new Int32Array(count);
  const next = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const path: number[] = [];
  const cycles: number[][] = [];
  let visited = 0;
  const open = (node: number): void => {
    index[node] = low[node] = ++visited;
    stack.push(node);
    onStack[node] = 1;
    path.push(node);
  };
  for (let root = 0; root < count; root++) {
    if (index[root]) continue;
    open(root);
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      const callee = callees[node]![next[node]!++];
      if (callee !== undefined) {
        if (!index[callee]) open(callee);
        else if (onStack[callee]) low[node] = Math.min(low[node]!, index[callee]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] === index[node]) cycles.push(cycleAbove(node, stack, onStack));
    }
  }
  return cycles;
}

function cycleAbove(node: number, stack: number[], onStack: Uint8Array): number[] {
  const cycle: number[] = [];
  for (let member = -1; member !== node;) {
    member = stack.pop()!;
    onStack[member] = 0;
    cycle.push(member);
  }
  return cycle.reverse();
}
