/** What the comments of a Go file say is to be found in it. The marks are described in test/fixtures/README.md. */

export interface Marks {
  /** Findings at warning or above. */
  readonly wants: readonly Want[];
  /** Findings that should be, but are known to be missed. */
  readonly misses: readonly Want[];
  /** Findings below warning. */
  readonly quiet: readonly QuietMark[];
  readonly ranges: readonly RangeMark[];
}

/** A finding starts on this line (from 1): one of the rule, or one whose message matches. */
export interface Want {
  readonly line: number;
  readonly rule?: string;
  readonly message?: RegExp;
}

export interface QuietMark {
  readonly line: number;
  readonly severity: 'information' | 'hint';
  readonly rule: string;
}

/** A finding of the rule has exactly this range: characters from 0. */
export interface RangeMark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
}

/** Throws on a mark it does not understand: a mark that says nothing would assert nothing. */
export function parseMarks(text: string): Marks {
  const wants: Want[] = [];
  const misses: Want[] = [];
  const quiet: QuietMark[] = [];
  const ranges: RangeMark[] = [];
  let codeLine = 0;
  text.split('\n').forEach((source, at) => {
    const line = at + 1;
    const carets = /^\s*\/\/ *(\^+) ([a-z-]+)$/.exec(source);
    if (carets !== null) {
      const start = source.indexOf('^');
      ranges.push({ line: codeLine, start, end: start + carets[1]!.length, rule: carets[2]! });
      return;
    }
    codeLine = line;
    const mark = /\/\/ (fixme want|want|hint|information) ([a-z"].*)$/.exec(source);
    if (mark === null) return;
    const [, word, rest] = mark;
    if (word === 'want') wants.push(...parseWants(rest!, line));
    else if (word === 'fixme want') misses.push(...parseWants(rest!, line));
    else if (/^[a-z-]+$/.test(rest!)) quiet.push({ line, severity: word as QuietMark['severity'], rule: rest! });
  });
  return { wants, misses, quiet, ranges };
}

function parseWants(text: string, line: number): readonly Want[] {
  const words = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return words.map((word) => {
    if (word.startsWith('"')) return { line, message: new RegExp(JSON.parse(word) as string) };
    if (/^[a-z]+(-[a-z]+)+$/.test(word)) return { line, rule: word };
    throw new Error(`line ${line}: "${word}" is neither a rule nor a quoted regular expression`);
  });
}
