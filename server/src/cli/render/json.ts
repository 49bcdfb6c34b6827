/** One JSON object a line for each finding, with its evidence and fixes: the format for other programs. */
import type { Location } from '../../engine/index.js';
import { relative } from '../paths.js';
import type { Report, ReportOptions } from './format.js';
import { indexing, type Position } from './line-index.js';

export function jsonReport({ cwd }: ReportOptions): Report {
  return {
    findings(diagnostics, textOf) {
      const indexOf = indexing(textOf);
      const range = ({ file, start, end }: Location): { start: Position; end: Position } => {
        const index = indexOf(file);
        return { start: index.positionOf(start), end: index.positionOf(end) };
      };
      const lines = diagnostics.map((diagnostic) => {
        const { file, rule, severity, message } = diagnostic;
        return JSON.stringify({
          file: relative(file, cwd),
          rule,
          severity,
          message,
          ...range(diagnostic),
          related: diagnostic.related.map((each) => ({
            file: relative(each.file, cwd),
            ...range(each),
            message: each.message,
          })),
          fixes: diagnostic.fixes().map(({ title, kind, preferred, applicability, edits }) => ({
            title,
            kind,
            preferred,
            applicability,
            edits: edits.map((edit) => ({ file: relative(edit.file, cwd), ...range(edit), newText: edit.newText })),
          })),
        });
      });
      return lines.map((line) => `${line}\n`).join('');
    },
    end: () => '',
  };
}
