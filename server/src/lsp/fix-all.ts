/**
 * Many fixes at once: each is computed on what those before it have left, in a workspace of its own, so that two that
 * are right alone cannot be wrong together. Ends with edits of the texts as they were. Knows no positions.
 */
import { diffLines } from 'diff';
import {
  applyEdits,
  type Diagnostic,
  type FileEdit,
  type Job,
  type Snapshot,
  type SuggestedFix,
  type Workspace,
} from '../engine/index.js';

export interface FixAllScope {
  readonly folders: Iterable<string>;
  /** A workspace that may be changed, over the texts as they are now; with the settings of the folder. */
  readonly workspaceOf: (folder: string) => Workspace;
  /** The fix of a finding that is wanted, if any. */
  readonly choose: (diagnostic: Diagnostic) => SuggestedFix | undefined;
}

export interface FixedAll {
  readonly edits: readonly FileEdit[];
  /** How many fixes were made. */
  readonly fixes: number;
  /** Whether one of them is such that a person should look first. */
  readonly isBold: boolean;
}

export function* fixAll({ folders, workspaceOf, choose }: FixAllScope): Job<FixedAll> {
  const texts = new Texts();
  let fixes = 0;
  let isBold = false;
  for (const folder of folders) {
    const workspace = workspaceOf(folder);
    texts.catchUp(workspace);
    let left = yield* findings(workspace, folder, choose);
    const hopeless = new Set<string>();
    while (left.length > 0) {
      const next = left.find(({ diagnostic }) => !hopeless.has(keyOf(diagnostic)));
      if (next === undefined) break;
      const before = texts.apply(workspace, next.fix.edits);
      const after = yield* findings(workspace, folder, choose);
      if (after.length < left.length) {
        left = after;
        fixes++;
        isBold ||= next.fix.confirm !== undefined;
      } else {
        // A fix that leaves its finding, or makes others, is not one to repeat.
        texts.takeBack(workspace, before);
        hopeless.add(keyOf(next.diagnostic));
        left = yield* findings(workspace, folder, choose);
      }
    }
  }
  return { edits: texts.edits(), fixes, isBold };
}

interface Fixable {
  readonly diagnostic: Diagnostic;
  readonly fix: SuggestedFix;
}

function* findings(workspace: Workspace, folder: string, choose: FixAllScope['choose']): Job<readonly Fixable[]> {
  const found: Fixable[] = [];
  for (const diagnostics of (yield* workspace.snapshot().check(folder)).values()) {
    for (const diagnostic of diagnostics) {
      const fix = choose(diagnostic);
      if (fix !== undefined) found.push({ diagnostic, fix });
      yield;
    }
  }
  return found;
}

/** The same finding before and after edits elsewhere. */
function keyOf({ file, rule, message }: Diagnostic): string {
  return `${file} ${rule} ${message}`;
}

/** The files that fixes have changed, as they were and as they are. */
class Texts {
  private readonly before = new Map<string, string>();
  private readonly now = new Map<string, string>();
  private version = 1_000_000_000;

  /** Returns the texts that were changed, as they were before this step. */
  apply(workspace: Workspace, edits: readonly FileEdit[]): ReadonlyMap<string, string> {
    const snapshot = workspace.snapshot();
    const changed = new Map<string, string>();
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const text = snapshot.read(file)?.text ?? '';
      if (!this.before.has(file)) this.before.set(file, text);
      changed.set(file, text);
      this.set(workspace, file, applyEdits(text, edits.filter((edit) => edit.file === file))); // prettier-ignore
    }
    return changed;
  }

  takeBack(workspace: Workspace, texts: ReadonlyMap<string, string>): void {
    for (const [file, text] of texts) this.set(workspace, file, text);
  }

  /** Other settings have another workspace, which has to know what was done in this one. */
  catchUp(workspace: Workspace): void {
    const snapshot: Snapshot = workspace.snapshot();
    for (const [file, text] of this.now) if (snapshot.read(file)?.text !== text) this.set(workspace, file, text);
  }

  edits(): readonly FileEdit[] {
    return [...this.before].flatMap(([file, before]) => lineEdits(file, before, this.now.get(file)!));
  }

  private set(workspace: Workspace, file: string, text: string): void {
    this.now.set(file, text);
    workspace.open(file, text, this.version++);
  }
}

/** What turns one text into the other, line by line, so that a person can look at each change. */
function lineEdits(file: string, before: string, after: string): readonly FileEdit[] {
  const edits: FileEdit[] = [];
  let at = 0;
  let open: { readonly start: number; end: number; newText: string } | undefined;
  for (const { added, removed, value } of diffLines(before, after)) {
    if (!added && !removed) {
      if (open) edits.push({ file, ...open });
      open = undefined;
      at += value.length;
      continue;
    }
    open ??= { start: at, end: at, newText: '' };
    if (added) {
      open.newText += value;
    } else {
      at += value.length;
      open.end = at;
    }
  }
  if (open) edits.push({ file, ...open });
  return edits;
}
