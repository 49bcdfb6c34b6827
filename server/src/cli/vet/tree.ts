/** The JSON of a vet tool: findings by package and rule, with places and offsets in bytes, as Go counts. */
import type { FileEdit, Location } from '../../engine/index.js';
import type { Finding } from '../../check/finding.js';
import type { LineIndex } from '../render/line-index.js';

/** What is known of a file's text. */
export interface Text {
  readonly text: string;
  readonly index: LineIndex;
}

export function vetTree(id: string, findings: readonly Finding[], textOf: (file: string) => Text): string {
  const byRule: Record<string, object[]> = {};
  for (const finding of findings) (byRule[finding.rule] ??= []).push(diagnosticOf(finding, textOf));
  return `${JSON.stringify(findings.length === 0 ? {} : { [id]: byRule }, null, '\t')}\n`;
}

/** `file:line:column: message` with the evidence below it. */
export function vetText(findings: readonly Finding[], textOf: (file: string) => Text): string {
  const lines = findings.flatMap((finding) => [
    `${posn(finding, textOf).start}: ${messageOf(finding)}`,
    ...finding.related.map((related) => `${posn(related, textOf).start}: \t${related.message}`),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function diagnosticOf(finding: Finding, textOf: (file: string) => Text): object {
  const { start, end } = posn(finding, textOf);
  const fixes = finding.fixes.filter(({ preferred, applicability }) => preferred && applicability === 'safe');
  const related = finding.related.map((each) => {
    const at = posn(each, textOf);
    return { posn: at.start, end: at.end, message: each.message };
  });
  return {
    category: finding.rule,
    posn: start,
    end,
    message: messageOf(finding),
    ...(fixes.length > 0
      ? {
          suggested_fixes: fixes.map(({ title, edits }) => ({
            message: title,
            edits: edits.map((edit) => editOf(edit, textOf)),
          })),
        }
      : {}),
    ...(related.length > 0 ? { related } : {}),
  };
}

/** The go command prints the message alone: the rule's name belongs there. */
function messageOf({ message, rule }: Finding): string {
  return `${message} (${rule})`;
}

function posn({ file, start, end }: Location, textOf: (file: string) => Text): { start: string; end: string } {
  const { index } = textOf(file);
  const place = (offset: number): string => {
    const { line, character } = index.positionOf(offset);
    return `${file}:${line + 1}:${bytes(index.lineAt(line).slice(0, character)) + 1}`;
  };
  return { start: place(start), end: place(end) };
}

function editOf({ file, start, end, newText }: FileEdit, textOf: (file: string) => Text): object {
  const { text } = textOf(file);
  const from = bytes(text.slice(0, start));
  return { filename: file, start: from, end: from + bytes(text.slice(start, end)), new: newText };
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
