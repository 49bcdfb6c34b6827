/**
 * Where declarations begin and end: what stands between two of them is comments, and each belongs to the one above, to
 * the one below or to neither. Makes the same cuts as the splitter of open buffers. Offsets are UTF-16 units of the file.
 */

/** What stands between the last token of a declaration (or of the package clause) and the next one's keyword. */
export interface Cut {
  /** The end of what belongs to the declaration above: comments on its last line do. */
  readonly contentEnd: number;
  /** Comments that belong to no declaration, as one range; empty where there are none. */
  readonly looseStart: number;
  readonly looseEnd: number;
  /** The start of the declaration below: at the comments directly above it, if there are any. */
  readonly nextStart: number;
}

/**
 * Cuts the text between `from`, the end of the last token, and `to`, the next keyword's or the end of the text.
 * `comments` has the pairs of offsets of the comments between, from index `first` up to `last`.
 */
export function cutBetween(
  text: string,
  comments: Int32Array,
  first: number,
  last: number,
  from: number,
  to: number,
): Cut {
  if (to < text.length && !isLineStart(text, to)) {
    // A declaration that doesn't begin its line gets whatever is before it.
    const nextStart = first < last ? comments[first]! : to;
    return { contentEnd: from, looseStart: -1, looseEnd: -1, nextStart };
  }
  let contentEnd = from;
  let looseStart = -1;
  let looseEnd = -1;
  let groupStart = -1;
  let previousEnd = contentEnd;
  for (let i = first; i < last; i += 2) {
    const start = comments[i]!;
    const end = comments[i + 1]!;
    const lines = linesBetween(text, previousEnd, start);
    if (lines === 0 && groupStart < 0 && looseStart < 0) {
      contentEnd = end;
    } else if (groupStart < 0) {
      groupStart = start;
    } else if (lines > 1) {
      if (looseStart < 0) looseStart = groupStart;
      looseEnd = previousEnd;
      groupStart = start;
    }
    previousEnd = end;
  }
  let nextStart = to;
  if (groupStart >= 0) {
    if (to < text.length && linesBetween(text, previousEnd, to) <= 1) {
      nextStart = groupStart;
    } else {
      if (looseStart < 0) looseStart = groupStart;
      looseEnd = previousEnd;
    }
  }
  return { contentEnd, looseStart, looseEnd, nextStart };
}

/** How many lines end between two offsets. */
function linesBetween(text: string, start: number, end: number): number {
  let lines = 0;
  for (let p = start; p < end; p++) {
    const unit = text.charCodeAt(p);
    if (unit === 10 || (unit === 13 && text.charCodeAt(p + 1) !== 10)) lines++;
  }
  return lines;
}

function isLineStart(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before === 10 || before === 13;
}
