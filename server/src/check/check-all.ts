/**
 * Checks many packages with several checkers at once, each after those it imports, so that what they export is known.
 * Outcomes come in the order of the tasks whoever was faster; a checker that dies loses the package it was at, and is
 * replaced.
 */
import type { PackageExports } from '../engine/index.js';
import { CannotStart, describeError, type Brought, type Checker, type CheckTask, type Outcome } from './checker.js';

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
  /** Imported by the package or its tests. */
  testImportsOf(folder: string): readonly string[];
  /** How much source there is, in any unit. */
  sizeOf(folder: string): number;
  /** All that it and its tests lead to. */
  everythingFor(folder: string): Iterable<string>;
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
          if (error instanceof CannotStart) throw error;
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

/**
 * Hands out tasks whose imports are done, those first on which the longest chain of others waits: with several checkers
 * that chain is what the whole work takes. What only tests import is waited for, too, or each checker would look into it
 * for itself; but not where it would have to wait in turn.
 */
class Queue {
  private readonly waiting: number[];
  /** Folders of tasks that are not done. */
  private readonly undone: Set<string>;
  private readonly order: Order;
  private underWay = 0;
  private isStopped = false;
  private wake: (() => void)[] = [];

  constructor(
    private readonly tasks: readonly CheckTask[],
    graph: ImportGraph,
  ) {
    const folders = tasks.map(({ folder }) => folder);
    this.order = new Order(folders, graph);
    this.undone = new Set(folders);
    const length = (at: number): number => this.order.chainLength(folders[at]!);
    this.waiting = [...tasks.keys()].sort((a, b) => length(b) - length(a));
  }

  /** Waits until there is a task that can be begun; undefined when all have been handed out. */
  async take(): Promise<number | undefined> {
    while (this.waiting.length > 0 && !this.isStopped) {
      const next = this.next();
      if (next >= 0) {
        this.underWay++;
        return this.waiting.splice(next, 1)[0];
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

  /** Among those that wait; -1: none yet. */
  private next(): number {
    const { order, waiting } = this;
    const isDone = (folder: string): boolean => !this.undone.has(folder);
    const find = (dependencies: (folder: string) => readonly string[]): number =>
      waiting.findIndex((at) => dependencies(this.tasks[at]!.folder).every(isDone));
    const ready = find((folder) => order.before(folder));
    if (ready >= 0 || this.underWay > 0) return ready;
    // Tests import each other's packages, or, where the code does not compile, packages themselves do.
    return Math.max(
      0,
      find((folder) => order.importsOf(folder)),
    );
  }
}

/** What has to be done before what, among some folders. */
class Order {
  private readonly folders: ReadonlySet<string>;
  private readonly below = new Map<string, ReadonlySet<string>>();
  private readonly dependencies = new Map<string, readonly string[]>();
  private readonly lengths = new Map<string, number>();
  private readonly dependents = new Map<string, string[]>();

  constructor(
    folders: readonly string[],
    private readonly graph: ImportGraph,
  ) {
    this.folders = new Set(folders);
    for (const folder of folders) this.dependents.set(folder, []);
    for (const folder of folders) for (const each of this.before(folder)) this.dependents.get(each)!.push(folder);
  }

  importsOf(folder: string): readonly string[] {
    return this.graph.importsOf(folder).filter((each) => each !== folder && this.folders.has(each));
  }

  /** Its imports, and those of its tests that do not lead back to it. */
  before(folder: string): readonly string[] {
    let known = this.dependencies.get(folder);
    if (known === undefined) {
      const forTests = this.graph
        .testImportsOf(folder)
        .filter((each) => each !== folder && this.folders.has(each) && !this.everythingBelow(each).has(folder));
      known = [...new Set([...this.importsOf(folder), ...forTests])];
      this.dependencies.set(folder, known);
    }
    return known;
  }

  /** The size of a folder with that of the longest chain of others that wait for it. */
  chainLength(folder: string): number {
    let length = this.lengths.get(folder);
    if (length === undefined) {
      this.lengths.set(folder, 0); // Some go round in a circle.
      const others = this.dependents.get(folder)!.map((each) => this.chainLength(each));
      length = this.graph.sizeOf(folder) + Math.max(0, ...others);
      this.lengths.set(folder, length);
    }
    return length;
  }

  private everythingBelow(folder: string): ReadonlySet<string> {
    let known = this.below.get(folder);
    if (known === undefined) {
      const found = new Set<string>();
      this.below.set(folder, found);
      for (const each of this.importsOf(folder)) {
        found.add(each);
        for (const further of this.everythingBelow(each)) found.add(further);
      }
      known = found;
    }
    return known;
  }
}
