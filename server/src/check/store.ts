/** Outcomes of earlier runs, for packages that nothing has happened to since. */
import type { Brought, CheckTask, Outcome } from './checker.js';

/** Keeps texts by key, as long as it likes. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  put(key: string, text: string): Promise<void>;
  /** Called when nothing more is put. */
  close(): Promise<void>;
}

/** What outcomes are kept under. */
export interface Keys {
  /** Whether it can be told what a package and its tests rest on: not where the head of a file is broken. */
  knows(folder: string): boolean;
  /** Undefined for a package of which that cannot be told. */
  keyOf(task: CheckTask): string | undefined;
  /** Whether the package's files are still what its key was made of. */
  isCurrent(folder: string): boolean;
}

export interface Looked<T extends Brought> {
  /** Parallel to the tasks; undefined where a package has to be checked. */
  readonly outcomes: readonly (Outcome<T> | undefined)[];
  /** Keeps what checking one of them has brought. */
  keep(at: number, outcome: Outcome<T>): Promise<void>;
}

export async function lookUp<T extends Brought>(
  tasks: readonly CheckTask[],
  keys: Keys,
  store: Store,
  signal: AbortSignal | undefined,
): Promise<Looked<T>> {
  const keyOf: (string | undefined)[] = [];
  const outcomes: (Outcome<T> | undefined)[] = [];
  for (const task of tasks) {
    const key = keys.keyOf(task);
    const text = key === undefined ? undefined : await store.get(key);
    signal?.throwIfAborted();
    keyOf.push(key);
    outcomes.push(text === undefined ? undefined : parsed<T>(text));
  }
  return {
    outcomes,
    async keep(at, outcome) {
      const key = keyOf[at];
      if (key === undefined || outcome.error !== undefined) return;
      // What was written while it was being checked belongs to another key.
      if (keys.isCurrent(tasks[at]!.folder)) await store.put(key, JSON.stringify(outcome));
    },
  };
}

/** The store has seen to it that the text is what was put. */
function parsed<T extends Brought>(text: string): Outcome<T> {
  return JSON.parse(text) as Outcome<T>;
}
