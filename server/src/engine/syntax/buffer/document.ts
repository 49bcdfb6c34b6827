/**
 * Open files: `openFile` splits and parses a whole text, `editFile` makes the next version of a file and parses only
 * the declarations whose text is new. Needs a loaded grammar; the result depends on the text alone, except that
 * declarations with unchanged text are the same objects as before.
 */
import type { Decl, SourceFile } from '../source-file.js';
import type { Grammar } from './grammar.js';
import { commentDecl, parseDecls } from './parse-decl.js';
import type { PlacedDecl } from './parse-decl.js';
import { skipToToken, skipWord } from './scan.js';
import type { Split } from './split.js';
import { split, splitAgain } from './split.js';
import { placedPieces } from './pieces.js';
import type { PlacedPiece } from './pieces.js';

/** Replaces [start, end) (UTF-16 offsets in the text as it is before this change) by `newText`. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A file in an editor. */
export interface BufferFile extends SourceFile {
  readonly split: Split;
  readonly pieces: readonly ParsedPiece[];
}

/** A piece of the file and what it holds. */
interface ParsedPiece extends PlacedPiece {
  readonly decls: readonly PlacedDecl[];
}

/** Parses a text. */
export function openFile(grammar: Grammar, path: string, text: string): BufferFile {
  return build(grammar, path, text, split(text), () => undefined);
}

/** Applies changes, one after the other, to a file. Offsets out of range are clipped. */
export function editFile(grammar: Grammar, previous: BufferFile, changes: readonly Replacement[]): BufferFile {
  let { text } = previous;
  // The range that the changes touch as a whole, before and after them.
  let start = Infinity;
  let oldEnd = 0;
  let newEnd = 0;
  for (const change of changes) {
    const from = Math.max(0, Math.min(change.start, text.length));
    const to = Math.max(from, Math.min(change.end, text.length));
    text = text.slice(0, from) + change.newText + text.slice(to);
    const growth = change.newText.length - (to - from);
    if (start === Infinity) {
      start = from;
      oldEnd = to;
      newEnd = from + change.newText.length;
    } else {
      if (to > newEnd) {
        oldEnd += to - newEnd;
        newEnd = to;
      }
      newEnd += growth;
      start = Math.min(start, from);
    }
  }
  if (text === previous.text) return previous;
  const reuse = reuseOf(previous, start, oldEnd, newEnd);
  return build(grammar, previous.path, text, splitAgain(text, previous.split, start, oldEnd, newEnd), reuse);
}

/** Finds what an old version of the file had for a piece of the new one. */
type Reuse = (start: number, end: number, text: string) => readonly PlacedDecl[] | undefined;

function reuseOf(previous: BufferFile, start: number, oldEnd: number, newEnd: number): Reuse {
  const delta = newEnd - oldEnd;
  const byStart = new Map<number, ParsedPiece>();
  const touched = new Map<string, ParsedPiece[]>();
  for (const piece of previous.pieces) {
    if (piece.end <= start) byStart.set(piece.start, piece);
    else if (piece.start >= oldEnd) byStart.set(piece.start + delta, piece);
    else {
      const key = previous.text.slice(piece.start, piece.end);
      const same = touched.get(key);
      if (same === undefined) touched.set(key, [piece]);
      else same.push(piece);
    }
  }
  return (from, to, text) => {
    const untouched = byStart.get(from);
    if (untouched !== undefined && untouched.end - untouched.start === to - from && (to <= start || from >= newEnd)) {
      return untouched.decls;
    }
    return touched.get(text)?.shift()?.decls;
  };
}

function build(grammar: Grammar, path: string, text: string, parts: Split, reuse: Reuse): BufferFile {
  const pieces: ParsedPiece[] = [];
  const decls: Decl[] = [];
  const starts: number[] = [];
  let packageName = '_';
  let packageEnd = 0;
  let hasPackage = false;
  for (const piece of placedPieces(text, parts.parts)) {
    let { start } = piece;
    if (piece.kind === 'package') {
      const keyword = text.indexOf('package', skipToToken(text, start));
      const nameStart = skipToToken(text, keyword + 7);
      const nameEnd = skipWord(text, nameStart);
      if (!hasPackage) {
        hasPackage = true;
        packageName = text.slice(nameStart, nameEnd) || '_';
        packageEnd = keyword;
      }
      start = skipSeparators(text, Math.max(keyword + 7, nameEnd), piece.end);
    }
    const content = text.slice(start, piece.end);
    if (content === '') continue;
    const parsed =
      reuse(start, piece.end, content) ??
      (piece.kind === 'loose' ? [{ decl: commentDecl(content), offset: 0 }] : parseDecls(grammar, content));
    pieces.push({ kind: piece.kind, start, end: piece.end, decls: parsed });
    for (const { decl, offset } of parsed) {
      decls.push(decl);
      starts.push(start + offset);
    }
  }
  return { path, text, packageName, packageEnd, decls, starts: Int32Array.from(starts), split: parts, pieces };
}

function skipSeparators(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && (text.charCodeAt(i) <= 32 || text.charCodeAt(i) === 59)) i++;
  return i;
}
