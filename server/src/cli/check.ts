/** `mapguard check`: reports what the rules find. */
import type { Severity } from '../engine/index.js';
import { baselineText, compareWithBaseline, readBaseline } from './baseline.js';
import { checkTargets, reportFailures, type Failure } from './check-targets.js';
import type { CliContext, ExitStatus } from './context.js';
import type { Finding } from '../check/finding.js';
import { absolute, repositoryRoot } from './paths.js';
import { formats, type FormatName } from './render/format.js';
import { indexing, type LineIndex } from './render/line-index.js';
import type { RuleSetting } from './rule-option.js';
import { isAtLeast, lesser } from '../check/severities.js';
import { changesSince, onChangedLines } from './since.js';
import { findTargets, type TargetGroup } from './targets.js';

export interface CheckOptions {
  readonly reports: readonly ReportRequest[];
  readonly rule?: readonly RuleSetting[];
  readonly failOn: Severity;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  /** A git revision. */
  readonly since?: string;
  readonly jobs?: number;
  readonly cache: boolean;
}

/** One report, to standard output or to a file. */
export interface ReportRequest {
  readonly format: FormatName;
  readonly output?: string;
}

export async function check(paths: readonly string[], options: CheckOptions, context: CliContext): Promise<ExitStatus> {
  const { reports, rule = [], failOn, baseline, writeBaseline, since, jobs, cache } = options;
  // What the user got wrong is said before any work is done.
  const groups = await findTargets(paths, context);
  const known = baseline === undefined ? undefined : await readBaseline(baseline, context);
  const changes = since === undefined ? undefined : await changesSince(since, context);

  // Hints are worth knowing while editing; in a report they are shown only to whom they matter.
  const least = lesser(failOn, 'information');
  const checked = await checkTargets({ groups, overrides: rule, least, jobs, cache }, context);
  // From here on things are written, all or nothing.
  context.signal?.throwIfAborted();
  const indexOf = indexing((file) => context.host.files.readFile(file) ?? '');
  reportFailures(checked.failures, context);
  if (writeBaseline !== undefined) {
    await writeBaselineFile(writeBaseline, checked.findings, indexOf, context);
    return checked.failures.length > 0 ? 2 : 0;
  }

  let { findings } = checked;
  if (known !== undefined) {
    const compared = compareWithBaseline(findings, known, indexOf, wholePackages(groups));
    if (compared.stale > 0) {
      const them = `${count(compared.stale, 'finding')} of ${known.name}`;
      context.err.write(`mapguard: ${them} no longer found; --write-baseline ${known.name} takes them out\n`);
    }
    findings = compared.fresh;
  }
  if (changes !== undefined) findings = onChangedLines(findings, changes, indexOf);
  await writeReports(reports, { findings, failures: checked.failures, indexOf }, context);
  if (checked.failures.length > 0) return 2;
  return findings.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0;
}

interface Reported {
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
  readonly indexOf: (file: string) => LineIndex;
}

async function writeReports(reports: readonly ReportRequest[], reported: Reported, context: CliContext): Promise<void> {
  const { cwd, rules, version } = context;
  const input = { ...reported, cwd, rules, version, root: await repositoryRoot(cwd, context.host) };
  for (const { format, output } of reports) {
    const isColored = output === undefined && context.out.isTerminal;
    const text = formats[format]({ ...input, isColored });
    if (output === undefined) context.out.write(text);
    else await context.writeFile(absolute(output, cwd), text);
  }
}

async function writeBaselineFile(
  name: string,
  findings: readonly Finding[],
  indexOf: (file: string) => LineIndex,
  context: CliContext,
): Promise<void> {
  const path = absolute(name, context.cwd);
  await context.writeFile(path, baselineText(findings, path, indexOf));
  context.err.write(`mapguard: ${count(findings.length, 'finding')} written to ${name}\n`);
}

/** Whether all files of a package were asked for. */
function wholePackages(groups: readonly TargetGroup[]): (folder: string) => boolean {
  const folders = new Set(
    groups.flatMap(({ targets }) => targets.filter(({ isWhole }) => isWhole).map(({ folder }) => folder)),
  );
  return (folder) => folders.has(folder);
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
