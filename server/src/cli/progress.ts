/** One line on a terminal that says how far the work is, and is gone when the work is done. Silent elsewhere. */
import type { Output } from './context.js';

export interface Progress {
  /** One more package is done. */
  step(): void;
  /** Takes the line away. */
  end(): void;
}

export function startProgress(total: number, output: Output): Progress {
  if (!output.isTerminal || total < leastWorthShowing) return { step: () => {}, end: () => {} };
  let done = 0;
  let shown = 0;
  return {
    step() {
      done++;
      const now = Date.now();
      if (now - shown < millisecondsBetween) return;
      shown = now;
      output.write(`\r${done}/${total} packages`);
    },
    end() {
      if (shown > 0) output.write('\r\u001b[K');
    },
  };
}

/** Fewer packages are done before anybody could read the line. */
const leastWorthShowing = 10;
const millisecondsBetween = 100;
