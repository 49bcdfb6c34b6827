/**
 * A declaration where it stands in its file: texts, lines and edits of it. Needs the pass for the place; knows nothing
 * of what the edits are for. Offsets named `at` are relative to the declaration, those of edits absolute; both UTF-16.
 */
import type { FileEdit } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import type { Ast, Node } from '../syntax/ast.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import type { Info } from '../types/index.js';

export interface Place {
  readonly pass: Pass;
  readonly decl: Decl;
  readonly ast: Ast;
  readonly info: Info;
  readonly file: SourceFile;
  /** Where the declaration starts in the file. */
  readonly start: number;
}

/** Undefined for declarations of other packages, and for those that are being typed. */
export function placeOf(pass: Pass, decl: Decl): Place | undefined {
  const found = pass.fileOf(decl);
  if (!found || decl.damaged) return undefined;
  return { pass, decl, ast: decl.ast, info: pass.pkg.info(decl), file: found.file, start: found.start };
}

export function nodeText({ decl, ast }: Place, node: Node): string {
  return decl.text.slice(ast.start[node], ast.end[node]);
}

/** Replaces a node's text, or inserts at an offset. Line ends in `newText` are `\n`. */
export function replace(place: Place, node: Node, newText: string): FileEdit {
  return replaceRange(place, place.ast.start[node]!, place.ast.end[node]!, newText);
}

export function insert(place: Place, at: number, newText: string): FileEdit {
  return replaceRange(place, at, at, newText);
}

export function replaceRange({ file, start }: Place, from: number, to: number, newText: string): FileEdit {
  return { file: file.path, start: start + from, end: start + to, newText };
}

/** The edit, known to declare names in the file. */
export function declaring(edit: FileEdit, ...names: readonly string[]): FileEdit {
  return { ...edit, declares: [...(edit.declares ?? []), ...names] };
}

/** Puts a text before and after a node. */
export function surround(place: Place, node: Node, before: string, after: string): readonly FileEdit[] {
  return [insert(place, place.ast.start[node]!, before), insert(place, place.ast.end[node]!, after)];
}

/** The white space that the line of an offset starts with. */
export function indentation({ file, start }: Place, at: number): string {
  const line = file.text.lastIndexOf('\n', start + at - 1) + 1;
  return /^[ \t]*/.exec(file.text.slice(line))![0];
}

/** Whether nothing but white space stands before the offset on its line. */
export function startsLine({ file, start }: Place, at: number): boolean {
  const line = file.text.lastIndexOf('\n', start + at - 1) + 1;
  return /^[ \t]*$/.test(file.text.slice(line, start + at));
}

/** Where the line of an offset ends, before its line end. */
export function lineEnd({ file, start }: Place, at: number): number {
  const end = file.text.indexOf('\n', start + at);
  const from = end < 0 ? file.text.length : end;
  return (file.text[from - 1] === '\r' ? from - 1 : from) - start;
}

/** Whether only white space or one comment stands between the offset and the end of its line. */
export function endsLine(place: Place, at: number): boolean {
  const rest = place.file.text.slice(place.start + at, place.start + lineEnd(place, at));
  return /^\s*(\/\/.*|\/\*((?!\*\/).)*\*\/\s*)?$/.test(rest);
}
