/**
 * The batch parser's scanner: one token of look-ahead, semicolons inserted, comments noted on the side. The text is
 * copied once into an array of UTF-16 units ending with 0, which is read several times as fast as the string.
 * Spec: "Lexical elements". Positions are UTF-16 offsets in the text. An error throws `syntaxError`; nothing recovers.
 */
import { Op } from '../ast.js';
import { nameAt } from '../names.js';
import type { Name } from '../names.js';
import { scanEscape, scanNumber, scanRune } from './literals.js';
import { Token, endsStatement, wordTokens } from './tokens.js';

/** The one error that parsing throws: made once, since making errors is slow and nobody reads this one. */
export const syntaxError = new Error('Go syntax error');

const enum Class {
  Other,
  Blank,
  Newline,
  /** Letters and digits are last: what is at least a letter continues an identifier. */
  Mark,
  Letter,
  Digit,
}

/** The class of each ASCII unit. */
const classes = new Uint8Array(128);
/** 1 for ASCII letters, digits and the underscore. */
const inWord = new Uint8Array(128);
/** The token of each ASCII unit that is one whatever follows it. */
const marks = new Uint8Array(128);
for (const [mark, token] of [
  ['(', Token.LeftParen],
  [')', Token.RightParen],
  [',', Token.Comma],
  [';', Token.Semicolon],
  ['[', Token.LeftBracket],
  [']', Token.RightBracket],
  ['{', Token.LeftBrace],
  ['}', Token.RightBrace],
  ['~', Op.Tilde],
] as const) {
  classes[mark.charCodeAt(0)] = Class.Mark;
  marks[mark.charCodeAt(0)] = token;
}
for (let unit = 0; unit < 128; unit++) {
  const char = String.fromCharCode(unit);
  if (/[ \t\r]/.test(char)) classes[unit] = Class.Blank;
  if (char === '\n') classes[unit] = Class.Newline;
  if (/[A-Za-z_]/.test(char)) classes[unit] = Class.Letter;
  if (/[0-9]/.test(char)) classes[unit] = Class.Digit;
  inWord[unit] = classes[unit]! >= Class.Letter ? 1 : 0;
}

export class Scanner {
  protected text = '';
  /** The present token. */
  protected tok: Op | Token = Op.None;
  protected tokStart = 0;
  protected tokEnd = 0;
  /** The present token's name, if it is an identifier. */
  protected tokName: Name = 0;
  /** Pairs of offsets: each comment's start and end, in order. */
  protected comments = new Int32Array(1 << 10);
  protected commentsEnd = 0;
  private codes = new Uint16Array(1 << 16);

  /** Starts on a text, before its first token. */
  protected open(text: string): void {
    // A NUL or a byte order mark is an error wherever it stands (Spec: "Source code representation").
    if (text.includes('\0') || text.includes('\ufeff', 1)) throw syntaxError;
    const length = text.length;
    if (length >= this.codes.length) this.codes = new Uint16Array(Math.max(length + 1, 2 * this.codes.length));
    const codes = this.codes;
    for (let i = 0; i < length; i++) codes[i] = text.charCodeAt(i);
    codes[length] = 0;
    this.text = text;
    this.tok = Op.None;
    this.tokEnd = codes[0] === 0xfeff ? 1 : 0;
    this.commentsEnd = 0;
  }

  /** Goes to the next token. */
  protected next(): void {
    const codes = this.codes;
    let p = this.tokEnd;
    for (;;) {
      const unit = codes[p]!;
      if (unit >= 128) return this.unicodeWord(p);
      switch (classes[unit]) {
        case Class.Blank:
          p++;
          continue;
        case Class.Newline:
          if (endsStatement[this.tok] !== 0) return this.insertSemicolon(p, p + 1);
          p++;
          continue;
        case Class.Letter:
          return this.word(p);
        case Class.Digit:
          return this.number(p);
        case Class.Mark:
          return this.token(marks[unit]!, p, 1);
        default:
          if (unit === 47 && (codes[p + 1] === 47 || codes[p + 1] === 42)) {
            const end = this.comment(p);
            if (end < 0) return this.insertSemicolon(this.text.indexOf('\n', p), -end);
            p = end;
            continue;
          }
          return this.operator(p, unit);
      }
    }
  }

  /** Whether the present token is `token`. A method, so that TypeScript forgets the answer after `next`. */
  protected at(token: Op | Token): boolean {
    return this.tok === token;
  }

  /** Goes over `token` if it is the present one. */
  protected got(token: Op | Token): boolean {
    if (this.tok !== token) return false;
    this.next();
    return true;
  }

  /** Goes over `token`, which must be the present one, and returns its start. */
  protected expect(token: Op | Token): number {
    if (this.tok !== token) throw syntaxError;
    const start = this.tokStart;
    this.next();
    return start;
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

  /** With the present token the `{` of a block: goes to its `}` without making tokens or noting comments. */
  protected skipBlock(): void {
    const codes = this.codes;
    let depth = 0;
    let p = this.tokStart;
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
          if (--depth === 0) return this.token(Token.RightBrace, p, 1);
          break;
        default:
      }
      p++;
    }
  }

  private token(token: Op | Token, start: number, length: number): void {
    this.tok = token;
    this.tokStart = start;
    this.tokEnd = start + length;
  }

  private insertSemicolon(start: number, end: number): void {
    this.tok = Token.Semicolon;
    this.tokStart = start;
    this.tokEnd = end;
  }

  private word(start: number): void {
    const codes = this.codes;
    let p = start;
    let hash = 0;
    let unit = codes[p]!;
    do {
      hash = (Math.imul(hash, 31) + unit) | 0;
      unit = codes[++p]!;
    } while (unit < 128 && inWord[unit] !== 0);
    if (unit >= 128) return this.unicodeWord(start);
    const name = nameAt(codes, start, p, hash);
    this.tok = name < wordTokens.length ? wordTokens[name]! : Token.Ident;
    this.tokStart = start;
    this.tokEnd = p;
    this.tokName = name;
  }

  /** An identifier with letters or digits beyond ASCII. */
  private unicodeWord(start: number): void {
    const codes = this.codes;
    let p = start;
    let hash = 0;
    for (;;) {
      const char = String.fromCodePoint(this.text.codePointAt(p) ?? 0);
      if (!(p === start ? /[\p{L}_]/u : /[\p{L}\p{Nd}_]/u).test(char)) break;
      for (let i = 0; i < char.length; i++) hash = (Math.imul(hash, 31) + codes[p++]!) | 0;
    }
    if (p === start) throw syntaxError;
    this.tokName = nameAt(codes, start, p, hash);
    this.token(Token.Ident, start, p - start);
  }

  private number(start: number): void {
    const codes = this.codes;
    let p = start;
    // Short plain decimals are nearly all there is; whatever could continue them goes the slow way.
    while (classes[codes[p]! & 127] === Class.Digit && codes[p]! < 128) p++;
    const unit = codes[p]!;
    if ((codes[start] !== 48 || p === start + 1) && unit !== 46 && !(unit < 128 && inWord[unit] !== 0)) {
      return this.token(Op.Int, start, p - start);
    }
    const scanned = scanNumber(codes, start);
    if (scanned < 0) throw syntaxError;
    this.token(scanned & 7, start, (scanned >> 3) - start);
  }

  private operator(p: number, unit: number): void {
    const codes = this.codes;
    const second = codes[p + 1]!;
    switch (unit) {
      case 0:
        if (p < this.text.length) throw syntaxError;
        if (endsStatement[this.tok] !== 0) return this.insertSemicolon(p, p);
        return this.token(Token.End, p, 0);
      case 33: // !
        return second === 61 ? this.token(Op.Neq, p, 2) : this.token(Op.Not, p, 1);
      case 34: // "
        return this.token(Op.String, p, this.quotedEnd(p, unit) - p);
      case 37: // %
        return second === 61 ? this.token(Op.RemAssign, p, 2) : this.token(Op.Rem, p, 1);
      case 38: // &
        if (second === 38) return this.token(Op.LAnd, p, 2);
        if (second === 61) return this.token(Op.AndAssign, p, 2);
        if (second !== 94) return this.token(Op.And, p, 1);
        return codes[p + 2] === 61 ? this.token(Op.AndNotAssign, p, 3) : this.token(Op.AndNot, p, 2);
      case 39: {
        // '
        const end = scanRune(codes, p);
        if (end < 0) throw syntaxError;
        return this.token(Op.Char, p, end - p);
      }
      case 42: // *
        return second === 61 ? this.token(Op.MulAssign, p, 2) : this.token(Op.Mul, p, 1);
      case 43: // +
        if (second === 43) return this.token(Op.Inc, p, 2);
        return second === 61 ? this.token(Op.AddAssign, p, 2) : this.token(Op.Add, p, 1);
      case 45: // -
        if (second === 45) return this.token(Op.Dec, p, 2);
        return second === 61 ? this.token(Op.SubAssign, p, 2) : this.token(Op.Sub, p, 1);
      case 46: // .
        if (second >= 48 && second <= 57) return this.number(p);
        if (second === 46 && codes[p + 2] === 46) return this.token(Token.Ellipsis, p, 3);
        return this.token(Token.Period, p, 1);
      case 47: // /
        return second === 61 ? this.token(Op.QuoAssign, p, 2) : this.token(Op.Quo, p, 1);
      case 58: // :
        return second === 61 ? this.token(Op.Define, p, 2) : this.token(Token.Colon, p, 1);
      case 60: // <
        if (second === 45) return this.token(Op.Arrow, p, 2);
        if (second === 61) return this.token(Op.Leq, p, 2);
        if (second !== 60) return this.token(Op.Lss, p, 1);
        return codes[p + 2] === 61 ? this.token(Op.ShlAssign, p, 3) : this.token(Op.Shl, p, 2);
      case 61: // =
        return second === 61 ? this.token(Op.Eql, p, 2) : this.token(Op.Assign, p, 1);
      case 62: // >
        if (second === 61) return this.token(Op.Geq, p, 2);
        if (second !== 62) return this.token(Op.Gtr, p, 1);
        return codes[p + 2] === 61 ? this.token(Op.ShrAssign, p, 3) : this.token(Op.Shr, p, 2);
      case 94: // ^
        return second === 61 ? this.token(Op.XorAssign, p, 2) : this.token(Op.Xor, p, 1);
      case 96:
        return this.token(Op.String, p, this.rawEnd(p) - p);
      case 124: // |
        if (second === 124) return this.token(Op.LOr, p, 2);
        return second === 61 ? this.token(Op.OrAssign, p, 2) : this.token(Op.Or, p, 1);
      default:
        throw syntaxError;
    }
  }

  /** Notes the comment at `start`; returns its end, negative if it stands for a semicolon. */
  private comment(start: number): number {
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
    if (isLine || endsStatement[this.tok] === 0) return scanEnd;
    const newline = this.text.indexOf('\n', start);
    return newline >= 0 && newline < end ? -end : end;
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

  private rawEnd(start: number): number {
    const end = this.text.indexOf('`', start + 1);
    if (end < 0) throw syntaxError;
    return end + 1;
  }

  /** The end of the string or, in skipped blocks, rune literal at `start`. */
  private quotedEnd(start: number, quote: number): number {
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
}
