/**
 * A Go text and where the things in it end that hide others: comments, strings, blocks that are skipped. The text is
 * copied once into an array of UTF-16 units ending with 0, which is read several times as fast as the string. Positions
 * are UTF-16 offsets. Makes no tokens; an error throws `syntaxError`, and nothing recovers.
 */
import { scanEscape } from './literals.js';

/** The one error that parsing throws: made once, since making errors is slow and nobody reads this one. */
export const syntaxError = new Error('Go syntax error');

export class SourceReader {
  protected text = '';
  /** The units of the text, then 0. */
  protected codes = new Uint16Array(1 << 16);
  /** Pairs of offsets: each comment's start and end, in order. */
  protected comments = new Int32Array(1 << 10);
  protected commentsEnd = 0;

  /** Starts on a text. */
  protected open(text: string): void {
    // A NUL or a byte order mark is an error wherever it stands (Spec: "Source code representation").
    if (text.includes('\0') || text.includes('\ufeff', 1)) throw syntaxError;
    const length = text.length;
    if (length >= this.codes.length) this.codes = new Uint16Array(Math.max(length + 1, 2 * this.codes.length));
    const codes = this.codes;
    for (let i = 0; i < length; i++) codes[i] = text.charCodeAt(i);
    codes[length] = 0;
    this.text = text;
    this.commentsEnd = 0;
  }

  /** Notes the comment at `start` and returns the offset after it. */
  protected noteComment(start: number): number {
    const isLine = this.codes[start + 1] === 47;
    const scanEnd = isLine ? this.lineEnd(start) : this.closingEnd(start);
    // A carriage return before the newline is part of the line's end, not of the comment.
    const end = isLine && this.codes[scanEnd - 1] === 13 ? scanEnd - 1 : scanEnd;
    if (this.commentsEnd + 2 > this.comments.length) {
      const larger = new Int32Array(2 * this.comments.length);
      larger.set(this.comments);
      this.comments = larger;
    }
    this.comments[this.commentsEnd++] = start;
    this.comments[this.commentsEnd++] = end;
    return scanEnd;
  }

  /** The first offset at or after `start` that holds neither a blank nor a comment. */
  protected skipBlanks(start: number): number {
    const codes = this.codes;
    let p = start;
    for (;;) {
      const unit = codes[p]!;
      if (unit === 32 || unit === 9 || unit === 10 || unit === 13) p++;
      else if (unit === 47 && codes[p + 1] === 47) p = this.lineEnd(p);
      else if (unit === 47 && codes[p + 1] === 42) p = this.closingEnd(p);
      else return p;
    }
  }

  /** The offset of the `}` that closes the block whose `{` is at `start`. */
  protected closingBrace(start: number): number {
    const codes = this.codes;
    let depth = 0;
    let p = start;
    for (;;) {
      const unit = codes[p]!;
      // Most units are letters and blanks, of which none is in this range or is a slash or quote.
      switch (unit) {
        case 0:
          throw syntaxError;
        case 34:
        case 39:
          p = this.quotedEnd(p, unit);
          continue;
        case 96:
          p = this.rawEnd(p);
          continue;
        case 47:
          if (codes[p + 1] === 47) p = this.lineEnd(p);
          else if (codes[p + 1] === 42) p = this.closingEnd(p);
          else p++;
          continue;
        case 123:
          depth++;
          break;
        case 125:
          if (--depth === 0) return p;
          break;
        default:
      }
      p++;
    }
  }

  /** The end of the string or, in skipped blocks, rune literal at `start`. */
  protected quotedEnd(start: number, quote: number): number {
    const codes = this.codes;
    let p = start + 1;
    for (;;) {
      const unit = codes[p]!;
      if (unit === quote) return p + 1;
      if (unit === 92) {
        p = scanEscape(codes, p, quote);
        if (p < 0) throw syntaxError;
      } else if (unit === 10 || unit === 0) {
        throw syntaxError;
      } else {
        p++;
      }
    }
  }

  protected rawEnd(start: number): number {
    const end = this.text.indexOf('`', start + 1);
    if (end < 0) throw syntaxError;
    return end + 1;
  }

  private lineEnd(start: number): number {
    const end = this.text.indexOf('\n', start);
    return end < 0 ? this.text.length : end;
  }

  private closingEnd(start: number): number {
    const end = this.text.indexOf('*/', start + 2);
    if (end < 0) throw syntaxError;
    return end + 2;
  }
}
