/** Checks what the command line named, in as many threads as it allows, and says on a terminal how far it is. */
import type { Severity } from '../engine/index.js';
import { checkAll } from './check-all.js';
import { LocalChecker, type CheckTask } from './checker.js';
import type { CliContext } from './context.js';
import { byPlace, type Finding } from './finding.js';
import { relative } from './paths.js';
import { startProgress } from './progress.js';
import type { RuleSetting } from './rule-option.js';
import type { Target, TargetGroup } from './targets.js';
import { WorkerChecker } from './worker-checker.js';

export interface CheckPlan {
  readonly groups: readonly TargetGroup[];
  /** The command line's severities, on top of the settings'. */
  readonly overrides: readonly RuleSetting[];
  /** Findings below it are left out. */
  readonly least: Severity;
  /** The most threads to use; undefined: as many as the machine has. */
  readonly jobs: number | undefined;
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

export async function checkTargets(
  { groups, overrides, least, jobs }: CheckPlan,
  context: CliContext,
): Promise<Checked> {
  const rules = Object.fromEntries(overrides.map(({ rule, severity }) => [rule, severity]));
  const targets: Target[] = [];
  const tasks: CheckTask[] = [];
  for (const group of groups) {
    const { enable, goVersion } = group.settings;
    const settings = { enable, goVersion, rules: { ...group.settings.rules, ...rules } };
    for (const target of group.targets) {
      targets.push(target);
      tasks.push({ folder: target.folder, settings, least });
    }
  }
  const goroot = groups[0]?.settings.goroot ?? '';
  const count = lanesFor(tasks.length, jobs ?? context.parallelism);
  const open = () =>
    Promise.resolve(
      count > 1
        ? new WorkerChecker(context.startWorker(goroot))
        : new LocalChecker(() => context.openWorkspace(context.host.environment(goroot)), context.signal),
    );
  const progress = startProgress(tasks.length, context.err);
  try {
    const lanes = { count, open, ...(context.signal ? { signal: context.signal } : {}) };
    const outcomes = await checkAll(tasks, lanes, () => progress.step());
    const findings: Finding[] = [];
    const failures: Failure[] = [];
    outcomes.forEach((outcome, at) => {
      const { folder, isWanted } = targets[at]!;
      if (outcome.error !== undefined) failures.push({ folder, error: outcome.error });
      else findings.push(...outcome.findings.filter(({ file }) => isWanted(file)));
    });
    return { findings: findings.sort(byPlace), failures };
  } finally {
    progress.end();
  }
}

/** Says what went wrong, and where, for a report to us. */
export function reportFailures(failures: readonly Failure[], { cwd, err }: CliContext): void {
  for (const { folder, error } of failures) {
    err.write(`mapguard: internal error in ${relative(folder, cwd)}: ${error}\n`);
  }
}

/** A thread's start costs about as much as a dozen packages. */
function lanesFor(packages: number, jobs: number): number {
  return Math.max(1, Math.min(jobs, Math.floor(packages / packagesWorthAThread)));
}

const packagesWorthAThread = 12;
