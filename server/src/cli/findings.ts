/** Runs the engine over targets and hands back what it found, with the text each finding stands in. */
import type { Diagnostic, Job, Snapshot, Workspace } from '../engine/index.js';
import type { CliContext } from './context.js';
import type { RuleSetting } from './rule-option.js';
import type { TargetGroup } from './targets.js';
import type { Progress } from './progress.js';

/** Findings of one run, with the snapshot to read their files from. */
export interface Findings {
  readonly snapshot: Snapshot;
  /** By file, then by place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Opens a workspace for the command; the Go folder is the one that the first group's settings name. */
export function openWorkspace(groups: readonly TargetGroup[], context: CliContext): Promise<Workspace> {
  return context.openWorkspace(context.host.environment(groups[0]?.settings.goroot ?? ''));
}

/** Checks one group's folders under its settings, with the command line's on top. */
export function collectFindings(
  workspace: Workspace,
  { settings, targets }: TargetGroup,
  overrides: readonly RuleSetting[],
  progress: Progress,
): Findings {
  const rules = Object.fromEntries(overrides.map(({ rule, severity }) => [rule, severity]));
  workspace.configure({ ...settings, rules: { ...settings.rules, ...rules } });
  const snapshot = workspace.snapshot();
  const diagnostics: Diagnostic[] = [];
  for (const { folder, isWanted } of targets) {
    for (const [file, found] of finish(snapshot.check(folder))) if (isWanted(file)) diagnostics.push(...found);
    progress.step();
  }
  return { snapshot, diagnostics: diagnostics.sort(byPlace) };
}

/** Runs a job to its end: on the command line nobody interrupts it but by ending the program. */
function finish<T>(job: Job<T>): T {
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : 1);
}
