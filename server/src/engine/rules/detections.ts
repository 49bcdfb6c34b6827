/**
 * What all rules detect in a package, kept from one state to the next: a function or a cell is looked at again when it
 * is another object, or when a question that was asked about the rest of the package has another answer now.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { GuardedCell } from '../flow/guards.js';
import type { Questions } from './pass.js';
import { rules } from './registry.js';
import type { Detection } from './rule.js';

interface Memo {
  readonly detections: readonly Detection[];
  /** The questions asked on the way. */
  readonly asked: readonly Asked[];
}

interface Asked {
  readonly question: keyof Questions;
  readonly about: never;
  readonly answer: unknown;
}

export interface Detected {
  readonly detections: readonly Detection[];
  /** Whether it had to be looked for. */
  readonly isNew: boolean;
}

export class Detections {
  private readonly memos = new WeakMap<FunctionFacts | GuardedCell, Memo>();

  inFunction(facts: FunctionFacts, questions: Questions): Detected {
    return this.memoized(facts, questions, function* (recording) {
      for (const rule of rules) yield* rule.inFunction(facts, recording);
    });
  }

  inCell(cell: GuardedCell, questions: Questions): Detected {
    return this.memoized(cell, questions, function* (recording) {
      for (const rule of rules) yield* rule.inCell(cell, recording);
    });
  }

  private memoized(
    key: FunctionFacts | GuardedCell,
    questions: Questions,
    detect: (questions: Questions) => Iterable<Detection>,
  ): Detected {
    const known = this.memos.get(key);
    if (known?.asked.every(({ question, about, answer }) => questions[question](about) === answer)) {
      return { detections: known.detections, isNew: false };
    }
    const asked: Asked[] = [];
    const detections = [...detect(recorded(questions, asked))];
    this.memos.set(key, { detections, asked });
    return { detections, isNew: true };
  }
}

/** The same questions, each remembered with its answer. */
function recorded(questions: Questions, asked: Asked[]): Questions {
  const record = <K extends keyof Questions>(question: K): Questions[K] =>
    ((about: never) => {
      const answer = questions[question](about);
      asked.push({ question, about, answer });
      return answer;
    }) as Questions[K];
  return {
    factsOf: record('factsOf'),
    cell: record('cell'),
    contextOf: record('contextOf'),
    backgroundOf: record('backgroundOf'),
    isNilAfterInit: record('isNilAfterInit'),
    isInTest: record('isInTest'),
    goVersionOf: record('goVersionOf'),
  };
}
