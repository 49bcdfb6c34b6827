/**
 * The contract between a rule and the engine.
 *
 * A rule finds *evidence*, in one function or about one cell, then renders it twice: as a report, and, only when
 * somebody asks, as fixes. All functions are pure. Evidence is kept while what it was detected in, and the answers to
 * the questions asked on the way, are the same; so only what an edit touches is looked at again. A rule never sees a tree-sitter node, a file system or an LSP type.
 */
import type { Severity, SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { GuardedCell } from '../flow/guards.js';
import type { Site } from '../flow/summary.js';
import type { Pass, Questions } from './pass.js';

export interface RuleDocs {
  /** One line, no capital, no full stop: the title in rule tables. */
  readonly summary: string;
  readonly why: string;
  /** Whole Go declarations; the harness adds the package clause and imports, then runs them. */
  readonly bad: readonly string[];
  readonly good: readonly string[];
  /** Known false negatives (`Misses: …`) and false positives (`Over-reports: …`). */
  readonly limits: readonly string[];
  /** What each rewrite does, and when it is not safe. */
  readonly fixes: readonly string[];
  readonly references?: readonly string[];
}

/** A range of a declaration: from the start of one node to the end of another. */
export interface Span extends Site {
  /** The last node of the range, when it is not `node` itself. */
  readonly to?: number;
}

export interface Note {
  readonly at: Span;
  readonly message: string;
}

export interface Report {
  readonly at: Span;
  readonly message: string;
  /** The facts it rests on, in the order a reader follows them. */
  readonly notes: readonly Note[];
  /** The cells whose maps it is about, or the write, by key: of several rules that see a bug there, one speaks (`precedence.ts`). */
  readonly about?: readonly string[];
  /** Where it differs from the rule's default. */
  readonly severity?: Severity;
}

/** A finding before it has a place in a file. */
export interface Finding<Code extends string = string> extends Report {
  readonly code: Code;
  readonly severity: Severity;
  fixes(): readonly SuggestedFix[];
}

/** A piece of evidence with the rule it belongs to, before anybody has asked what it says. */
export interface Detection<Code extends string = string> {
  /** What to say about it in the present state; sites may have moved since it was detected. */
  finding(pass: Pass): Finding<Code>;
}

export interface Rule<Code extends string = string> {
  readonly code: Code;
  readonly since: string;
  readonly severity: Severity;
  readonly docs: RuleDocs;
  inFunction(facts: FunctionFacts, questions: Questions): Iterable<Detection<Code>>;
  inCell(cell: GuardedCell, questions: Questions): Iterable<Detection<Code>>;
}

export interface RuleSpec<Code extends string, Evidence> extends Omit<Rule<Code>, 'inFunction' | 'inCell'> {
  /** Evidence in one function, from its facts and what is asked; not from where things stand. */
  detectInFunction?(facts: FunctionFacts, questions: Questions): Iterable<Evidence>;
  /** Evidence about one cell: the accesses of all functions to one field or variable. */
  detectInCell?(cell: GuardedCell, questions: Questions): Iterable<Evidence>;
  report(evidence: NoInfer<Evidence>, pass: Pass): Report;
  fixes?(evidence: NoInfer<Evidence>, pass: Pass): readonly SuggestedFix[];
}

/** Hides `Evidence`, so that one registry holds rules of every shape without a cast. */
export function defineRule<const Code extends string, Evidence>(spec: RuleSpec<Code, Evidence>): Rule<Code> {
  const { code, since, severity, docs } = spec;
  const detection = (evidence: Evidence): Detection<Code> => ({
    finding: (pass) => {
      const finding = { code, severity, ...spec.report(evidence, pass) };
      const fixes = (): readonly SuggestedFix[] => recommended(finding.severity, spec.fixes?.(evidence, pass) ?? []);
      return { ...finding, fixes };
    },
  });
  return {
    code,
    since,
    severity,
    docs,
    *inFunction(facts, questions) {
      for (const evidence of spec.detectInFunction?.(facts, questions) ?? []) yield detection(evidence);
    },
    *inCell(cell, questions) {
      for (const evidence of spec.detectInCell?.(cell, questions) ?? []) yield detection(evidence);
    },
  };
}

/** What may change the behaviour of a program is offered, but not recommended, where the rule does not warn. */
function recommended(severity: Severity, fixes: readonly SuggestedFix[]): readonly SuggestedFix[] {
  if (severity === 'error' || severity === 'warning') return fixes;
  return fixes.map((fix) => (fix.applicability === 'unsafe' ? { ...fix, preferred: false } : fix));
}
