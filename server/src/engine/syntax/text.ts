/**
 * Offsets and lines of a text, as LSP counts them: lines end at `\n`, `\r\n` or `\r`, columns are UTF-16 units. Needs
 * the text once; out-of-range positions are clipped, never refused.
 */

export interface LineIndex {
  /** Offsets where lines start, the first one 0. */
  readonly starts: Int32Array;
  /** The text's length. */
  readonly length: number;
  /** For each line, where it ends, without its line end. */
  readonly ends: Int32Array;
}

/** 0-based line and UTF-16 column. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Indexes a text's lines. */
export function indexLines(text: string): LineIndex {
  const starts: number[] = [0];
  const ends: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c !== 10 && c !== 13) continue;
    ends.push(i);
    if (c === 13 && text.charCodeAt(i + 1) === 10) i++;
    starts.push(i + 1);
  }
  ends.push(text.length);
  return { starts: Int32Array.from(starts), ends: Int32Array.from(ends), length: text.length };
}

/** The line and column of an offset; offsets inside a line end belong to the line it ends. */
export function positionAt(index: LineIndex, offset: number): LinePosition {
  const clipped = Math.max(0, Math.min(offset, index.length));
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (index.starts[middle]! <= clipped) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: Math.min(clipped, index.ends[low]!) - index.starts[low]! };
}

/** The offset of a line and column; a column beyond the line means its end, a line beyond the text the text's end. */
export function offsetAt(index: LineIndex, position: LinePosition): number {
  const { line, character } = position;
  if (line < 0) return 0;
  if (line >= index.starts.length) return index.length;
  return Math.min(index.starts[line]! + Math.max(0, character), index.ends[line]!);
}
