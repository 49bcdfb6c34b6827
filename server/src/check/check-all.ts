/**
 * Checks many packages with several checkers at once, each after those it imports, so that what they export is known.
 * Outcomes come in the order of the tasks whoever was faster; a checker that dies loses the package it was at, and is
 * replaced.
 */
import type { PackageExports } from '../engine/index.js';
import {
  CannotStart,
  describeError,
  type Brought,
  type Checker,
  type CheckTask,
  type OnTheWay,
  type Outcome,
} from './checker.js';
import { WorkQueue, type ImportGraph, type Step } from './work-queue.js';

export interface Lanes<T extends Brought> {
  /** How many checkers to use at most; fewer where there is not enough work to pay for their start. */
  readonly count: number;
  open(): Promise<Checker<T>>;
  readonly signal?: AbortSignal;
}

/**
 * `onDone` is called after each package, and waited for. Rejects when no checker can start (`CannotStart`).
 * @param known what is known already of packages that are not among the tasks.
 */
export async function checkAll<T extends Brought>(
  tasks: readonly CheckTask[],
  lanes: Lanes<T>,
  graph: ImportGraph,
  known: ReadonlyMap<string, PackageExports>,
  onDone: (at: number, outcome: Outcome<T>) => Promise<void>,
): Promise<readonly Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  const exports = new Map(known);
  const queue = new WorkQueue(tasks, graph, Math.min(lanes.count, tasks.length) > 1);
  const open = new Set<Checker<T>>();
  const close = async (checker: Checker<T>): Promise<void> => {
    if (open.delete(checker)) await checker.close();
  };
  const stop = (): void => {
    queue.stop();
    for (const checker of open) void close(checker);
  };
  const runLane = async (): Promise<void> => {
    let checker: Checker<T> | undefined;
    /** Folders that the lane's checker knows the exports of. */
    let told = new Set<string>();
    /** Those of them that it has analysed itself, but for the findings. */
    let own = new Set<string>();
    /** The answer of the lane's checker; one that dies is replaced. */
    const ask = async ({ at, begins }: Step): Promise<Outcome<Brought>> => {
      if (checker === undefined) {
        checker = await lanes.open();
        open.add(checker);
        told = new Set();
        own = new Set();
      }
      const { folder } = tasks[at]!;
      const news = [...graph.everythingFor(folder)].filter((each) => exports.has(each) && !told.has(each));
      for (const each of [...news, folder]) told.add(each);
      const task = { ...tasks[at]!, known: news.map((each) => [each, exports.get(each)!] as const) };
      try {
        return await (begins ? checker.begin(task) : checker.check(task));
      } catch (error) {
        lanes.signal?.throwIfAborted();
        if (error instanceof CannotStart) throw error;
        await close(checker);
        checker = undefined;
        return { error: describeError(error) };
      }
    };
    try {
      for (let step = await queue.take(own); step !== undefined; step = await queue.take(own)) {
        const { folder } = tasks[step.at]!;
        const { onTheWay, answer } = parted(await ask(step));
        if (answer.error === undefined && answer.exports !== undefined) exports.set(folder, answer.exports);
        if (step.begins) own.add(folder);
        for (const [each, found] of onTheWay) {
          told.add(each);
          own.add(each);
          if (!exports.has(each)) exports.set(each, found);
          queue.know(each);
        }
        if (!step.begins) {
          outcomes[step.at] = answer as Outcome<T>;
          await onDone(step.at, answer as Outcome<T>);
        }
        queue.done(step);
      }
    } catch (error) {
      queue.stop();
      throw error;
    } finally {
      if (checker !== undefined) await close(checker);
    }
  };
  lanes.signal?.addEventListener('abort', stop);
  try {
    await Promise.all(Array.from({ length: Math.min(lanes.count, tasks.length) }, runLane));
    return outcomes;
  } finally {
    lanes.signal?.removeEventListener('abort', stop);
  }
}

/** What an answer says of other packages, which have outcomes of their own, apart from the rest. */
function parted(answer: Outcome<Brought>): { readonly onTheWay: OnTheWay; readonly answer: Outcome<Brought> } {
  if (answer.error !== undefined) return { onTheWay: [], answer };
  const { onTheWay = [], ...own } = answer;
  return { onTheWay, answer: own };
}
