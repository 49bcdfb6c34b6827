/** In which order packages are looked at, when several are looked at at once. */
import type { CheckTask } from './checker.js';

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

export interface Step {
  /** The number of the task. */
  readonly at: number;
  /** Only what the package exports is asked for; its findings come in a step of their own. */
  readonly begins: boolean;
}

/**
 * Hands out tasks whose imports are done, those first on which the longest chain of others waits: with several checkers
 * that chain is what the whole work takes. What only tests import is waited for, too, or each checker would look into it
 * for itself. Where that would have to wait in turn, the package is begun, so that others know what it exports, and
 * checked with its tests later.
 */
export class WorkQueue {
  private readonly waiting: Step[];
  /** Tasks of two steps. */
  private readonly begun: ReadonlySet<number>;
  /** Folders of which others do not know yet what they export. */
  private readonly unknown: Set<string>;
  private readonly order: Order;
  private underWay = 0;
  private isStopped = false;
  private wake: (() => void)[] = [];

  /** @param inParallel whether there are several checkers: one finds what it needs as it goes. */
  constructor(
    private readonly tasks: readonly CheckTask[],
    graph: ImportGraph,
    inParallel: boolean,
  ) {
    const folders = tasks.map(({ folder }) => folder);
    this.order = new Order(folders, graph);
    this.unknown = new Set(folders);
    this.waiting = [...tasks.keys()].flatMap((at) =>
      inParallel && this.order.leadsBack(folders[at]!)
        ? [
            { at, begins: true },
            { at, begins: false },
          ]
        : [{ at, begins: false }],
    );
    this.begun = new Set(this.waiting.filter(({ begins }) => begins).map(({ at }) => at));
    const length = ({ at, begins }: Step): number =>
      this.begun.has(at) && !begins ? graph.sizeOf(folders[at]!) : this.order.chainLength(folders[at]!);
    this.waiting.sort((a, b) => length(b) - length(a));
  }

  /**
   * Waits until there is a step that can be done; undefined when all have been handed out.
   * @param own folders that who asks knows best.
   */
  async take(own: ReadonlySet<string>): Promise<Step | undefined> {
    while (this.waiting.length > 0 && !this.isStopped) {
      const next = this.next(own);
      if (next >= 0) {
        this.underWay++;
        return this.waiting.splice(next, 1)[0];
      }
      await new Promise<void>((resolve) => this.wake.push(resolve));
    }
    return undefined;
  }

  done({ at }: Step): void {
    this.underWay--;
    this.know(this.tasks[at]!.folder);
  }

  /** What others need of a package is there. */
  know(folder: string): void {
    this.unknown.delete(folder);
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
  private next(own: ReadonlySet<string>): number {
    const { waiting, unknown } = this;
    const isReady = (step: Step): boolean => this.before(step).every((folder) => !unknown.has(folder));
    const mine = waiting.findIndex((step) => own.has(this.tasks[step.at]!.folder) && isReady(step));
    const ready = mine >= 0 ? mine : waiting.findIndex(isReady);
    if (ready >= 0 || this.underWay > 0) return ready;
    // Where the code does not compile, packages import each other; with one checker, tests do.
    const known = waiting.findIndex(({ at }) =>
      this.order.importsOf(this.tasks[at]!.folder).every((folder) => !unknown.has(folder)),
    );
    return Math.max(0, known);
  }

  private before({ at, begins }: Step): readonly string[] {
    const { folder } = this.tasks[at]!;
    if (begins) return this.order.importsOf(folder);
    return this.begun.has(at) ? [folder, ...this.order.testImportsOf(folder)] : this.order.before(folder);
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

  testImportsOf(folder: string): readonly string[] {
    return this.graph.testImportsOf(folder).filter((each) => each !== folder && this.folders.has(each));
  }

  /** Whether its tests import what leads back to it. */
  leadsBack(folder: string): boolean {
    return this.testImportsOf(folder).some((each) => this.everythingBelow(each).has(folder));
  }

  /** Its imports, and those of its tests that do not lead back to it. */
  before(folder: string): readonly string[] {
    let known = this.dependencies.get(folder);
    if (known === undefined) {
      const forTests = this.testImportsOf(folder).filter((each) => !this.everythingBelow(each).has(folder));
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
