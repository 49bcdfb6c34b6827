/**
 * Checks many packages with several checkers at once. Outcomes come in the order of the tasks whoever was faster; a
 * checker that dies loses the package it was at, and is replaced.
 */
import { describeError, type CheckOutcome, type Checker, type CheckTask } from './checker.js';

export interface Lanes {
  /** How many checkers to use at most; fewer where there is not enough work to pay for their start. */
  readonly count: number;
  open(): Promise<Checker>;
  readonly signal?: AbortSignal;
}

/** `onDone` is called after each package, and waited for. */
export async function checkAll(
  tasks: readonly CheckTask[],
  lanes: Lanes,
  onDone: (at: number, outcome: CheckOutcome) => Promise<void>,
): Promise<readonly CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  let next = 0;
  const take = (): readonly number[] => {
    const size = Math.ceil(Math.min(chunk, (tasks.length - next) / (2 * lanes.count)));
    const from = next;
    next += size;
    return Array.from({ length: size }, (_, at) => from + at);
  };
  const open = new Set<Checker>();
  const close = async (checker: Checker): Promise<void> => {
    if (open.delete(checker)) await checker.close();
  };
  const stop = (): void => {
    for (const checker of open) void close(checker);
  };
  const runLane = async (): Promise<void> => {
    let checker: Checker | undefined;
    try {
      for (let taken = take(); taken.length > 0; taken = take()) {
        for (const at of taken) {
          if (checker === undefined) {
            checker = await lanes.open();
            open.add(checker);
          }
          try {
            outcomes[at] = await checker.check(tasks[at]!);
          } catch (error) {
            lanes.signal?.throwIfAborted();
            outcomes[at] = { error: describeError(error) };
            await close(checker);
            checker = undefined;
          }
          await onDone(at, outcomes[at]);
        }
      }
    } finally {
      if (checker !== undefined) await close(checker);
    }
  };
  lanes.signal?.addEventListener('abort', stop);
  try {
    await Promise.all(Array.from({ length: lanes.count }, runLane));
    return outcomes;
  } finally {
    lanes.signal?.removeEventListener('abort', stop);
  }
}

/** Packages that lie side by side import much the same: a checker takes that many in a row. */
const chunk = 16;
