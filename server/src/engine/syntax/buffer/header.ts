/**
 * Finds the parts of a function declaration's header in text that may be broken anywhere behind them. Needs the text
 * only; does not judge whether the header is right.
 */
import { isLineEnd, skipBlanks, skipBrackets, skipElement, skipToToken, skipWord } from './scan.js';

export interface FuncHeader {
  /** Where `func` stands. */
  readonly start: number;
  /** Brackets of a method's type parameters (Go 1.27), which the grammar does not know: 0 when there are none. */
  readonly methodTypeParams: number;
  readonly methodTypeParamsEnd: number;
  /** The body's opening brace; -1 when there is none. */
  readonly body: number;
}

/** The header of the declaration that `text` begins with (after comments); undefined if it is no function's. */
export function funcHeader(text: string): FuncHeader | undefined {
  const start = skipToToken(text, 0);
  if (!text.startsWith('func', start) || skipWord(text, start) !== start + 4) return undefined;
  let i = skipToToken(text, start + 4);
  const isMethod = text.charCodeAt(i) === 40;
  let methodTypeParams = 0;
  let methodTypeParamsEnd = 0;
  if (isMethod) i = skipToToken(text, past(text, i));
  i = skipToToken(text, skipWord(text, i));
  if (text.charCodeAt(i) === 91) {
    const end = past(text, i);
    if (isMethod) {
      methodTypeParams = i;
      methodTypeParamsEnd = end;
    }
    i = skipToToken(text, end);
  }
  if (text.charCodeAt(i) === 40) i = past(text, i);
  return { start, methodTypeParams, methodTypeParamsEnd, body: findBody(text, i) };
}

function past(text: string, bracket: number): number {
  const end = skipBrackets(text, bracket);
  return end < 0 ? bracket + 1 : end;
}

/** The body's brace, behind the results, on the same line; braces of struct and interface types are part of these. */
function findBody(text: string, from: number): number {
  let word = '';
  for (let i = from; i < text.length;) {
    const c = text.charCodeAt(i);
    if (isLineEnd(c)) return -1;
    if (c === 123 && word !== 'struct' && word !== 'interface') return i;
    if (c === 123 || c === 40 || c === 91) {
      i = past(text, i);
      word = '';
      continue;
    }
    const end = skipWord(text, i);
    if (end > i) {
      word = text.slice(i, end);
      i = skipBlanks(text, end);
    } else i = skipElement(text, i);
  }
  return -1;
}
