/**
 * Skipping over Go's lexical elements in a text, without making tokens: the few steps that the splitter and the repairs
 * share. Offsets are UTF-16 units. Never fails: what is not terminated ends where Go's scanner gives it up, at the end
 * of the line or of the text.
 */

/** One past the comment that starts at `at` with `//`: its line's end. */
export function skipLineComment(text: string, at: number): number {
  let i = at + 2;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13) break;
    i++;
  }
  return i;
}

/** One past the interpreted string or rune literal that starts at `at`, or its line's end where it is open. */
export function skipQuoted(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  let i = at + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === 10 || c === 13) return i;
    i += c === 92 && !isLineEnd(text.charCodeAt(i + 1)) ? 2 : 1;
  }
  return text.length;
}

/** One past the raw string that starts at `at`; -1 where it is open. */
export function skipRawString(text: string, at: number): number {
  return text.indexOf('`', at + 1) + 1 || -1;
}

/** One past the comment that starts at `at` with a slash and a star; -1 where it is open. */
export function skipBlockComment(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? -1 : end + 2;
}

/** One past the identifier or keyword that starts at `at`. */
export function skipWord(text: string, at: number): number {
  let i = at;
  while (i < text.length && isWordUnit(text.charCodeAt(i))) i++;
  return i;
}

/** One past the blanks (no line ends) that start at `at`. */
export function skipBlanks(text: string, at: number): number {
  let i = at;
  while (i < text.length && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i++;
  return i;
}

/** The start of the next token at or after `at`: white space and comments are skipped. The text's length at its end. */
export function skipToToken(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 47 && text.charCodeAt(i + 1) === 47) i = skipLineComment(text, i);
    else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      i = skipBlockComment(text, i);
      if (i < 0) return text.length;
    } else if (isSpace(c)) i++;
    else return i;
  }
  return text.length;
}

/** Letters, digits and `_`; every unit that is not ASCII counts as a letter. */
export function isWordUnit(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c >= 128;
}

export function isLineEnd(c: number): boolean {
  return c === 10 || c === 13;
}

/** White space, the byte order mark and NUL included. */
export function isSpace(c: number): boolean {
  return c <= 32 || c === 0xfeff;
}

/** One past the string, rune, comment or single unit at `at`; the text's length where it is open. */
export function skipElement(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c === 34 || c === 39) return skipQuoted(text, at);
  let end = at + 1;
  if (c === 96) end = skipRawString(text, at);
  else if (c === 47 && text.charCodeAt(at + 1) === 47) end = skipLineComment(text, at);
  else if (c === 47 && text.charCodeAt(at + 1) === 42) end = skipBlockComment(text, at);
  return end < 0 ? text.length : end;
}

/** One past the bracket that closes the one at `at`; -1 where nothing does. Kinds of brackets are not told apart. */
export function skipBrackets(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length;) {
    const c = text.charCodeAt(i);
    if (c === 40 || c === 91 || c === 123) depth++;
    else if ((c === 41 || c === 93 || c === 125) && --depth === 0) return i + 1;
    i = skipElement(text, i);
  }
  return -1;
}
