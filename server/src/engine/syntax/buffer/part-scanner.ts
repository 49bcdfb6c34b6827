/**
 * Finds a text's parts, one after the other, in one pass over its units. Needs the text only; `split.ts` decides where
 * to begin and when to stop.
 */
import { isLineEnd, isSpace, isWordUnit, skipBlanks, skipLineComment, skipQuoted, skipWord } from './scan.js';

/**
 * The text from one keyword in column 0 to the next. All numbers are relative to the part's start (its keyword), so
 * that a part outlives edits elsewhere.
 */
export interface Part {
  readonly length: number;
  /** Whether it begins a declaration whatever stands before it; otherwise it may be inside a function, badly indented. */
  readonly strong: boolean;
  /** Brackets opened less brackets closed. */
  readonly depth: number;
  /** One past the last token, or a comment on the last token's line; 0 when there is none (before the first keyword). */
  readonly contentEnd: number;
  /** Comments after the content that belong to nothing, as one range; equal when there are none. */
  readonly looseStart: number;
  readonly looseEnd: number;
  /** Where the comment directly above the next part begins; `length` when there is none. */
  readonly leadStart: number;
}

/** Scans parts one after the other. */
export class PartScanner {
  part!: Part;
  /** Where the next part begins: one past the part found last. */
  position: number;
  /** Where the raw string or comment begins that is open at the text's end; -1 if there is none. */
  open = -1;
  /** Which of the raw strings and comments that hide a keyword in column 0 is cut there; -1: none. */
  cut = -1;
  /** How many such raw strings and comments were found, if one is to be cut. */
  hiding = 0;
  /** A raw string or comment here is cut at the first keyword in column 0. */
  private cutAt = -1;
  private done = false;

  constructor(
    private readonly text: string,
    position: number,
    /** The keyword's offset that the first part begins with; -1 before the first keyword. */
    private keyword: number,
  ) {
    this.position = position;
  }

  restart(position: number, keyword: number, cutAt: number): void {
    this.keyword = keyword;
    this.position = position;
    this.cutAt = cutAt;
    this.open = -1;
    this.done = false;
  }

  /** Finds the next part. False at the end. */
  next(): boolean {
    if (this.done) return false;
    const { text } = this;
    const base = this.position;
    let depth = 0;
    let content = base;
    let looseStart = -1;
    let looseEnd = -1;
    let groupStart = -1;
    let groupEnd = -1;
    // Line ends since the last token or comment.
    let lines = 0;
    let i = base;
    let end = -1;
    if (this.keyword >= 0) {
      i = skipWord(text, base);
      content = i;
    }
    scan: while (i < text.length) {
      const c = text.charCodeAt(i);
      const lineStart = isLineStart(text, i);
      if (lineStart && c >= 99 && c <= 118 && i !== this.keyword && startsPart(text, i)) {
        end = i;
        break;
      }
      if (c === 10 || c === 13) {
        if (c === 10 || text.charCodeAt(i + 1) !== 10) lines++;
        i++;
        continue;
      }
      if (isSpace(c)) {
        i++;
        continue;
      }
      if (c === 47) {
        const kind = text.charCodeAt(i + 1);
        if (kind === 47 || kind === 42) {
          const start = i;
          if (kind === 47) i = skipLineComment(text, i);
          else {
            const cut = this.skipMultiline(start, '*/', 2);
            i = cut < 0 ? -cut : cut;
            if (cut < 0) {
              // What is cut counts as content: it is damage, not a comment above the next declaration.
              content = contentBefore(text, i);
              groupStart = looseStart = -1;
              end = i;
              break scan;
            }
          }
          if (lines === 0 && groupStart < 0 && looseStart < 0 && content > base) content = i;
          else {
            if (groupStart >= 0 && lines > 1) {
              looseEnd = groupEnd;
              if (looseStart < 0) looseStart = groupStart;
              groupStart = -1;
            }
            if (groupStart < 0) groupStart = start;
            groupEnd = i;
          }
          lines = 0;
          continue;
        }
      }
      groupStart = looseStart = -1;
      lines = 0;
      switch (c) {
        case 34:
        case 39:
          i = skipQuoted(text, i);
          break;
        case 96: {
          const cut = this.skipMultiline(i, '`', 1);
          i = cut < 0 ? -cut : cut;
          if (cut < 0) {
            content = contentBefore(text, i);
            end = i;
            break scan;
          }
          break;
        }
        case 40:
        case 91:
        case 123:
          depth++;
          i++;
          break;
        case 41:
        case 93:
        case 125:
          depth--;
          i++;
          break;
        default:
          i++;
          // Most units are of words.
          while (i < text.length && isWordUnit(text.charCodeAt(i))) i++;
      }
      content = i;
    }
    if (end < 0) {
      end = text.length;
      this.done = true;
    }
    let lead = end;
    if (groupStart >= 0) {
      if (lines <= 1 && !this.done) {
        lead = groupStart;
      } else {
        if (looseStart < 0) looseStart = groupStart;
        looseEnd = groupEnd;
      }
    }
    if (looseStart < 0) looseStart = looseEnd = content;
    this.part = {
      length: end - base,
      strong: this.keyword < 0 || isStrong(text, base),
      depth,
      contentEnd: content - base,
      looseStart: looseStart - base,
      looseEnd: looseEnd - base,
      leadStart: lead - base,
    };
    this.position = end;
    this.keyword = end;
    return true;
  }

  /**
   * One past the raw string or comment at `start`. Where it is to be cut, the offset of the keyword in column 0 inside
   * it, negated. The text's length where it is open, noted in `open`.
   */
  private skipMultiline(start: number, closer: string, opening: number): number {
    const { text } = this;
    const found = text.indexOf(closer, start + opening);
    const end = found < 0 ? text.length : found + closer.length;
    if (found < 0) this.open = start;
    if (this.cut >= 0) {
      const keyword = hiddenKeyword(text, start + opening, end);
      if (keyword >= 0 && (this.hiding++ === this.cut || start === this.cutAt)) {
        this.open = -1;
        return -keyword;
      }
    }
    return end;
  }
}

/** The first keyword in column 0 between two offsets; -1 if there is none. */
function hiddenKeyword(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) if (isLineEnd(text.charCodeAt(i - 1)) && startsPart(text, i)) return i;
  return -1;
}

/** One past the last unit before an offset that is not white space. */
function contentBefore(text: string, at: number): number {
  let i = at;
  while (i > 0 && isSpace(text.charCodeAt(i - 1))) i--;
  return i;
}

function isLineStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return isLineEnd(before) || (at === 1 && before === 0xfeff);
}

/** Whether one of the six keywords stands at `at`, as a whole word. */
function startsPart(text: string, at: number): boolean {
  switch (text.charCodeAt(at)) {
    case 102:
      return isKeyword(text, at, 'func');
    case 116:
      return isKeyword(text, at, 'type');
    case 118:
      return isKeyword(text, at, 'var');
    case 99:
      return isKeyword(text, at, 'const');
    case 105:
      return isKeyword(text, at, 'import');
    case 112:
      return isKeyword(text, at, 'package');
    default:
      return false;
  }
}

function isKeyword(text: string, at: number, keyword: string): boolean {
  return text.startsWith(keyword, at) && !isWordUnit(text.charCodeAt(at + keyword.length));
}

/**
 * Whether the keyword at `at` can only begin a top-level declaration: imports, package clauses and functions that have
 * a name. Reads no further than its line, so that an edit on a later line can't change the answer.
 */
function isStrong(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  if (c === 105 || c === 112) return true;
  if (c !== 102) return false;
  let i = skipBlanks(text, at + 4);
  if (text.charCodeAt(i) !== 40) return true;
  let depth = 0;
  for (; i < text.length && !isLineEnd(text.charCodeAt(i)); i++) {
    const unit = text.charCodeAt(i);
    if (unit === 40) depth++;
    else if (unit === 41 && --depth === 0) {
      const name = skipBlanks(text, i + 1);
      const after = skipBlanks(text, skipWord(text, name));
      const next = text.charCodeAt(after);
      return after > name && (next === 40 || next === 91);
    }
  }
  return false;
}
