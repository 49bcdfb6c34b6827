/** Compares what was found in a file with what its marks say; both as lines of text, so that a failure reads well. */
import type { Diagnostic } from '../../server/src/engine/index.js';
import { LineIndex } from '../../server/src/cli/render/line-index.js';
import { isLoud } from './engine.js';
import { parseMarks, type Want } from './marks.js';

export interface Comparison {
  readonly expected: readonly string[];
  readonly observed: readonly string[];
}

/** Equal lists mean that findings and marks match one to one. */
export function compareWithMarks(file: string, text: string, diagnostics: readonly Diagnostic[]): Comparison {
  const { wants, misses, quiet, ranges } = parseMarks(text);
  const index = new LineIndex(text);
  const lineOf = ({ start }: Diagnostic): number => index.positionOf(start).line + 1;
  const place = (line: number): string => `${file}:${String(line).padStart(3)}`;
  const expected: string[] = [];
  const observed: string[] = [];

  const loud = diagnostics.filter(isLoud);
  const left = [...loud];
  for (const want of wants) {
    const at = left.findIndex((each) => lineOf(each) === want.line && isMeant(want, each));
    if (at < 0) {
      expected.push(`${place(want.line)} ${nameOf(want)}`);
      continue;
    }
    const shown = describe(left[at]!, place(want.line));
    expected.push(shown);
    observed.push(shown);
    left.splice(at, 1);
  }
  observed.push(...left.map((each) => describe(each, place(lineOf(each)))));

  for (const miss of misses) {
    const isFound = loud.some((each) => lineOf(each) === miss.line && isMeant(miss, each));
    if (isFound) observed.push(`${place(miss.line)} ${nameOf(miss)} is found now: say "want", not "fixme want"`);
  }

  if (quiet.length > 0) {
    expected.push(...quiet.map(({ line, severity, rule }) => `${place(line)} ${severity} ${rule}`));
    observed.push(...diagnostics.filter((each) => !isLoud(each)).map((each) => describe(each, place(lineOf(each)))));
  }

  for (const { line, start, end, rule } of ranges) {
    expected.push(`${place(line)} ${rule} from ${start} to ${end}`);
    for (const each of diagnostics) {
      if (each.rule !== rule || lineOf(each) !== line) continue;
      const { character } = index.positionOf(each.start);
      observed.push(`${place(line)} ${rule} from ${character} to ${character + each.end - each.start}`);
    }
  }
  return { expected: expected.sort(), observed: observed.sort() };
}

function isMeant({ rule, message }: Want, diagnostic: Diagnostic): boolean {
  return rule === undefined ? message!.test(diagnostic.message) : rule === diagnostic.rule;
}

function nameOf({ rule, message }: Want): string {
  return rule ?? String(message);
}

function describe(diagnostic: Diagnostic, place: string): string {
  const { rule, severity, message } = diagnostic;
  return isLoud(diagnostic) ? `${place} ${rule}: ${message}` : `${place} ${severity} ${rule}`;
}
