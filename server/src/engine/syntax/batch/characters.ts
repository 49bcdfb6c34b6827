/** What each ASCII unit can start. Knows nothing of what lies beyond ASCII. */
import { Op } from '../ast.js';
import { Token } from './tokens.js';

/** What the scanner does at a unit. */
export const enum Class {
  Other,
  Blank,
  Newline,
  /** Letters and digits are last: what is at least a letter continues an identifier. */
  Mark,
  Letter,
  Digit,
}

/** The class of each ASCII unit. */
export const classes = new Uint8Array(128);
/** 1 for ASCII letters, digits and the underscore. */
export const inWord = new Uint8Array(128);
/** The token of each ASCII unit that is one whatever follows it. */
export const marks = new Uint8Array(128);
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
