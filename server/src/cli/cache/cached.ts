/** Outcomes of earlier runs, for packages that nothing has happened to since. */
import type { CheckOutcome, CheckTask } from '../checker.js';
import type { PackageKeys } from './package-keys.js';

/** Keeps texts by key, as long as it likes. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  put(key: string, text: string): Promise<void>;
  /** Called when nothing more is put. */
  close(): Promise<void>;
}

export interface Looked {
  /** Parallel to the tasks; undefined where a package has to be checked. */
  readonly outcomes: readonly (CheckOutcome | undefined)[];
  /** Keeps what checking one of them has brought. */
  keep(at: number, outcome: CheckOutcome): Promise<void>;
}

export async function lookUp(
  tasks: readonly CheckTask[],
  keys: PackageKeys,
  store: Store,
  signal: AbortSignal | undefined,
): Promise<Looked> {
  const keyOf: (string | undefined)[] = [];
  const outcomes: (CheckOutcome | undefined)[] = [];
  for (const task of tasks) {
    const key = keys.keyOf(task);
    const text = key === undefined ? undefined : await store.get(key);
    signal?.throwIfAborted();
    keyOf.push(key);
    outcomes.push(text === undefined ? undefined : parsed(text));
  }
  return {
    outcomes,
    async keep(at, outcome) {
      const key = keyOf[at];
      if (key !== undefined && outcome.error === undefined) await store.put(key, JSON.stringify(outcome));
    },
  };
}

/** The store has seen to it that the text is what was put. */
function parsed(text: string): CheckOutcome {
  return JSON.parse(text) as CheckOutcome;
}
