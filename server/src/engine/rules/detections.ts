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

/**
 * What is detected in a state of a package, by the function or cell it is detected in; of those where nothing was
 * detected and nothing asked, nothing is kept.
 */
export type Detections = ReadonlyMap<FunctionFacts | GuardedCell, Memo>;

/**
 * Yields after each function or cell that had to be looked at.
 * @param previous what was detected with the facts that these were built from; all is looked at without.
 */
export function* detect(
  facts: PackageFacts,
  questions: Questions,
  previous: Detections | undefined,
): Generator<void, Detections, void> {
  const { changes, renewedCells } = facts;
  const memos = new Map<FunctionFacts | GuardedCell, Memo>();
  const answers = new Answers(questions);
  const look = (at: FunctionFacts | GuardedCell): void => {
    const memo = detected(at, questions);
    if (memo.detections.length + memo.asked.length > 0) memos.set(at, memo);
  };
  for (const [at, memo] of previous ?? []) {
    if (isCell(at) ? facts.cell(at.cell.key) !== at : changes.gone.has(at)) continue;
    if (memo.asked.every((asked) => answers.isStill(asked))) {
      memos.set(at, memo);
      continue;
    }
    look(at);
    yield;
  }
  const functions = previous ? changes.fresh.flatMap(({ all }) => all) : facts.functions;
  for (const at of [...functions, ...(previous ? renewedCells : facts.cells)]) {
    if (isCell(at) && facts.cell(at.cell.key) !== at) continue;
    look(at);
    yield;
  }
  return memos;
}

/** Answers in one state, where many functions have asked the same. */
class Answers {
  private readonly known = new Map<keyof Questions, Map<unknown, unknown>>();

  constructor(private readonly questions: Questions) {}

  isStill({ question, about, answer }: Asked): boolean {
    let known = this.known.get(question);
    if (!known) this.known.set(question, (known = new Map()));
    // No answer is undefined for long: asking again is right, if slower.
    const now = known.get(about) ?? this.questions[question](about);
    known.set(about, now);
    return now === answer;
  }
}

function isCell(at: FunctionFacts | GuardedCell): at is GuardedCell {
  return 'cell' in at;
}

function detected(at: FunctionFacts | GuardedCell, questions: Questions): Memo {
  const asked: Asked[] = [];
  const recording = recorded(questions, asked);
  const detections = rules.flatMap((rule) =>
    isCell(at) ? [...rule.inCell(at, recording)] : [...rule.inFunction(at, recording)],
  );
  return { detections, asked };
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
    contextWritesOf: record('contextWritesOf'),
    isNilAfterInit: record('isNilAfterInit'),
    isEverSet: record('isEverSet'),
    syncMapWriters: record('syncMapWriters'),
    goVersionOf: record('goVersionOf'),
  };
}
