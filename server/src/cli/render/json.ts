/** One JSON object a line for each finding, with its evidence and fixes: the format for other programs. */
import type { Location } from '../../engine/index.js';
import { relative } from '../paths.js';
import type { ReportInput } from './format.js';
import type { Position } from './line-index.js';

export function jsonReport({ findings, indexOf, cwd }: ReportInput): string {
  const place = ({ file, start, end }: Location): { file: string; start: Position; end: Position } => {
    const index = indexOf(file);
    return { file: relative(file, cwd), start: index.positionOf(start), end: index.positionOf(end) };
  };
  const lines = findings.map((finding) => {
    const { rule, severity, message } = finding;
    const { file, ...range } = place(finding);
    return JSON.stringify({
      file,
      rule,
      severity,
      message,
      ...range,
      related: finding.related.map((each) => ({ ...place(each), message: each.message })),
      fixes: finding.fixes.map(({ title, kind, preferred, applicability, edits }) => ({
        title,
        kind,
        preferred,
        applicability,
        edits: edits.map((edit) => ({ ...place(edit), newText: edit.newText })),
      })),
    });
  });
  return lines.map((line) => `${line}\n`).join('');
}
