/**
 * `mapguard fix`: applies preferred rewrites until none is left. Works on open documents of the workspace, so that each
 * round sees what the one before has done; the disk is written once, at the end.
 */
import type { Diagnostic, FileEdit, Workspace } from '../engine/index.js';
import type { CliContext, ExitStatus } from './context.js';
import { applyEdits, overlaps } from './edits.js';
import { collectFindings, openWorkspace } from './findings.js';
import { relative } from './paths.js';
import { startProgress } from './progress.js';
import { unifiedDiff } from './render/unified-diff.js';
import { findTargets, type TargetGroup } from './targets.js';

export interface FixOptions {
  readonly rule?: readonly string[];
  readonly diff?: boolean;
  readonly unsafe?: boolean;
}

export async function fix(paths: readonly string[], options: FixOptions, context: CliContext): Promise<ExitStatus> {
  const groups = await findTargets(paths, context);
  const workspace = await openWorkspace(groups, context);
  const changed = new Map<string, ChangedFile>();
  let count = 0;
  for (const group of groups) count += fixGroup(workspace, group, options, changed);
  for (const [path, { before, after }] of [...changed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (options.diff) context.out.write(unifiedDiff(relative(path, context.cwd), before, after));
    else await context.writeFile(path, after);
  }
  const summary = count === 0 ? 'nothing to fix' : `${fixes(count)} in ${files(changed.size)}`;
  context.err.write(`${count > 0 && options.diff ? 'would apply ' : ''}${summary}\n`);
  return 0;
}

interface ChangedFile {
  readonly before: string;
  readonly after: string;
}

/** Returns how many fixes were applied. */
function fixGroup(
  workspace: Workspace,
  group: TargetGroup,
  options: FixOptions,
  changed: Map<string, ChangedFile>,
): number {
  let count = 0;
  for (let round = 1; round <= mostRounds; round++) {
    const silent = startProgress(0, { isTerminal: false, write: () => {} });
    const { snapshot, diagnostics } = collectFindings(workspace, group, [], silent);
    const chosen = chooseEdits(diagnostics, options);
    if (chosen.count === 0) break;
    count += chosen.count;
    for (const [path, edits] of chosen.edits) {
      // A file that is not there is one that the fix brings.
      const text = snapshot.read(path)?.text ?? '';
      const after = applyEdits(text, edits);
      changed.set(path, { before: changed.get(path)?.before ?? text, after });
      workspace.open(path, after, round);
    }
  }
  return count;
}

/** Every fix removes its finding, so rounds end by themselves; the bound is for a rule that breaks this promise. */
const mostRounds = 20;

interface Chosen {
  readonly count: number;
  readonly edits: ReadonlyMap<string, readonly FileEdit[]>;
}

/** The preferred fix of each finding, as far as they do not touch the same text; what is left waits for the next round. */
function chooseEdits(diagnostics: readonly Diagnostic[], { rule, unsafe }: FixOptions): Chosen {
  const edits = new Map<string, FileEdit[]>();
  let count = 0;
  for (const diagnostic of diagnostics) {
    if (rule !== undefined && !rule.includes(diagnostic.rule)) continue;
    const preferred = diagnostic
      .fixes()
      .find((each) => each.preferred && (unsafe === true || each.applicability === 'safe'));
    if (preferred === undefined) continue;
    const isFree = preferred.edits.every(
      (edit) => !(edits.get(edit.file) ?? []).some((other) => overlaps(edit, other)),
    );
    if (!isFree) continue;
    count++;
    for (const edit of preferred.edits) {
      const of = edits.get(edit.file);
      if (of === undefined) edits.set(edit.file, [edit]);
      else of.push(edit);
    }
  }
  return { count, edits };
}

function fixes(count: number): string {
  return `${count} fix${count === 1 ? '' : 'es'}`;
}

function files(count: number): string {
  return `${count} file${count === 1 ? '' : 's'}`;
}
