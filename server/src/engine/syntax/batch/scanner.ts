/**
 * The batch parser's scanner: one token of look-ahead, semicolons inserted, comments noted on the side.
 * Spec: "Lexical elements". Positions are UTF-16 offsets in the text.
 */
import { Op } from '../ast.js';
import { hashStep, nameAt } from '../names.js';
import type { Name } from '../names.js';
import { Class, classes, inWord, marks } from './characters.js';
import { scanNumber, scanRune } from './literals.js';
import { SourceReader, syntaxError } from './source-reader.js';
import { Token, endsStatement, wordTokens } from './tokens.js';

export class Scanner extends SourceReader {
  /** The present token. */
  protected tok: Op | Token = Op.None;
  protected tokStart = 0;
  protected tokEnd = 0;
  /** The present token's name, if it is an identifier. */
  protected tokName: Name = 0;

  /** Starts on a text, before its first token. */
  protected override open(text: string): void {
    super.open(text);
    this.tok = Op.None;
    this.tokEnd = this.codes[0] === 0xfeff ? 1 : 0;
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
          if (endsStatement[this.tok] !== 0) return this.token(Token.Semicolon, p, 1);
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
            const start = p;
            p = this.noteComment(p);
            if (codes[start + 1] === 42 && endsStatement[this.tok] !== 0) {
              // A comment over several lines ends the statement where its first line does.
              const newline = this.text.indexOf('\n', start);
              if (newline >= 0 && newline < p) return this.token(Token.Semicolon, newline, p - newline);
            }
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

  /** With the present token the `{` of a block: goes to its `}` without making tokens or noting comments. */
  protected skipBlock(): void {
    this.token(Token.RightBrace, this.closingBrace(this.tokStart), 1);
  }

  private token(token: Op | Token, start: number, length: number): void {
    this.tok = token;
    this.tokStart = start;
    this.tokEnd = start + length;
  }

  private word(start: number): void {
    const codes = this.codes;
    let p = start;
    let hash = 0;
    let unit = codes[p]!;
    do {
      hash = hashStep(hash, unit);
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
      for (let i = 0; i < char.length; i++) hash = hashStep(hash, codes[p++]!);
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
        if (endsStatement[this.tok] !== 0) return this.token(Token.Semicolon, p, 0);
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
}
