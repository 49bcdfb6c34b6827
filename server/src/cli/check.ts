/** `mapguard check`: reports what the rules find. */
import type { Severity } from '../engine/index.js';
import type { CliContext, ExitStatus } from './context.js';
import { collectFindings, openWorkspace } from './findings.js';
import { absolute } from './paths.js';
import { startProgress } from './progress.js';
import { formats, type FormatName } from './render/format.js';
import { isAtLeast, type RuleSetting } from './rule-option.js';
import { findTargets } from './targets.js';

export interface CheckOptions {
  readonly format: FormatName;
  readonly output?: string;
  readonly rule?: readonly RuleSetting[];
  readonly failOn: Severity;
}

export async function check(
  paths: readonly string[],
  { format, output, rule = [], failOn }: CheckOptions,
  context: CliContext,
): Promise<ExitStatus> {
  const groups = await findTargets(paths, context);
  const workspace = await openWorkspace(groups, context);
  const total = groups.reduce((sum, { targets }) => sum + targets.length, 0);
  const progress = startProgress(total, context.err);
  const isColored = output === undefined && context.out.isTerminal;
  const report = formats[format]({ cwd: context.cwd, isColored });
  let written = '';
  let isFailed = false;
  for (const group of groups) {
    const { snapshot, diagnostics } = collectFindings(workspace, group, rule, progress);
    const shown = diagnostics.filter(({ severity }) => isShown(severity, failOn));
    written += report.findings(shown, (file) => snapshot.read(file)?.text ?? '');
    isFailed ||= shown.some(({ severity }) => isAtLeast(severity, failOn));
  }
  progress.end();
  written += report.end();
  if (output === undefined) context.out.write(written);
  else await context.writeFile(absolute(output, context.cwd), written);
  return isFailed ? 1 : 0;
}

/** Hints are worth knowing while editing; in a report they are shown only to whom they matter. */
function isShown(severity: Severity, failOn: Severity): boolean {
  return isAtLeast(severity, 'information') || isAtLeast(severity, failOn);
}
