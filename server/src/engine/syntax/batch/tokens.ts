/**
 * The batch parser's tokens. Those that a tree keeps (operators, literal kinds, some keywords) are `Op`s, so nothing has
 * to be mapped; the others are numbered above them. The tables here are indexed by token.
 */
import { Op } from '../ast.js';
import { nameOf } from '../names.js';

/** Tokens that no node carries; all above every `Op`. */
export const enum Token {
  Ident = 64,
  /** The end of the text. */
  End,
  Comma,
  Colon,
  /** Also one inserted at a line's end: then no `;` stands at its start. */
  Semicolon,
  Period,
  Ellipsis,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Case,
  Chan,
  Default,
  Defer,
  Else,
  For,
  Func,
  Go,
  If,
  Interface,
  Map,
  Package,
  Range,
  Return,
  Select,
  Struct,
  Switch,
  Count,
}

/** Binary operators bind by these numbers, 5 tightest; 0 is not a binary operator. Spec: "Operator precedence". */
export const precedence: Uint8Array = tokenTable(
  [5, [Op.Mul, Op.Quo, Op.Rem, Op.Shl, Op.Shr, Op.And, Op.AndNot]],
  [4, [Op.Add, Op.Sub, Op.Or, Op.Xor]],
  [3, [Op.Eql, Op.Neq, Op.Lss, Op.Leq, Op.Gtr, Op.Geq]],
  [2, [Op.LAnd]],
  [1, [Op.LOr]],
);

/** 1 for tokens after which a line's end is a semicolon. Spec: "Semicolons". */
export const endsStatement: Uint8Array = tokenTable(
  [1, [Token.Ident, Op.Int, Op.Float, Op.Imag, Op.Char, Op.String]],
  [1, [Op.Break, Op.Continue, Op.Fallthrough, Token.Return]],
  [1, [Op.Inc, Op.Dec, Token.RightParen, Token.RightBracket, Token.RightBrace]],
);

/** 1 for `=`, `:=` and the assignment operators. */
export const assigns: Uint8Array = tokenTable(
  [1, [Op.Assign, Op.Define, Op.AddAssign, Op.SubAssign, Op.MulAssign, Op.QuoAssign, Op.RemAssign]],
  [1, [Op.AndAssign, Op.OrAssign, Op.XorAssign, Op.ShlAssign, Op.ShrAssign, Op.AndNotAssign]],
);

const keywords: readonly (readonly [string, Op | Token])[] = [
  ['break', Op.Break],
  ['case', Token.Case],
  ['chan', Token.Chan],
  ['const', Op.Const],
  ['continue', Op.Continue],
  ['default', Token.Default],
  ['defer', Token.Defer],
  ['else', Token.Else],
  ['fallthrough', Op.Fallthrough],
  ['for', Token.For],
  ['func', Token.Func],
  ['go', Token.Go],
  ['goto', Op.Goto],
  ['if', Token.If],
  ['import', Op.Import],
  ['interface', Token.Interface],
  ['map', Token.Map],
  ['package', Token.Package],
  ['range', Token.Range],
  ['return', Token.Return],
  ['select', Token.Select],
  ['struct', Token.Struct],
  ['switch', Token.Switch],
  ['type', Op.Type],
  ['var', Op.Var],
];

/**
 * The token of each name up to the last keyword's: identifiers and keywords are told apart by looking a name up here.
 * Names are numbered as they come, and these come first in practice, so the table is small.
 */
export const wordTokens: Uint8Array = keywordTable();

function keywordTable(): Uint8Array {
  const names = keywords.map(([word]) => nameOf(word));
  const table = new Uint8Array(Math.max(...names) + 1).fill(Token.Ident);
  keywords.forEach(([, token], i) => (table[names[i]!] = token));
  return table;
}

function tokenTable(...rows: readonly (readonly [number, readonly (Op | Token)[]])[]): Uint8Array {
  const table = new Uint8Array(Token.Count);
  for (const [value, tokens] of rows) for (const token of tokens) table[token] = value;
  return table;
}
