/** Findings for people: each with its line of source, the evidence below it, the fix that
 * `mapguard fix` knows, and a count at the end. */
import pc from 'picocolors';
import type { Diagnostic, Location, Severity } from '../../engine/index.js';
import { relative } from '../paths.js';
import type { Report, ReportOptions } from './format.js';
import { indexing, type LineIndex } from './line-index.js';

export function textReport({ cwd, isColored }: ReportOptions): Report {
  const colors = pc.createColors(isColored);
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  const files = new Set<string>();
  return {
    findings(diagnostics, textOf) {
      const indexOf = indexing(textOf);
      let text = '';
      for (const diagnostic of diagnostics) {
        counts[diagnostic.severity]++;
        files.add(diagnostic.file);
        text += finding(diagnostic, indexOf, cwd, colors) + '\n';
      }
      return text;
    },
    end() {
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (total === 0) return 'no findings\n';
      const parts = Object.entries(counts).filter(([, count]) => count > 0);
      const each = parts.map(([severity, count]) => plural(count, severity)).join(', ');
      return `${plural(total, 'finding')} in ${plural(files.size, 'file')}: ${each}\n`;
    },
  };
}

type Colors = ReturnType<typeof pc.createColors>;

function finding(diagnostic: Diagnostic, indexOf: (file: string) => LineIndex, cwd: string, colors: Colors): string {
  const { severity, message, rule } = diagnostic;
  const paint = severityColor(severity, colors);
  const lines = [
    `${colors.bold(place(diagnostic, indexOf, cwd))}: ${paint(severity)}: ${message} ${colors.dim(`(${rule})`)}`,
    ...excerpt(diagnostic, indexOf, paint, colors),
  ];
  for (const related of diagnostic.related) {
    lines.push(`  ${place(related, indexOf, cwd)}: ${related.message}`);
    lines.push(...excerpt(related, indexOf, colors.cyan, colors));
  }
  const preferred = diagnostic.fixes().find((fix) => fix.preferred);
  if (preferred !== undefined) {
    const caution = preferred.applicability === 'unsafe' ? colors.dim(' (may change behaviour)') : '';
    lines.push(`  ${colors.green('fix')}: ${preferred.title}${caution}`);
  }
  return lines.join('\n') + '\n';
}

/** `file:line:column`, counted from 1 as editors show them. */
function place({ file, start }: Location, indexOf: (file: string) => LineIndex, cwd: string): string {
  const { line, character } = indexOf(file).positionOf(start);
  return `${relative(file, cwd)}:${line + 1}:${character + 1}`;
}

/** The first line of the range with carets under what belongs to it. Tabs become spaces, so that the carets fit. */
function excerpt(
  { file, start, end }: Location,
  indexOf: (file: string) => LineIndex,
  paint: (text: string) => string,
  colors: Colors,
): readonly string[] {
  const index = indexOf(file);
  const from = index.positionOf(start);
  const to = index.positionOf(end);
  const source = index.lineAt(from.line);
  const until = to.line === from.line ? to.character : source.length;
  const before = untabbed(source.slice(0, from.character));
  const marked = untabbed(source.slice(from.character, until));
  const number = String(from.line + 1).padStart(5);
  return [
    `${colors.dim(`${number} |`)} ${untabbed(source)}`,
    `${colors.dim('      |')} ${' '.repeat(before.length)}${paint('^'.repeat(Math.max(marked.length, 1)))}`,
  ];
}

function untabbed(text: string): string {
  return text.replaceAll('\t', '    ');
}

function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  switch (severity) {
    case 'error':
      return colors.red;
    case 'warning':
      return colors.yellow;
    case 'information':
      return colors.blue;
    case 'hint':
      return colors.dim;
  }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 || word === 'information' ? '' : 's'}`;
}
