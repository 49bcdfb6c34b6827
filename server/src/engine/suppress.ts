/**
 * Suppressions: comments by which a person says that a finding is known and right. `//mapguard:ignore rule[,rule] --
 * reason` works on its line, the line below, or the declaration below; `//nolint:mapguard` on its line (or the
 * declaration below); `//lint:ignore mapguard reason` on the line below.
 */
import type { Diagnostic } from './diagnostic.js';
import type { SourceFile } from './syntax/source-file.js';

export interface Suppression {
  /** The comment. */
  readonly start: number;
  readonly end: number;
  /** Rule ids; empty for all. */
  readonly rules: readonly string[];
  /** The range in which findings that start there are suppressed. */
  readonly from: number;
  readonly to: number;
  /** Ours, as opposed to another tool's that we honour. */
  readonly own: boolean;
}

const known = new WeakMap<SourceFile, readonly Suppression[]>();

/** The suppressions of a file, in source order. */
export function suppressionsOf(file: SourceFile): readonly Suppression[] {
  let suppressions = known.get(file);
  if (!suppressions) known.set(file, (suppressions = file.text.includes('mapguard') ? suppressionsIn(file) : []));
  return suppressions;
}

function suppressionsIn(file: SourceFile): readonly Suppression[] {
  const found: Suppression[] = [];
  file.decls.forEach((decl, i) => {
    const base = file.starts[i]!;
    const bodyStart = base + (decl.root ? decl.ast.start[decl.root]! : decl.text.length);
    const { comments } = decl;
    for (let c = 0; c < comments.length; c += 2) {
      const start = base + comments[c]!;
      const end = base + comments[c + 1]!;
      const parsed = parse(file.text.slice(start, end));
      if (!parsed) continue;
      const leading = end <= bodyStart && decl.root !== 0;
      const to = leading ? base + decl.ast.end[decl.root]! : lineEnd(file.text, lineEnd(file.text, end) + 1);
      found.push({ ...parsed, start, end, from: lineStart(file.text, start), to });
    }
  });
  return found;
}

/**
 * The diagnostics that no suppression covers, and one for each own suppression that covers none. Of rules that are off
 * nobody knows what they would find: a suppression of nothing else may well be needed.
 */
export function applySuppressions(
  file: SourceFile,
  diagnostics: readonly Diagnostic[],
  isOff: (rule: string) => boolean,
): readonly Diagnostic[] {
  const suppressions = suppressionsOf(file);
  if (suppressions.length === 0) return diagnostics;
  const used = new Set<Suppression>();
  const left = diagnostics.filter((diagnostic) => {
    const covering = suppressions.filter((suppression) => covers(suppression, diagnostic));
    for (const suppression of covering) used.add(suppression);
    return covering.length === 0;
  });
  for (const suppression of suppressions) {
    const { own, rules } = suppression;
    if (!own || used.has(suppression) || (rules.length > 0 && rules.every(isOff))) continue;
    left.push({
      rule: 'unused-suppression',
      severity: 'information',
      message: 'this suppression suppresses nothing',
      file: file.path,
      start: suppression.start,
      end: suppression.end,
      related: [],
      fixes: () => [],
    });
  }
  return left.sort((a, b) => a.start - b.start);
}

function covers(suppression: Suppression, { rule, start }: Diagnostic): boolean {
  if (start < suppression.from || start > suppression.to) return false;
  return suppression.rules.length === 0 || suppression.rules.includes(rule);
}

function parse(comment: string): Pick<Suppression, 'rules' | 'own'> | undefined {
  const ours = /^\/\/mapguard:ignore(?:\s+([a-z][a-z0-9-]*(?:\s*,\s*[a-z][a-z0-9-]*)*))?(?:\s+--.*)?\s*$/.exec(comment);
  if (ours) return { rules: ours[1]?.split(/\s*,\s*/) ?? [], own: true };
  const nolint = /^\/\/\s?nolint:([\w,-]+)/.exec(comment);
  if (nolint?.[1]!.split(',').includes('mapguard')) return { rules: [], own: false };
  return /^\/\/lint:ignore\s+(\w+,)*mapguard\b/.test(comment) ? { rules: [], own: false } : undefined;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
