/**
 * `--since REV`: which lines have changed since a revision, as git tells. This is the one place that has a program run,
 * and only when the user asks for it; nothing that a repository configures (drivers, monitors, pagers) is run by it.
 */
import { parsePatch } from 'diff';
import { UsageError, type CliContext, type GitOutcome } from './context.js';
import type { Finding } from '../check/finding.js';
import { absolute } from './paths.js';
import type { LineIndex } from './render/line-index.js';

export interface Changes {
  /** Whether one of the lines, counted from 0, has changed; of a new file every line has. */
  has(file: string, from: number, to: number): boolean;
}

/** Throws a UsageError without git, outside a repository and for a revision that does not exist. */
export async function changesSince(revision: string, context: CliContext): Promise<Changes> {
  const commit = (
    await git(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`], revision, context)
  ).trim();
  const root = (await git(['rev-parse', '--show-toplevel'], revision, context)).trim();
  const options = ['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-prefix'];
  const patch = await git(['diff', ...options, commit, '--', ':(top)*.go'], revision, context);
  const listed = await git(['ls-files', '-z', '--others', '--exclude-standard', '--', '*.go'], revision, context);
  const lines = changedLines(patch, root);
  const files = new Set(listed.split('\0').flatMap((name) => (name === '' ? [] : absolute(name, context.cwd))));
  return {
    has: (file, from, to) =>
      files.has(file) || (lines.get(file)?.some((range) => range.from <= to && from < range.to) ?? false),
  };
}

/** Findings on changed lines, or that rest on one: a write that is new makes an old copy a mistake. */
export function onChangedLines(
  findings: readonly Finding[],
  changes: Changes,
  indexOf: (file: string) => LineIndex,
): readonly Finding[] {
  return findings.filter((finding) =>
    [finding, ...finding.related].some(({ file, start, end }) => {
      const index = indexOf(file);
      return changes.has(file, index.positionOf(start).line, index.positionOf(end).line);
    }),
  );
}

interface LineRange {
  readonly from: number;
  /** One past the last. */
  readonly to: number;
}

function changedLines(patch: string, root: string): ReadonlyMap<string, readonly LineRange[]> {
  const lines = new Map<string, readonly LineRange[]>();
  for (const { newFileName, hunks } of parsePatch(patch)) {
    if (newFileName === undefined || newFileName === '/dev/null') continue;
    const ranges = hunks.flatMap(({ newStart, newLines }) =>
      // Where lines were only taken away, those around the gap are what changed.
      newLines === 0 ? { from: newStart - 1, to: newStart + 1 } : { from: newStart - 1, to: newStart - 1 + newLines },
    );
    lines.set(absolute(newFileName, root), ranges);
  }
  return lines;
}

async function git(args: readonly string[], revision: string, { cwd, git: run }: CliContext): Promise<string> {
  const outcome = await run(['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', ...args], cwd);
  if (outcome === undefined) throw new UsageError(`--since ${revision}: git is not to be found`);
  if (outcome.status !== 0) throw new UsageError(`--since ${revision}: ${complaint(outcome, revision)}`);
  return outcome.stdout;
}

function complaint({ stderr }: GitOutcome, revision: string): string {
  if (/not a git repository/.test(stderr)) return 'this folder is not in a git repository';
  if (/Needed a single revision|unknown revision|ambiguous argument/.test(stderr)) {
    return `git knows no revision "${revision}" here; a shallow clone has only its newest`;
  }
  return `git: ${stderr.trim()}`;
}
