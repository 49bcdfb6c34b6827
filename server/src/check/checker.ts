/**
 * Checks packages one after the other. There is one checker for this thread, here, and one for another thread, in
 * `worker-checker.ts`; who uses them cannot tell which it has.
 */
import type { PackageExports, Settings, Severity, Survey, Workspace } from '../engine/index.js';
import { byPlace, findingOf, type Finding } from './finding.js';
import { finishJob } from './finish-job.js';
import { isAtLeast } from './severities.js';

/** One package to check. Plain data, as is its outcome: both cross threads. */
export interface CheckTask {
  readonly folder: string;
  readonly settings: Settings;
  /** Findings below this severity are left out. */
  readonly least: Severity;
  /** Only what the package exports is asked for: nothing else of it is known yet, and the rest is asked for later. */
  readonly begin?: true;
  /** What is known of packages that it imports, by folder, as far as this checker has not been told yet. */
  readonly known?: readonly (readonly [folder: string, exports: PackageExports])[];
}

/** What looking at a package has brought, besides what was looked for. */
export interface Brought {
  /** For those that import the package. */
  readonly exports?: PackageExports | undefined;
  /** The same of packages that had to be analysed on the way. */
  readonly onTheWay?: OnTheWay;
  readonly error?: undefined;
}

export type OnTheWay = readonly (readonly [folder: string, exports: PackageExports])[];

/** Or what went wrong inside the program, with its stack. */
export type Outcome<T extends Brought> = T | { readonly error: string };

/** Findings with their fixes, by file and place. */
export interface Found extends Brought {
  readonly findings: readonly Finding[];
}

/** What another workspace can take for its own. */
export type Surveyed = Survey & Brought;

export type CheckOutcome = Outcome<Found>;

export interface Checker<T extends Brought = Found> {
  /** Rejects when the checker has died and can check no more (`CannotStart`: nor could another one), or when the user wants to stop. */
  check(task: CheckTask): Promise<Outcome<T>>;
  /** Analyses the package without its tests, and keeps it for when it is checked. */
  begin(task: CheckTask): Promise<Outcome<Brought>>;
  close(): Promise<void>;
}

/** A checker's thread has ended before it had loaded its program. */
export class CannotStart extends Error {
  constructor(reason: string) {
    super(`threads that check packages cannot start: ${reason}`);
  }
}

/** What is looked for in a package. */
export type Look<T extends Brought> = (workspace: Workspace, task: CheckTask, signal?: AbortSignal) => Promise<T>;

export const findings: Look<Found> = async (workspace, { folder, least }, signal) => {
  const byFile = await finishJob(workspace.snapshot().check(folder), signal);
  const shown = [...byFile.values()].flat().filter(({ severity }) => isAtLeast(severity, least));
  return { findings: shown.map(findingOf).sort(byPlace), exports: workspace.snapshot().exports(folder) };
};

export const survey: Look<Surveyed> = async (workspace, { folder }, signal) => {
  await finishJob(workspace.snapshot().survey(folder), signal);
  return workspace.snapshot().surveyed(folder) ?? { byFile: [], uses: [], exportUses: [] };
};

/** A checker in this thread. It lets the event loop run now and then, so that Ctrl+C is heard. */
export class LocalChecker<T extends Brought> implements Checker<T> {
  private workspace: Promise<Workspace> | undefined;

  constructor(
    private readonly look: Look<T>,
    private readonly openWorkspace: () => Promise<Workspace>,
    private readonly signal?: AbortSignal,
  ) {}

  check(task: CheckTask): Promise<Outcome<T>> {
    return this.work(task, async (workspace) => {
      const outcome = await this.look(workspace, task, this.signal);
      workspace.release(task.folder);
      return outcome;
    });
  }

  begin(task: CheckTask): Promise<Outcome<Brought>> {
    return this.work<Brought>(task, async (workspace) => {
      await finishJob(workspace.snapshot().analyse(task.folder), this.signal);
      return { exports: workspace.snapshot().exports(task.folder) };
    });
  }

  private async work<R extends Brought>(
    { folder, settings, known = [] }: CheckTask,
    look: (workspace: Workspace) => Promise<R>,
  ): Promise<Outcome<R>> {
    const workspace = await (this.workspace ??= this.openWorkspace());
    workspace.configure(settings);
    try {
      for (const [imported, exports] of known) workspace.learn(imported, exports);
      const outcome = await look(workspace);
      const onTheWay = workspace.takeFound().filter(([imported]) => imported !== folder);
      return onTheWay.length > 0 ? { ...outcome, onTheWay } : outcome;
    } catch (error) {
      if (this.signal?.aborted) throw error;
      // What the analysis left behind in the middle of its work is not to be trusted.
      this.workspace = undefined;
      return { error: describeError(error) };
    }
  }

  close(): Promise<void> {
    this.workspace = undefined;
    return Promise.resolve();
  }
}

export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
