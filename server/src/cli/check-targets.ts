/** Checks what the command line named, in as many threads as it allows, and says on a terminal how far it is. */
import type { PackageExports, Severity } from '../engine/index.js';
import { lookUp } from '../check/store.js';
import { PackageKeys } from '../check/package-keys.js';
import { checkAll, type Lanes } from '../check/check-all.js';
import { findings, LocalChecker, type CheckOutcome, type CheckTask, type Found } from '../check/checker.js';
import type { CliContext } from './context.js';
import { byPlace, type Finding } from '../check/finding.js';
import { relative } from './paths.js';
import { startProgress } from './progress.js';
import type { RuleSetting } from './rule-option.js';
import type { TargetGroup } from './targets.js';
import { WorkerChecker } from '../check/worker-checker.js';

export interface CheckPlan {
  readonly groups: readonly TargetGroup[];
  /** The command line's severities, on top of the settings'. */
  readonly overrides: readonly RuleSetting[];
  /** Findings below it are left out. */
  readonly least: Severity;
  /** The most threads to use; undefined: as many as the machine runs well. */
  readonly jobs: number | undefined;
  /** Whether outcomes of earlier runs serve. */
  readonly cache: boolean;
}

export interface Checked {
  /** By file, then by place. */
  readonly findings: readonly Finding[];
  /** What went wrong inside the program, by package. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly folder: string;
  /** With its stack. */
  readonly error: string;
}

export async function checkTargets(plan: CheckPlan, context: CliContext): Promise<Checked> {
  const targets = plan.groups.flatMap((group) => group.targets);
  const outcomes = await outcomesOf(tasksOf(plan), plan, context);
  const wanted: Finding[] = [];
  const failures: Failure[] = [];
  outcomes.forEach((outcome, at) => {
    const { folder, isWanted } = targets[at]!;
    if (outcome.error !== undefined) failures.push({ folder, error: outcome.error });
    else wanted.push(...outcome.findings.filter(({ file }) => isWanted(file)));
  });
  return { findings: wanted.sort(byPlace), failures };
}

function tasksOf({ groups, overrides, least }: CheckPlan): readonly CheckTask[] {
  const rules = Object.fromEntries(overrides.map(({ rule, severity }) => [rule, severity]));
  return groups.flatMap(({ settings: { enable, goVersion, rules: own }, targets }) => {
    const settings = { enable, goVersion, rules: { ...own, ...rules } };
    return targets.map(({ folder }) => ({ folder, settings, least }));
  });
}

/** Parallel to the tasks: from the store as far as it has them, the others from checking. */
async function outcomesOf(
  tasks: readonly CheckTask[],
  { groups, jobs, cache }: CheckPlan,
  context: CliContext,
): Promise<readonly CheckOutcome[]> {
  const { store, signal } = context;
  const goroot = groups[0]?.settings.goroot ?? '';
  const keys = new PackageKeys(await context.identity(), context.host.environment(goroot));
  const looked = cache ? await lookUp<Found>(tasks, keys, store, signal) : undefined;
  const outcomes = [...(looked?.outcomes ?? tasks.map(() => undefined))];
  const left = tasks.flatMap((_, at) => (outcomes[at] === undefined ? at : []));
  const lanes = lanesFor(left.length, goroot, jobs ?? threadsFor(context.parallelism), context);
  const progress = startProgress(left.length, context.err);
  try {
    const work = left.map((at) => tasks[at]!);
    await checkAll(work, lanes, keys, exportsIn(tasks, outcomes), async (i, outcome) => {
      const at = left[i]!;
      outcomes[at] = outcome;
      await looked?.keep(at, outcome);
      progress.step();
    });
  } finally {
    progress.end();
    await store.close();
  }
  return outcomes.map((outcome) => outcome!);
}

/** What outcomes of earlier runs say of packages that are imported. */
function exportsIn(
  tasks: readonly CheckTask[],
  outcomes: readonly (CheckOutcome | undefined)[],
): ReadonlyMap<string, PackageExports> {
  const known = new Map<string, PackageExports>();
  outcomes.forEach((outcome, at) => {
    if (outcome?.error === undefined && outcome?.exports) known.set(tasks[at]!.folder, outcome.exports);
  });
  return known;
}

function lanesFor(packages: number, goroot: string, jobs: number, context: CliContext): Lanes<Found> {
  const count = Math.max(1, Math.min(jobs, Math.floor(packages / packagesWorthAThread)));
  const { signal } = context;
  const inThreads = packages >= packagesWorthAThread;
  const openWorkspace = () => context.openWorkspace(context.host.environment(goroot));
  return {
    count,
    open: () =>
      Promise.resolve(
        inThreads ? new WorkerChecker(context.startWorker(goroot)) : new LocalChecker(findings, openWorkspace, signal),
      ),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Each thread's compiler and collector run in threads of their own, and take about half as much time as it does. */
function threadsFor(processors: number): number {
  return Math.max(1, Math.floor((processors * 2) / 3));
}

/** A thread's start costs about as much as a dozen packages; one alone is worth it, since it has more room (see `start-worker.ts`). */
const packagesWorthAThread = 12;

/** Says what went wrong, and where, for a report to us. */
export function reportFailures(failures: readonly Failure[], { cwd, err }: CliContext): void {
  for (const { folder, error } of failures) {
    err.write(`mapguard: internal error in ${relative(folder, cwd)}: ${error}\n`);
  }
}
