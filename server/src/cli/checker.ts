/**
 * Checks packages one after the other. There is one checker for this thread, here, and one for another thread, in
 * `worker-checker.ts`; who uses them cannot tell which it has.
 */
import type { PackageExports, Settings, Severity, Workspace } from '../engine/index.js';
import { byPlace, findingOf, type Finding } from './finding.js';
import { finishJob } from './finish-job.js';
import { isAtLeast } from './severities.js';

/** One package to check. Plain data, as is its outcome: both cross threads. */
export interface CheckTask {
  readonly folder: string;
  readonly settings: Settings;
  /** Findings below this severity are left out. */
  readonly least: Severity;
  /** What is known of packages that it imports, by folder, as far as this checker has not been told yet. */
  readonly known?: readonly (readonly [folder: string, exports: PackageExports])[];
}

/** By file and place; or what went wrong inside the program, with its stack. */
export type CheckOutcome =
  | {
      readonly findings: readonly Finding[];
      /** For those that import the package. */
      readonly exports?: PackageExports | undefined;
      readonly error?: undefined;
    }
  | { readonly error: string };

export interface Checker {
  /** Rejects when the checker has died and can check no more, or when the user wants to stop. */
  check(task: CheckTask): Promise<CheckOutcome>;
  close(): Promise<void>;
}

/** A checker in this thread. It lets the event loop run now and then, so that Ctrl+C is heard. */
export class LocalChecker implements Checker {
  private workspace: Promise<Workspace> | undefined;
  private settings = '';

  constructor(
    private readonly openWorkspace: () => Promise<Workspace>,
    private readonly signal?: AbortSignal,
  ) {}

  async check({ folder, settings, least, known = [] }: CheckTask): Promise<CheckOutcome> {
    const workspace = await (this.workspace ??= this.openWorkspace());
    const key = JSON.stringify(settings);
    if (key !== this.settings) workspace.configure(settings);
    this.settings = key;
    try {
      for (const [imported, exports] of known) workspace.learn(imported, exports);
      const byFile = await finishJob(workspace.snapshot().check(folder), this.signal);
      const shown = [...byFile.values()].flat().filter(({ severity }) => isAtLeast(severity, least));
      const findings = shown.map(findingOf).sort(byPlace);
      const exports = workspace.snapshot().exports(folder);
      workspace.release(folder);
      return { findings, exports };
    } catch (error) {
      if (this.signal?.aborted) throw error;
      // What the analysis left behind in the middle of its work is not to be trusted.
      this.workspace = undefined;
      this.settings = '';
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
