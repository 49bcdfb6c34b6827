/**
 * Checks many packages with several checkers at once, each after those it imports, so that what they export is known.
 * Outcomes come in the order of the tasks whoever was faster; a checker that dies loses the package it was at, and is
 * replaced.
 */
import type { PackageExports } from '../engine/index.js';
import { describeError, type Brought, type Checker, type CheckTask, type Outcome } from './checker.js';

export interface Lanes<T extends Brought> {
  /** How many checkers to use at most; fewer where there is not enough work to pay for their start. */
  readonly count: number;
  open(): Promise<Checker<T>>;
  readonly signal?: AbortSignal;
}

/** Which package imports which, by folder, as far as anybody may check them. */
export interface ImportGraph {
  /** Imported by the package itself; its tests aside, whose imports may lead back. */
  importsOf(folder: string): readonly string[];
  /** All that it and its tests lead to. */
  everythingFor(folder: string): Iterable<string>;
}

/**
 * `onDone` is called after each package, and waited for.
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
  const queue = new Queue(tasks, graph);
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
    let told = new Set<string>();
    try {
      for (let at = await queue.take(); at !== undefined; at = await queue.take()) {
        if (checker === undefined) {
          checker = await lanes.open();
          open.add(checker);
          told = new Set();
        }
        const { folder } = tasks[at]!;
        const news = [...graph.everythingFor(folder)].filter((each) => exports.has(each) && !told.has(each));
        for (const each of [...news, folder]) told.add(each);
        let outcome: Outcome<T>;
        try {
          outcome = await checker.check({ ...tasks[at]!, known: news.map((each) => [each, exports.get(each)!]) });
        } catch (error) {
          lanes.signal?.throwIfAborted();
          outcome = { error: describeError(error) };
          await close(checker);
          checker = undefined;
        }
        outcomes[at] = outcome;
        if (outcome.error === undefined && outcome.exports !== undefined) exports.set(folder, outcome.exports);
        await onDone(at, outcome);
        queue.done(folder);
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

/** Hands out tasks in their order, those first whose imports are done. */
class Queue {
  private readonly waiting: number[];
  /** Folders of tasks that are not done. */
  private readonly undone: Set<string>;
  private underWay = 0;
  private isStopped = false;
  private wake: (() => void)[] = [];

  constructor(
    private readonly tasks: readonly CheckTask[],
    private readonly graph: ImportGraph,
  ) {
    this.waiting = [...tasks.keys()];
    this.undone = new Set(tasks.map(({ folder }) => folder));
  }

  /** Waits until there is a task that can be begun; undefined when all have been handed out. */
  async take(): Promise<number | undefined> {
    while (this.waiting.length > 0 && !this.isStopped) {
      const ready = this.waiting.findIndex((at) => this.isReady(this.tasks[at]!.folder));
      // Imports that go round in a circle are nobody's to wait for.
      if (ready >= 0 || this.underWay === 0) {
        this.underWay++;
        return this.waiting.splice(Math.max(ready, 0), 1)[0];
      }
      await new Promise<void>((resolve) => this.wake.push(resolve));
    }
    return undefined;
  }

  done(folder: string): void {
    this.underWay--;
    this.undone.delete(folder);
    this.wakeAll();
  }

  stop(): void {
    this.isStopped = true;
    this.wakeAll();
  }

  private wakeAll(): void {
    const { wake } = this;
    this.wake = [];
    for (const resolve of wake) resolve();
  }

  private isReady(folder: string): boolean {
    return this.graph.importsOf(folder).every((imported) => imported === folder || !this.undone.has(imported));
  }
}
