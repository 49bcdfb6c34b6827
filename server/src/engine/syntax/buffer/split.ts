/**
 * Splits a file's text at its top-level declarations, so that an edit costs the parse of one of them. Needs nothing but
 * the text: a keyword `func`, `type`, `var`, `const`, `import` or `package` in column 0, outside strings and comments,
 * begins a part. It does not look for declarations that are not in column 0: they stay in the part they are in.
 *
 * Invariant: the result depends on the text alone. Scanning is memoryless at the beginning of a part, so after an edit
 * it goes on only until it meets a part of the old split beyond the edit (`splitAgain`).
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

export interface Split {
  /** The first part is what precedes the first keyword, and may be empty. The lengths add up to the text's. */
  readonly parts: readonly Part[];
  /** Whether a raw string or comment is open at the text's end, so that parts were cut out of it. */
  readonly odd: boolean;
}

/** Splits a whole text. */
export function split(text: string): Split {
  const parts: Part[] = [];
  const scanner = new Scanner(text, 0, -1);
  while (scanner.next()) parts.push(scanner.part);
  return scanner.open < 0 ? { parts, odd: false } : splitOdd(text);
}

/**
 * Splits a text that differs from an old one in one place.
 * @param old the old text's split
 * @param start where the difference begins, in both texts
 * @param oldEnd, newEnd one past it, in the old and in the new text
 */
export function splitAgain(text: string, old: Split, start: number, oldEnd: number, newEnd: number): Split {
  if (old.odd) return split(text);
  // The part before the touched one is scanned again too: an edit at a keyword moves the border between the two.
  let kept = 0;
  let from = 0;
  for (let position = 0; kept < old.parts.length; kept++) {
    const next = position + old.parts[kept]!.length;
    const after = kept + 1 < old.parts.length ? next + old.parts[kept + 1]!.length : Infinity;
    if (next >= start || after >= start) {
      from = position;
      break;
    }
    position = next;
  }
  const parts = old.parts.slice(0, kept);
  const delta = newEnd - oldEnd;
  let index = kept;
  let position = from;
  const scanner = new Scanner(text, from, kept === 0 ? -1 : from);
  while (scanner.next()) {
    parts.push(scanner.part);
    if (scanner.position < newEnd) continue;
    while (index < old.parts.length && position + delta < scanner.position) position += old.parts[index++]!.length;
    // At its beginning a part means the same whatever precedes it.
    if (index > 0 && index < old.parts.length && position + delta === scanner.position && position >= oldEnd) {
      for (; index < old.parts.length; index++) parts.push(old.parts[index]!);
      return { parts, odd: false };
    }
  }
  return scanner.open < 0 ? { parts, odd: false } : split(text);
}

/**
 * Something opened is never closed, so one of the raw strings and comments is not what it seems. Which one? Cutting the
 * right one, where a keyword in column 0 stands in it, leaves the fewest others with such keywords inside: behind a
 * cut before the right one, strings and code change places. What is still open at the end then is cut as well: damage stays in one part.
 */
function splitOdd(text: string): Split {
  let best: OddScan | undefined;
  for (let cut = 0; cut < cutsTried; cut++) {
    const scan = scanOdd(text, cut);
    if (best === undefined || scan.hiding <= best.hiding) best = scan;
    if (scan.hiding <= cut) break;
  }
  return { parts: best!.parts, odd: true };
}

/** How many strings and comments are tried: files have few that hold a keyword in column 0. */
const cutsTried = 4;

interface OddScan {
  readonly parts: readonly Part[];
  /** How many raw strings and comments have a keyword in column 0 inside. */
  readonly hiding: number;
}

function scanOdd(text: string, cut: number): OddScan {
  const parts: Part[] = [];
  const scanner = new Scanner(text, 0, -1);
  scanner.cut = cut;
  let accepted = 0;
  for (;;) {
    while (scanner.next()) parts.push(scanner.part);
    if (scanner.open < 0 || accepted > scanner.open) break;
    // Scan the last part again, cutting what is open at the end.
    const last = parts.pop()!;
    accepted = scanner.open + 1;
    const position = text.length - last.length;
    scanner.restart(position, parts.length === 0 ? -1 : position, scanner.open);
  }
  return { parts, hiding: scanner.hiding };
}

/** Scans parts one after the other. */
class Scanner {
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
          content = i;
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
