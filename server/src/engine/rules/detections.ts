/**
 * What all rules detect in a package, kept from one state to the next: a function or a cell is looked at again when it
 * is another object, or when a question that was asked about the rest of the package has another answer now.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { GuardedCell } from '../flow/guards.js';
import type { PackageFacts } from '../flow/package-facts.js';
import type { Questions } from './pass.js';
import { rules } from './registry.js';
import type { Detection } from './rule.js';

/** What is looked at by itself. */
type Subject = FunctionFacts | GuardedCell;

interface Memo {
  readonly detections: readonly Detection[];
  /** The questions asked on the way. */
  readonly asked: ReadonlySet<Answer>;
}

interface Answer {
  readonly question: keyof Questions;
  readonly about: unknown;
  readonly answer: unknown;
  /** Those that look different if the answer does. */
  readonly askers: Set<Subject>;
}

/** Follows one state after the other; belongs to the newest. */
export class Detections {
  /** Of subjects where nothing was detected and nothing asked, nothing is kept. */
  private readonly memos = new Map<Subject, Memo>();
  private readonly cells = new Set<GuardedCell>();
  /** Subjects in which something is detected. */
  private readonly hits = new Set<Subject>();
  private readonly answers = new Map<keyof Questions, Map<unknown, Answer>>();
  private isFirst = true;

  /** What is detected, as of the last update. */
  *all(): Iterable<Detection> {
    for (const subject of this.hits) yield* this.memos.get(subject)!.detections;
  }

  /**
   * Goes on to the next state; yields after each function or cell that had to be looked at. One that is not run to its
   * end leaves neither state.
   * @param facts built from those of the update before.
   */
  *update(facts: PackageFacts, questions: Questions): Generator<void, void, void> {
    const { changes, renewedCells } = facts;
    const isGone = (subject: Subject): boolean =>
      isCell(subject) ? facts.cell(subject.cell.key) !== subject : changes.gone.has(subject);
    for (const subject of [...changes.gone, ...this.cells]) if (isGone(subject)) this.forget(subject);
    const again = this.outdated(questions);
    const fresh = this.isFirst
      ? [...facts.functions, ...facts.cells]
      : [...changes.fresh.flatMap(({ all }) => all), ...renewedCells];
    this.isFirst = false;
    for (const subject of new Set([...again, ...fresh])) {
      if (isGone(subject)) continue;
      this.forget(subject);
      this.look(subject, questions);
      yield;
    }
  }

  /** Those that would be answered otherwise now. */
  private outdated(questions: Questions): ReadonlySet<Subject> {
    const found = new Set<Subject>();
    for (const [question, answers] of this.answers) {
      const ask = questions[question] as (about: unknown) => unknown;
      for (const { about, answer, askers } of answers.values())
        if (ask(about) !== answer) for (const subject of askers) found.add(subject);
    }
    return found;
  }

  private forget(subject: Subject): void {
    const memo = this.memos.get(subject);
    if (!memo) return;
    this.memos.delete(subject);
    this.hits.delete(subject);
    if (isCell(subject)) this.cells.delete(subject);
    for (const answer of memo.asked) {
      answer.askers.delete(subject);
      const known = this.answers.get(answer.question)!;
      if (answer.askers.size === 0 && known.get(answer.about) === answer) known.delete(answer.about);
    }
  }

  private look(subject: Subject, questions: Questions): void {
    const asked = new Set<Answer>();
    const recording = recorded(questions, (question, about, answer) => {
      asked.add(this.remember(question, about, answer));
    });
    const detections = rules.flatMap((rule) =>
      isCell(subject) ? [...rule.inCell(subject, recording)] : [...rule.inFunction(subject, recording)],
    );
    for (const { askers } of asked) askers.add(subject);
    if (detections.length > 0) this.hits.add(subject);
    if (detections.length + asked.size === 0) return;
    this.memos.set(subject, { detections, asked });
    if (isCell(subject)) this.cells.add(subject);
  }

  private remember(question: keyof Questions, about: unknown, answer: unknown): Answer {
    let known = this.answers.get(question);
    if (!known) this.answers.set(question, (known = new Map<unknown, Answer>()));
    const before = known.get(about);
    if (before && before.answer === answer) return before;
    // Who asked before is to be looked at again, and forgets the old one then.
    const made = { question, about, answer, askers: new Set<Subject>() };
    known.set(about, made);
    return made;
  }
}

function isCell(subject: Subject): subject is GuardedCell {
  return 'cell' in subject;
}

type Record = (question: keyof Questions, about: unknown, answer: unknown) => void;

/** The same questions, each remembered with its answer. */
function recorded(questions: Questions, remember: Record): Questions {
  const record = <K extends keyof Questions>(question: K): Questions[K] =>
    ((about: never) => {
      const answer = questions[question](about);
      remember(question, about, answer);
      return answer;
    }) as Questions[K];
  return {
    factsOf: record('factsOf'),
    cell: record('cell'),
    contextOf: record('contextOf'),
    backgroundOf: record('backgroundOf'),
    contextWritesOf: record('contextWritesOf'),
    isNilAfterInit: record('isNilAfterInit'),
    isEverSet: record('isEverSet'),
    isZeroForEver: record('isZeroForEver'),
    syncMapWriters: record('syncMapWriters'),
    goVersionOf: record('goVersionOf'),
  };
}
