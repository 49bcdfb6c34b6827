/**
 * Guesses, from the indentation that gofmt gives and editors keep, what is missing in half-typed Go: closing brackets
 * and quotes, the body of an `if` that has none yet, the operand that an operator waits for. Needs the text only, of
 * one declaration. Right code that is badly indented would be changed too: only text with syntax errors comes here.
 */
import type { Insertion, Repaired } from './repair.js';
import { isLineEnd, isSpace, skipBlockComment, skipLineComment, skipQuoted, skipRawString, skipWord } from './scan.js';

/** The text with what seems to be missing inserted, and lone closing brackets blanked. */
export function layoutRepaired(text: string): Repaired {
  return new Layout(text).repair();
}

/** What the last token leaves to be wished for. */
const enum Last {
  /** Nothing: a statement may end here. */
  Complete,
  /** A comma or an opening bracket: nothing inside brackets, an operand in a statement. */
  Comma,
  /** An operator, a dot, a keyword: an operand. */
  Operand,
  /** A `:` or another token after which a line may end. */
  Open,
}

/** An open bracket, and the line structure inside it. */
interface Level {
  readonly closer: number;
  /** The indentation of the line that holds the bracket, not counting continuation lines. */
  readonly ref: number;
  readonly line: number;
  /** Whether it is the block of a `switch` or `select`. */
  readonly cases: boolean;
  /** Whether it is a composite literal's. */
  readonly literal: boolean;
  /** Whether it can't be empty (an index, a type assertion), and whether a type must follow it (`map[K]`). */
  readonly needsOperand: boolean;
  readonly needsType: boolean;
  /** Indentation of the present line inside. */
  indent: number;
  /** The keyword of a statement on the present line that still waits for its block or colon. */
  header: string;
  headerStart: number;
  /** The first word of the present line. */
  first: string;
  semicolons: number;
  assigned: boolean;
}

const missingAfter: Readonly<Record<string, string>> = { map: '[_]_', struct: '{}', interface: '{}', func: '()' };
const closers: Readonly<Record<number, number>> = { 40: 41, 91: 93, 123: 125 };
const operandKeywords = new Set([
  'if',
  'go',
  'defer',
  'range',
  'case',
  'var',
  'type',
  'goto',
  'chan',
  'const',
  'map',
  'struct',
  'interface',
  'func',
]);
/** What begins a statement in which `func` is a literal, not a type. */
const literalStatements = new Set(['go', 'defer', 'return']);
const headerKeywords = new Set(['if', 'for', 'switch', 'select', 'case', 'default', 'else']);

class Layout {
  private readonly insertions: Insertion[] = [];
  private readonly levels: Level[] = [newLevel(0, 0, 0)];
  private readonly blanked: number[] = [];
  private last = Last.Complete;
  private lastEnd = 0;
  private lastWord = '';
  private lastUnit = 0;
  private line = 0;
  /** Whether a raw string is open at the end: then the first one that crosses a line end is closed there. */
  private cutRaw: boolean;

  constructor(private readonly text: string) {
    this.cutRaw = endsInRawString(text);
  }

  repair(): Repaired {
    const { text } = this;
    let indentStart = 0;
    let atLineStart = false;
    for (let i = 0; i < text.length;) {
      const c = text.charCodeAt(i);
      if (isLineEnd(c)) {
        i++;
        indentStart = i;
        atLineStart = true;
        this.line++;
      } else if (isSpace(c)) i++;
      else if (c === 47 && text.charCodeAt(i + 1) === 47) i = skipLineComment(text, i);
      else if (c === 47 && text.charCodeAt(i + 1) === 42) {
        const end = skipBlockComment(text, i);
        if (end < 0) {
          i = lineEnd(text, i);
          this.insert(i, '*/');
        } else i = end;
      } else {
        if (atLineStart) this.beginLine(i, i - indentStart);
        atLineStart = false;
        i = this.token(i);
      }
    }
    while (this.levels.length > 1) this.close(this.lastEnd === text.length ? text.length : this.lastEnd);
    this.insert(text.length, '\n');
    return { text: this.apply(), insertions: this.insertions };
  }

  private get top(): Level {
    return this.levels[this.levels.length - 1]!;
  }

  /** The first token of a line decides what was left open on the lines before. */
  private beginLine(at: number, indent: number): void {
    const c = this.text.charCodeAt(at);
    const word = this.text.slice(at, skipWord(this.text, at));
    const isCloser = c === 41 || c === 93 || c === 125;
    while (this.levels.length > 1 && indent <= this.top.ref) {
      const { top } = this;
      if (isCloser) {
        const outer = this.levels.findLastIndex(
          (level, i) => i < this.levels.length - 1 && level.closer === c && level.ref === indent,
        );
        if ((c === top.closer && indent === top.ref) || outer < 1) break;
      } else if (top.closer === 125) {
        if (indent === top.ref && top.cases && (word === 'case' || word === 'default')) break;
        if (word !== '' && word !== 'case' && word !== 'default' && isLabel(this.text, at + word.length)) break;
      }
      this.close(this.lastEnd);
    }
    const { top } = this;
    // A brace where a statement would stand closes nothing that was opened.
    const isLone = c === 125 && top.closer === 125 && indent > top.ref && indent === top.indent;
    if (isLone && this.last === Last.Complete && top.header === '') {
      this.blanked.push(at);
      return;
    }
    const isInside = top.closer !== 125 && this.levels.length > 1;
    const dangles = this.last === Last.Operand || (this.last === Last.Comma && !isInside && !top.literal);
    if (dangles && indent > top.indent) return;
    if (dangles && !isInside) this.finishOperand();
    if (!isInside) this.finishHeader();
    top.indent = indent;
    top.first = '';
    top.semicolons = 0;
    top.assigned = false;
  }

  /** Takes one token; returns where it ends. */
  private token(at: number): number {
    const { text } = this;
    const c = text.charCodeAt(at);
    let end = skipWord(text, at);
    if (end > at) {
      this.word(at, text.slice(at, end));
    } else if (c === 34 || c === 39) {
      end = skipQuoted(text, at);
      const isOpen = end - at < 2 || text.charCodeAt(end - 1) !== c;
      if (isOpen)
        this.insert(end, text.charCodeAt(end - 1) === 92 ? `\\${String.fromCharCode(c)}` : String.fromCharCode(c));
      this.last = Last.Complete;
    } else if (c === 96) {
      end = skipRawString(text, at);
      const eol = lineEnd(text, at);
      if (end < 0 || (this.cutRaw && end > eol)) {
        this.cutRaw = false;
        end = eol;
        this.insert(end, '`');
      }
      this.last = Last.Complete;
    } else if (c === 40 || c === 91 || c === 123) {
      end = at + 1;
      this.open(c);
    } else if (c === 41 || c === 93 || c === 125) {
      end = at + 1;
      this.closer(at, c);
    } else {
      end = at + 1;
      this.operator(at, c);
    }
    this.lastEnd = end;
    this.lastUnit = c;
    return end;
  }

  private word(at: number, word: string): void {
    const { top } = this;
    // The `type` of a type switch's guard.
    if (word === 'type' && this.lastUnit === 40) word = '';
    const isLiteral = word === 'func' && (top.closer !== 125 || top.assigned || literalStatements.has(top.first));
    if (isLiteral) top.header = 'func';
    if (top.first === '') top.first = word;
    if (headerKeywords.has(word)) {
      if (word !== 'default' || top.cases) top.header = word;
      top.headerStart = at;
      top.semicolons = 0;
      top.assigned = false;
    }
    this.last = operandKeywords.has(word)
      ? Last.Operand
      : word === 'for' || word === 'switch'
        ? Last.Open
        : Last.Complete;
    this.lastWord = word;
  }

  private operator(at: number, c: number): void {
    const { top } = this;
    const previous = this.lastUnit;
    const adjoins = this.lastEnd === at;
    if (c === 44) {
      this.last = Last.Comma;
      if (top.header === 'func') top.header = '';
    } else if (c === 59) {
      top.semicolons++;
      top.assigned = false;
      this.last = top.header === 'if' ? Last.Operand : Last.Open;
    } else if (c === 58) {
      if (top.header === 'case' || top.header === 'default') top.header = '';
      this.last = top.literal ? Last.Operand : Last.Open;
    } else if ((c === 43 || c === 45) && previous === c && adjoins) this.last = Last.Complete;
    else if (c === 46 && previous === 46 && adjoins) this.last = Last.Complete;
    else this.last = Last.Operand;
    if (c === 61 && !(adjoins && (previous === 61 || previous === 33 || previous === 60 || previous === 62))) {
      top.assigned = true;
    }
    this.lastWord = '';
  }

  private open(c: number): void {
    const { top, last, lastWord, lastUnit } = this;
    const isOperand = last === Last.Complete && lastUnit !== 0;
    const isBlock = c === 123 && top.header !== '';
    const named =
      lastWord === '' ? lastUnit === 93 || lastUnit === 125 : !['struct', 'interface', 'else'].includes(lastWord);
    const level = newLevel(closers[c]!, top.indent, this.line, {
      cases: isBlock && (top.header === 'switch' || top.header === 'select'),
      literal: c === 123 && !isBlock && (named || top.literal) && lastUnit !== 41,
      needsOperand:
        (c === 91 && isOperand && lastWord !== 'map') || (c === 40 && lastUnit === 46) || lastWord === 'map',
      needsType: c === 91 && (lastWord === 'map' || !isOperand),
    });
    if (isBlock) top.header = '';
    this.levels.push(level);
    this.last = level.needsOperand ? Last.Operand : Last.Open;
    this.lastWord = '';
  }

  private closer(at: number, c: number): void {
    if (this.blanked.at(-1) === at) return;
    if (this.top.closer !== c) {
      const match = this.levels.findLastIndex((level) => level.closer === c);
      const isNear = match > 0 && (this.levels[match]!.line === this.line || match === this.levels.length - 2);
      if (!isNear) {
        this.blanked.push(at);
        return;
      }
      while (this.top.closer !== c) this.close(at);
    }
    if (this.levels.length > 1) {
      if (this.last === Last.Operand) this.finishOperand();
      const done = this.levels.pop()!;
      this.last = done.needsType ? Last.Operand : Last.Complete;
    }
    this.lastWord = '';
  }

  /** Closes the innermost bracket at an offset where nothing closes it. */
  private close(at: number): void {
    const { top } = this;
    const inBlock = top.closer === 125 && !top.literal;
    if (this.last === Last.Operand || (this.last === Last.Comma && inBlock)) this.finishOperand();
    this.finishHeader();
    const done = this.levels.pop()!;
    this.insert(at, done.closer === 125 && !done.literal ? '\n}' : String.fromCharCode(done.closer));
    this.last = Last.Complete;
    if (done.needsType) this.insert(at, '_');
    this.lastWord = '';
  }

  private finishOperand(): void {
    this.insert(this.lastEnd, missingAfter[this.lastWord] ?? ' _');
    this.last = Last.Complete;
  }

  /** Gives the statement that the present line began, and did not finish, what its kind needs. */
  private finishHeader(): void {
    const { top } = this;
    const { header, semicolons, assigned } = top;
    top.header = '';
    if (header === '') return;
    if (header === 'case' || header === 'default') this.insert(this.lastEnd, ':');
    else if (header === 'if') this.insert(this.lastEnd, assigned ? '; _ {}' : ' {}');
    else if (header === 'for') {
      const text = this.text.slice(top.headerStart, this.lastEnd);
      const isRange = /\brange\b/.test(text);
      if (!isRange && /^for\s+\w+\s*,/.test(text) && !assigned) {
        this.insert(this.lastEnd, text.endsWith(':') ? '= range _ {}' : ' = range _ {}');
      } else {
        const isClause = semicolons === 1 || (semicolons === 0 && assigned && !isRange);
        this.insert(this.lastEnd, isClause ? `${';'.repeat(2 - semicolons)} {}` : ' {}');
      }
    } else if (header === 'func') {
      this.insert(this.lastEnd, top.first === 'go' || top.first === 'defer' ? ' {}()' : ' {}');
    } else if (header === 'switch') {
      const isTypeSwitch = this.text.startsWith('type)', this.lastEnd - 5);
      this.insert(this.lastEnd, assigned && !isTypeSwitch ? '; {}' : ' {}');
    } else this.insert(this.lastEnd, ' {}');
    this.last = Last.Complete;
  }

  /** In the order of the text: what is missing after the last token stands before the end of a comment behind it. */
  private insert(at: number, text: string): void {
    let place = this.insertions.length;
    while (place > 0 && this.insertions[place - 1]!.at > at) place--;
    this.insertions.splice(place, 0, { at, text });
  }

  private apply(): string {
    const { text } = this;
    let result = '';
    let done = 0;
    const blank = (from: number, to: number): string => {
      let piece = text.slice(from, to);
      for (const at of this.blanked) {
        if (at >= from && at < to) piece = `${piece.slice(0, at - from)} ${piece.slice(at - from + 1)}`;
      }
      return piece;
    };
    for (const { at, text: inserted } of this.insertions) {
      result += blank(done, at) + inserted;
      done = at;
    }
    return result + blank(done, text.length);
  }
}

function newLevel(closer: number, ref: number, line: number, traits: Partial<Level> = {}): Level {
  return {
    closer,
    ref,
    line,
    cases: false,
    literal: false,
    needsOperand: false,
    needsType: false,
    indent: ref,
    header: '',
    headerStart: 0,
    first: '',
    semicolons: 0,
    assigned: false,
    ...traits,
  };
}

/** Whether a colon that is not part of `:=` stands at `at`. */
function isLabel(text: string, at: number): boolean {
  return text.charCodeAt(at) === 58 && text.charCodeAt(at + 1) !== 61;
}

function lineEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length && !isLineEnd(text.charCodeAt(i))) i++;
  return i;
}

function endsInRawString(text: string): boolean {
  for (let i = 0; i < text.length;) {
    const c = text.charCodeAt(i);
    if (c === 96) {
      const end = skipRawString(text, i);
      if (end < 0) return true;
      i = end;
    } else if (c === 34 || c === 39) i = skipQuoted(text, i);
    else if (c === 47 && text.charCodeAt(i + 1) === 47) i = skipLineComment(text, i);
    else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      const end = skipBlockComment(text, i);
      if (end < 0) return false;
      i = end;
    } else i++;
  }
  return false;
}
