/**
 * Findings for people: each with its line of source, the evidence below it, the fix that `mapguard fix` knows, and a
 * count at the end.
 */
import pc from 'picocolors';
import stringWidth from 'string-width';
import type { Location, Severity } from '../../engine/index.js';
import type { Finding } from '../../check/finding.js';
import { relative } from '../paths.js';
import type { ReportInput } from './format.js';
import type { LineIndex } from './line-index.js';

export function textReport({ findings, indexOf, cwd, isColored }: ReportInput): string {
  const colors = pc.createColors(isColored);
  const texts = findings.map((finding) => `${findingText(finding, indexOf, cwd, colors)}\n`);
  return texts.join('') + summary(findings);
}

/** How many, where and how bad. */
function summary(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'no findings\n';
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  const each = parts.map(([severity, count]) => plural(count, severity)).join(', ');
  const files = new Set(findings.map(({ file }) => file)).size;
  return `${plural(findings.length, 'finding')} in ${plural(files, 'file')}: ${each}\n`;
}

type Colors = ReturnType<typeof pc.createColors>;

function findingText(finding: Finding, indexOf: (file: string) => LineIndex, cwd: string, colors: Colors): string {
  const { severity, message, rule } = finding;
  const paint = severityColor(severity, colors);
  const lines = [
    `${colors.bold(place(finding, indexOf, cwd))}: ${paint(severity)}: ${message} ${colors.dim(`(${rule})`)}`,
    ...excerpt(finding, indexOf, paint, colors),
  ];
  for (const related of finding.related) {
    lines.push(`  ${place(related, indexOf, cwd)}: ${related.message}`);
    lines.push(...excerpt(related, indexOf, colors.cyan, colors));
  }
  const preferred = finding.fixes.find((fix) => fix.preferred);
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

/** The first line of the range with carets under what belongs to it. Tabs become spaces; wide characters are two wide. */
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
    `${colors.dim('      |')} ${' '.repeat(stringWidth(before))}${paint('^'.repeat(Math.max(stringWidth(marked), 1)))}`,
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
