/**
 * `mapguard fix`: applies preferred rewrites until none is left. Works on open documents of the workspace, so that each
 * round sees what the one before has done; the disk is written once, at the end.
 */
import { applyEdits, overlaps, type Diagnostic, type FileEdit, type Workspace } from '../engine/index.js';
import type { CliContext, ExitStatus } from './context.js';
import { finishJob } from '../check/finish-job.js';
import { relative } from './paths.js';
import { startProgress } from './progress.js';
import { unifiedDiff } from './render/unified-diff.js';
import { findTargets, type Target, type TargetGroup } from './targets.js';

export interface FixOptions {
  readonly rule?: readonly string[];
  readonly diff?: boolean;
  readonly unsafe?: boolean;
}

export async function fix(paths: readonly string[], options: FixOptions, context: CliContext): Promise<ExitStatus> {
  const groups = await findTargets(paths, context);
  const workspace = await context.openWorkspace(context.host.environment(groups[0]?.settings.goroot ?? ''));
  const changed = new Map<string, ChangedFile>();
  const totals = { applied: 0, unsafe: 0 };
  for (const group of groups) {
    const { applied, unsafe } = await fixGroup(workspace, group, options, changed, context);
    totals.applied += applied;
    totals.unsafe += unsafe;
  }
  // From here on files are written, and one Ctrl+C does not come between them.
  context.signal?.throwIfAborted();
  const sorted = [...changed].sort(([a], [b]) => (a < b ? -1 : 1));
  let isLeft = false;
  for (const [path, file] of sorted) {
    if (options.diff) context.out.write(unifiedDiff(relative(path, context.cwd), file.before ?? '', file.after));
    else isLeft = !(await writeFixed(path, file, context)) || isLeft;
  }
  const { applied, unsafe } = totals;
  const summary =
    applied === 0 ? 'nothing to fix' : `${count(applied, 'fix', 'fixes')} in ${count(changed.size, 'file')}`;
  context.err.write(`${applied > 0 && options.diff ? 'would apply ' : ''}${summary}\n`);
  if (unsafe > 0) {
    context.err.write(`${count(unsafe, 'fix', 'fixes')} left out that may change behaviour (--unsafe)\n`);
  }
  return isLeft ? 2 : 0;
}

interface ChangedFile {
  /** Undefined for a file that a fix brings. */
  readonly before: string | undefined;
  readonly after: string;
}

/** What is written is what was analysed: a file that somebody has changed since, or that is no UTF-8, stays as it is. */
async function writeFixed(path: string, { before, after }: ChangedFile, context: CliContext): Promise<boolean> {
  const bytes = await context.readBytes(path);
  const isAsBefore =
    before === undefined
      ? bytes === undefined
      : bytes !== undefined && Buffer.compare(bytes, new TextEncoder().encode(before)) === 0;
  if (!isAsBefore) {
    const now = bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    const why = now === before ? 'is not valid UTF-8' : 'has changed meanwhile';
    context.err.write(`mapguard: ${relative(path, context.cwd)} ${why} and is left as it is\n`);
    return false;
  }
  await context.writeFile(path, after);
  return true;
}

interface Counts {
  readonly applied: number;
  /** Fixes that were left out because they may change behaviour. */
  readonly unsafe: number;
}

async function fixGroup(
  workspace: Workspace,
  { settings, targets }: TargetGroup,
  options: FixOptions,
  changed: Map<string, ChangedFile>,
  context: CliContext,
): Promise<Counts> {
  workspace.configure(settings);
  let applied = 0;
  let unsafe = 0;
  let left = targets;
  for (let round = 1; round <= mostRounds && left.length > 0; round++) {
    const again: Target[] = [];
    const progress = startProgress(left.length, context.err);
    const snapshot = workspace.snapshot();
    const edits = new RoundOfEdits((path) => snapshot.read(path)?.text ?? '');
    for (const target of left) {
      const byFile = await finishJob(snapshot.check(target.folder), context.signal);
      const found = [...byFile.values()].flat().filter(({ file }) => target.isWanted(file));
      const outcome = chooseFixes(found, options, edits);
      applied += outcome.applied;
      if (round === 1) unsafe += outcome.unsafe;
      if (outcome.applied + outcome.deferred > 0) again.push(target);
      progress.step();
    }
    progress.end();
    for (const [path, chosen] of edits.byFile) {
      const text = snapshot.read(path)?.text;
      // A file that is not there is one that the fix brings.
      const after = applyEdits(text ?? '', chosen);
      changed.set(path, { before: changed.has(path) ? changed.get(path)!.before : text, after });
      workspace.open(path, after, round);
    }
    left = again;
  }
  return { applied, unsafe };
}

/** Every fix removes its finding, so rounds end by themselves; the bound is for a rule that breaks this promise. */
const mostRounds = 100;

/**
 * Edits of several fixes that do not touch the same text, nor the same declaration: what one of them made of a function,
 * a lock taken at its top, say, the other has to know.
 */
class RoundOfEdits {
  constructor(private readonly textOf: (path: string) => string) {}

  readonly byFile = new Map<string, FileEdit[]>();
  private readonly declarations = new Set<string>();

  /** Whether there was room for all of them; otherwise none is taken. */
  take({ file, symbol = '' }: Diagnostic, edits: readonly FileEdit[]): boolean {
    const declaration = `${file} ${symbol}`;
    if (this.declarations.has(declaration)) return false;
    const isFree = edits.every((edit) => {
      const chosen = this.byFile.get(edit.file);
      if (chosen === undefined) return true;
      const text = this.textOf(edit.file);
      return !chosen.some((other) => overlaps(text, edit, other));
    });
    if (!isFree) return false;
    this.declarations.add(declaration);
    for (const edit of edits) {
      const known = this.byFile.get(edit.file);
      if (known === undefined) this.byFile.set(edit.file, [edit]);
      else known.push(edit);
    }
    return true;
  }
}

/** The preferred fix of each finding, as far as there is room in this round; what is left waits for the next. */
function chooseFixes(
  diagnostics: readonly Diagnostic[],
  { rule, unsafe }: FixOptions,
  edits: RoundOfEdits,
): Counts & { readonly deferred: number } {
  const counts = { applied: 0, unsafe: 0, deferred: 0 };
  for (const diagnostic of diagnostics) {
    if (rule !== undefined && !rule.includes(diagnostic.rule)) continue;
    const preferred = diagnostic.fixes().find((each) => each.preferred);
    if (preferred === undefined) continue;
    if (preferred.applicability === 'unsafe' && unsafe !== true) counts.unsafe++;
    else if (edits.take(diagnostic, preferred.edits)) counts.applied++;
    else counts.deferred++;
  }
  return counts;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
