/** What the edits of a rewrite become in the files that they touch: placed imports, order, columns, lines that stay short. */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { importEdits, isImportRequest } from './imports.js';
import { brokenLines } from './long-functions.js';
import { declaring } from './place.js';
import { alignedComments } from './trailing-comments.js';

export interface FixShape {
  readonly title: string;
  readonly edits: readonly FileEdit[];
  readonly applicability: SuggestedFix['applicability'];
  readonly preferred?: boolean;
  readonly confirm?: string;
}

/**
 * A quick fix of these edits: insertions at one place joined in their order, line ends as the files have them, comments
 * behind the lines around aligned as gofmt aligns them.
 */
export function quickFix(pass: Pass, { title, edits, applicability, preferred, confirm }: FixShape): SuggestedFix {
  const joined: FileEdit[] = [];
  for (const path of new Set(edits.map(({ file }) => file))) {
    const file = pass.files.find((candidate) => candidate.path === path);
    if (!file) {
      // A file that is new.
      joined.push(...edits.filter((edit) => edit.file === path));
      continue;
    }
    const ofFile = edits.filter((edit) => edit.file === path);
    const imports = importEdits(file, ofFile.filter(isImportRequest));
    const own = joinInsertions([...imports, ...ofFile.filter((edit) => !isImportRequest(edit))]);
    const whole = joinInsertions([...own, ...brokenLines(pass, file, own)]);
    const aligned = joinInsertions([...whole, ...alignedComments(file, whole)]);
    const windows = file.text.includes('\r\n');
    joined.push(
      ...aligned.map((edit) => (windows ? { ...edit, newText: edit.newText.replace(/\r?\n/g, '\r\n') } : edit)),
    );
  }
  const shape = { title, kind: 'quickfix' as const, preferred: preferred ?? false, applicability, edits: joined };
  return confirm === undefined ? shape : { ...shape, confirm };
}

/** In the order of their places; what is inserted at the start of a replaced range becomes part of it. */
function joinInsertions(edits: readonly FileEdit[]): readonly FileEdit[] {
  const sorted = edits.map((edit, i) => ({ edit, i }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.i - b.i);
  const joined: FileEdit[] = [];
  for (const { edit } of sorted) {
    const last = joined.at(-1);
    if (last && last.start === edit.start && last.end === edit.start) {
      const both = { ...edit, newText: last.newText + edit.newText };
      joined[joined.length - 1] = last.declares ? declaring(both, ...last.declares) : both;
    } else joined.push(edit);
  }
  return joined;
}
