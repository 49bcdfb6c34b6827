/**
 * From parts to pieces: which ranges of a file are parsed on their own. Joins parts that are one function whose body
 * isn't indented, takes a comment directly above to what follows it, and drops white space. Needs the split only.
 */
import type { Part } from './part-scanner.js';
import { isSpace } from './scan.js';

/** A range of a file. `loose`: comments that belong to no declaration. Offsets are the file's. */
export interface PlacedPiece {
  readonly kind: 'package' | 'decl' | 'loose';
  readonly start: number;
  readonly end: number;
}

/** The pieces of a text, in order, not overlapping; what is between them is white space. */
export function placedPieces(text: string, parts: readonly Part[]): readonly PlacedPiece[] {
  const pieces: PlacedPiece[] = [];
  let position = 0;
  let lead = -1;
  for (let i = 0; i < parts.length;) {
    const first = i;
    const last = lastOfDeclaration(parts, first);
    let base = position;
    for (; i < last; i++) base += parts[i]!.length;
    const part = parts[i++]!;
    const start = lead >= 0 ? lead : skipSpace(text, position, base + part.contentEnd);
    const isPackage = first > 0 && text.startsWith('package', position);
    const kind = isPackage ? 'package' : 'decl';
    const end = base + part.contentEnd;
    if (end > start) pieces.push({ kind, start, end });
    // What stands before the package clause is read by its users as text.
    const beforePackage = first === 0 && text.startsWith('package', base + part.length);
    if (part.looseEnd > part.looseStart && !beforePackage) {
      pieces.push({ kind: 'loose', start: base + part.looseStart, end: base + part.looseEnd });
    }
    position = base + part.length;
    lead = part.leadStart < part.length ? base + part.leadStart : -1;
  }
  return pieces;
}

/**
 * The last part of the declaration that a part begins: itself, or the part where its open brackets are closed, as long
 * as nothing comes before it that can only be a declaration of its own.
 */
function lastOfDeclaration(parts: readonly Part[], first: number): number {
  let depth = parts[first]!.depth;
  if (depth <= 0) return first;
  for (let i = first + 1; i < parts.length && !parts[i]!.strong; i++) {
    depth += parts[i]!.depth;
    if (depth <= 0) return i;
  }
  return first;
}

function skipSpace(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && isSpace(text.charCodeAt(i))) i++;
  return i;
}
