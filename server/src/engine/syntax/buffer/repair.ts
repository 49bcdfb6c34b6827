/**
 * Texts that tree-sitter understands better than the one at hand, with a way back to the offsets of the original:
 * some make up for what the grammar lacks, some guess what half-typed code is going to be. Needs the text only; which
 * repair to take is decided by who parses them.
 */
import { funcHeader } from './header.js';
import { skipBrackets, skipElement, skipToToken, skipWord } from './scan.js';

/** A text made from another one: units were replaced one by one, or inserted. */
export interface Repaired {
  readonly text: string;
  /** Where units were inserted (offsets in the original, ascending) and how many; undefined: only at the end. */
  readonly insertions: readonly Insertion[];
}

export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Blanks the type parameters of a method, which the grammar does not know. The same text if there are none. */
export function withoutMethodTypeParams(text: string): string {
  const header = funcHeader(text);
  if (header === undefined || header.methodTypeParams === 0) return text;
  return blankOut(text, header.methodTypeParams, header.methodTypeParamsEnd);
}

/** A function declaration at the same offsets that has a method's type parameters; undefined if it has none. */
export function methodTypeParamsAlone(text: string): string | undefined {
  const header = funcHeader(text);
  if (header === undefined || header.methodTypeParams === 0) return undefined;
  const { methodTypeParams: start, methodTypeParamsEnd: end } = header;
  return `${' '.repeat(start - 6)}func _${text.slice(start, end)}()\n`;
}

/**
 * Valid Go that the grammar takes for an error, rewritten at the same offsets: `new(expr)` and calls of a `make` of
 * one's own (they get another name), an empty statement before a condition. Undefined if there is nothing of the kind.
 */
export function withoutGrammarGaps(text: string): string | undefined {
  let changed = text;
  for (let i = 0; i < text.length;) {
    const end = skipWord(text, i);
    if (end === i) {
      i = skipElement(text, i);
      continue;
    }
    const word = text.slice(i, end);
    const next = skipToToken(text, end);
    const isBuiltin = word === 'new' || word === 'make';
    if (isBuiltin && text.charCodeAt(next) === 40 && !takesType(text, next)) {
      changed = replaceAt(changed, i, word.toUpperCase());
    } else if ((word === 'if' || word === 'switch') && text.charCodeAt(next) === 59) {
      changed = replaceAt(changed, next, ' ');
    }
    i = end;
  }
  return changed === text ? undefined : changed;
}

/** Whether what the parenthesis at `at` opens begins with a type that can't be parsed as an expression. */
function takesType(text: string, at: number): boolean {
  const argument = skipToToken(text, at + 1);
  const word = text.slice(argument, skipWord(text, argument));
  if (text.charCodeAt(argument) !== 91 && !['map', 'chan', 'func', 'struct', 'interface'].includes(word)) return false;
  const end = skipBrackets(text, at);
  // Half-typed code may close the bracket much later: one line is looked at.
  const inside = text.slice(argument, end < 0 ? text.length : end).split('\n', 1)[0]!;
  return !/(?<!\b(?:struct|interface)\s*)\{/.test(inside);
}

/** Closes at the end what is open there. */
export function closed(text: string): Repaired {
  const open: number[] = [];
  for (let i = 0; i < text.length;) {
    const c = text.charCodeAt(i);
    if (c === 40 || c === 91 || c === 123) open.push(c);
    else if (c === 41 || c === 93 || c === 125) {
      // A closing bracket closes everything inside the nearest one of its kind; a lone one closes nothing.
      const opener = c === 41 ? 40 : c - 2;
      const match = open.lastIndexOf(opener);
      if (match >= 0) open.length = match;
    }
    i = skipElement(text, i);
  }
  let suffix = '';
  for (let i = open.length - 1; i >= 0; i--) suffix += open[i] === 40 ? ')' : open[i] === 91 ? ']' : '\n}';
  return { text: `${text}${suffix}\n`, insertions: [{ at: text.length, text: `${suffix}\n` }] };
}

/**
 * Blanks the lines that hold the given offsets, but for braces that pair with other lines', so that what cannot be
 * understood in a line costs no other line. The first line that has a token is left alone: it begins the declaration.
 */
export function withoutLines(text: string, offsets: readonly number[]): string {
  const first = lineAt(text, skipToToken(text, 0))[0];
  let changed = text;
  for (const offset of offsets) {
    const [start, end] = lineAt(text, offset);
    if (start > first) changed = changed.slice(0, start) + bracesOf(text.slice(start, end)) + changed.slice(end);
  }
  return changed;
}

/** The start of the line before the one that holds an offset, lines without tokens not counted. */
export function lineBefore(text: string, offset: number): number {
  let [start] = lineAt(text, offset);
  while (start > 0) {
    const [previous, end] = lineAt(text, start - 1);
    if (text.slice(previous, end).trim() !== '') return previous;
    start = previous;
  }
  return 0;
}

function lineAt(text: string, offset: number): readonly [number, number] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  return [offset === 0 ? 0 : start, end < 0 ? text.length : end];
}

/** A line with everything blanked but the braces that close or open what other lines open or close. */
function bracesOf(line: string): string {
  const kept: number[] = [];
  const open: number[] = [];
  for (let i = 0; i < line.length;) {
    const c = line.charCodeAt(i);
    if (c === 123) open.push(i);
    else if (c === 125 && open.pop() === undefined) kept.push(i);
    i = skipElement(line, i);
  }
  const units = [...' '.repeat(line.length)];
  for (const at of kept) {
    units[at] = '}';
    // A block right behind another needs a semicolon.
    if (open.length > 0 && at + 1 < line.length) units[at + 1] = ';';
  }
  for (const at of open) units[at] = '{';
  return units.join('');
}

/** The offset in the original of an offset in the repaired text. */
export function originalOffset(repaired: Repaired, offset: number): number {
  let inserted = 0;
  for (const { at, text } of repaired.insertions) {
    const start = at + inserted;
    if (offset <= start) break;
    if (offset <= start + text.length) return at;
    inserted += text.length;
  }
  return offset - inserted;
}

function blankOut(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n\r]/g, ' ') + text.slice(end);
}

function replaceAt(text: string, at: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + by.length);
}
