/**
 * A field more in a struct type, with the fields around it in the columns that gofmt gives them (text/tabwriter: the
 * cells of neighbouring lines are one column as far as every line has a cell behind it).
 *
 * Not where a neighbour spans several lines, nor where the fields do not stand as gofmt puts them.
 */
import type { FileEdit } from '../diagnostic.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { indentation, insert, lineEnd, nodeText, replaceRange, startsLine, type Place } from './place.js';

/** Puts a field above another one, and above its comment. */
export function fieldAbove(
  place: Place,
  struct: Node,
  field: Node,
  name: string,
  type: string,
): readonly FileEdit[] | undefined {
  const { ast } = place;
  const rows = nodesOf(ast, ast.a[ast.a[struct]!]!);
  const at = rows.indexOf(field);
  if (at < 0 || !startsLine(place, ast.start[field]!)) return undefined;
  const all = [...rows].map((node) => rowOf(place, node));
  const own = all[at]!;
  const top = commentAbove(place, own.start);
  let first = at;
  while (first > 0 && follow(place, all[first - 1]!, first === at ? top : all[first]!.start)) first--;
  let last = top === own.start ? at : at - 1;
  while (last >= at && last + 1 < all.length && follow(place, all[last]!, all[last + 1]!.start)) last++;
  const around = all.slice(first, last + 1);
  if (around.some(({ isLong }) => isLong)) return undefined;
  const before = formatted(around.map(({ cells }) => cells));
  if (around.some(({ text }, i) => text !== before[i])) return undefined;
  const upper = around.slice(0, at - first);
  const lower = around.slice(at - first);
  const after = formatted([...upper.map(({ cells }) => cells), [name, type], ...lower.map(({ cells }) => cells)]);
  const indent = indentation(place, own.start);
  if (lower.length > 0) return [sectionEdit(place, around, after)];
  // Below a comment a section of its own starts. An empty line may stand above the comment, but not above the new field.
  const opening = /\{[ \t]*\r?\n(?=[ \t]*\r?\n[ \t]*$)/.exec(place.decl.text.slice(0, top));
  const added = opening
    ? insert(place, opening.index + opening[0].length, `${indent}${after.at(-1)!}\n`)
    : insert(place, top, `${after.at(-1)!}\n${indent}`);
  return upper.length === 0 ? [added] : [sectionEdit(place, upper, after.slice(0, -1)), added];
}

/** Gives a field another type. */
export function fieldRetyped(place: Place, struct: Node, field: Node, type: string): readonly FileEdit[] | undefined {
  const { ast } = place;
  const all = [...nodesOf(ast, ast.a[ast.a[struct]!]!)].map((node) => rowOf(place, node));
  const at = all.findIndex(({ start }) => start === ast.start[field]);
  if (at < 0 || !startsLine(place, ast.start[field]!)) return undefined;
  let first = at;
  while (first > 0 && follow(place, all[first - 1]!, all[first]!.start)) first--;
  let last = at;
  while (last + 1 < all.length && follow(place, all[last]!, all[last + 1]!.start)) last++;
  const around = all.slice(first, last + 1);
  if (around.some(({ isLong }) => isLong)) return undefined;
  const before = formatted(around.map(({ cells }) => cells));
  if (around.some(({ text }, i) => text !== before[i])) return undefined;
  const own = all[at]!;
  const after = formatted(
    around.map((row) => (row === own ? [row.cells[0]!, type, ...row.cells.slice(2)] : row.cells)),
  );
  return [sectionEdit(place, around, after)];
}

/** The section as a whole: its columns are one, so that no other edit can change a part of it. */
function sectionEdit(place: Place, rows: readonly Row[], lines: readonly string[]): FileEdit {
  const [first] = rows;
  const indent = indentation(place, first!.start);
  return replaceRange(place, first!.start, rows.at(-1)!.end, lines.join(`\n${indent}`));
}

interface Row {
  /** From the first name to the end of the line. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly cells: readonly string[];
  /** Spans lines. */
  readonly isLong: boolean;
}

/** The cells that go/printer gives a field. */
function rowOf(place: Place, field: Node): Row {
  const { ast, decl, start: base, file } = place;
  const start = ast.start[field]!;
  const end = lineEnd(place, ast.end[field]!);
  const text = file.text.slice(base + start, base + end);
  const names = [...nodesOf(ast, ast.a[field]!)].map((node) => nodeText(place, node));
  const type = nodeText(place, ast.b[field]!);
  const tag = ast.c[field] ? nodeText(place, ast.c[field]) : undefined;
  const comment = decl.text.slice(ast.end[field], end).trim();
  const cells = names.length > 0 ? [names.join(', '), type] : [type];
  if (tag !== undefined) cells.push(...(names.length > 0 ? ['', tag] : [tag]));
  if (comment !== '') {
    if (tag === undefined && names.length === 0) cells.push('');
    cells.push(comment);
  }
  const isLong = decl.text.slice(start, ast.end[field]).includes('\n') || ast.kind[field] !== Kind.Field;
  return { start, end, text: text.trimEnd(), cells, isLong };
}

/** Whether the next thing stands on the line below the row. */
function follow({ decl }: Place, { end }: Row, next: number): boolean {
  return /^\r?\n[ \t]*$/.test(decl.text.slice(end, next));
}

/** Where the comment lines right above an offset start; the offset itself without any. */
function commentAbove({ decl: { comments, text } }: Place, at: number): number {
  let top = at;
  for (let i = comments.length - 2; i >= 0; i -= 2) {
    if (comments[i + 1]! > top) continue;
    const isOwnLine = /\n[ \t]*$/.test(text.slice(0, comments[i]!));
    if (!isOwnLine || !/^\r?\n[ \t]*$/.test(text.slice(comments[i + 1]!, top))) break;
    top = comments[i]!;
  }
  return top;
}

/** The lines of a section, padded as tabwriter does with a padding of one and empty columns discarded. */
function formatted(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[][] = rows.map(() => []);
  const columns = Math.max(0, ...rows.map((cells) => cells.length)) - 1;
  for (let column = 0; column < columns; column++) {
    for (let from = 0; from < rows.length;) {
      let to = from;
      while (to < rows.length && rows[to]!.length - 1 > column) to++;
      const width = Math.max(0, ...rows.slice(from, to).map((cells) => [...cells[column]!].length));
      for (let row = from; row < to; row++) widths[row]![column] = width === 0 ? 0 : width + 1;
      from = Math.max(to, from + 1);
    }
  }
  return rows.map((cells, row) =>
    cells
      .map((cell, i) => (i < cells.length - 1 ? cell + ' '.repeat(widths[row]![i]! - [...cell].length) : cell))
      .join(''),
  );
}
