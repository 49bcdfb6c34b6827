/**
 * Comments behind code, in the columns where gofmt puts them. A rewrite that inserts lines between lines with such
 * comments, or makes one of them longer, changes the column of the others.
 *
 * Invariant: only comments that stand where gofmt would put them before the edits are moved; a line with more cells than
 * code and comment (a struct's field) is not understood and left alone.
 */
import type { FileEdit } from '../diagnostic.js';
import type { SourceFile } from '../syntax/source-file.js';

/** What `edits` (in order) make necessary besides: the white space before comments behind the lines around them. */
export function alignedComments(file: SourceFile, edits: readonly FileEdit[]): readonly FileEdit[] {
  const comments = commentsOf(file);
  const before = linesOf(file.text, comments);
  const after = linesOf(...applied(file.text, comments, edits));
  const stood = new Map<number, boolean>();
  for (const run of runsOf(before)) {
    const width = widthOf(run);
    const aligned = run.every(({ code, gap }) => columns(code) + gap === width + 1);
    for (const { comment } of run) stood.set(comment, aligned);
  }
  const wanted: FileEdit[] = [];
  for (const run of runsOf(after)) {
    if (!run.every(({ comment }) => stood.get(comment))) continue;
    const width = widthOf(run);
    for (const { code, gap, comment } of run) {
      const spaces = width + 1 - columns(code);
      if (spaces === gap) continue;
      const start = comments[comment]!;
      wanted.push({ file: file.path, start: start - gap, end: start, newText: ' '.repeat(spaces) });
    }
  }
  // White space that an edit replaces is the edit's.
  return wanted.filter(({ start, end }) => edits.every((edit) => edit.end <= start || edit.start >= end));
}

/** A line with code and a comment behind it. */
interface Line {
  readonly number: number;
  readonly code: string;
  /** Spaces between code and comment. */
  readonly gap: number;
  /** Which of the file's comments it is. */
  readonly comment: number;
}

/** Where the file's comments start that run to the end of a line. */
function commentsOf({ decls, starts, text }: SourceFile): readonly number[] {
  return decls.flatMap(({ comments }, i) => {
    const found: number[] = [];
    for (let c = 0; c < comments.length; c += 2) {
      const from = starts[i]! + comments[c]!;
      const to = starts[i]! + comments[c + 1]!;
      const end = text.indexOf('\n', from);
      const lineEnd = end < 0 ? text.length : end;
      if (to <= lineEnd && text.slice(to, lineEnd).trim() === '') found.push(from);
    }
    return found;
  });
}

/** The text after the edits, and where the comments stand in it; -1 for those that an edit replaces. */
function applied(
  text: string,
  comments: readonly number[],
  edits: readonly FileEdit[],
): readonly [string, readonly number[]] {
  let result = '';
  let at = 0;
  let next = 0;
  const moved: number[] = [];
  for (const { start, end, newText } of edits) {
    for (; next < comments.length && comments[next]! < end; next++)
      moved.push(comments[next]! < start ? result.length + comments[next]! - at : -1);
    result += text.slice(at, start) + newText;
    at = end;
  }
  for (; next < comments.length; next++) moved.push(result.length + comments[next]! - at);
  return [result + text.slice(at), moved];
}

function linesOf(text: string, comments: readonly number[]): readonly Line[] {
  const lines: Line[] = [];
  let line = 0;
  let start = 0;
  comments.forEach((from, comment) => {
    if (from < 0) return;
    for (let end = text.indexOf('\n', start); end >= 0 && end < from; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    const code = text.slice(start, from).trimEnd();
    if (code !== '') lines.push({ number: line, code, gap: from - start - code.length, comment });
  });
  return lines;
}

/** Lines one after the other whose comments gofmt aligns. */
function runsOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const runs: Line[][] = [];
  for (const line of lines) {
    const above = runs.at(-1)?.at(-1);
    const isNext = above?.number === line.number - 1 && indent(above) === indent(line);
    if (above && isNext && !endsSection(above)) runs.at(-1)!.push(line);
    else runs.push([line]);
  }
  return runs;
}

/** A statement of several lines; of declarations that follow each other without a gap gofmt aligns these too. */
function endsSection({ code }: Line): boolean {
  return /^\s+[})\]]/.test(code);
}

function widthOf(run: readonly Line[]): number {
  return Math.max(...run.map(({ code }) => columns(code)));
}

function indent({ code }: Line): string {
  return /^\s*/.exec(code)![0];
}

function columns(code: string): number {
  return [...code].length;
}
