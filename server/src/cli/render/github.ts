/** Workflow commands of GitHub Actions: each becomes an annotation beside the line in a pull request. */
import type { Severity } from '../../engine/index.js';
import { relative } from '../paths.js';
import type { ReportInput } from './format.js';

export function githubReport({ findings, indexOf, root }: ReportInput): string {
  return findings
    .map(({ file, start, end, rule, severity, message, related }) => {
      const index = indexOf(file);
      const from = index.positionOf(start);
      const to = index.positionOf(end);
      const properties = {
        file: relative(file, root),
        line: from.line + 1,
        endLine: to.line + 1,
        // GitHub takes columns for a range within one line only.
        ...(from.line === to.line ? { col: from.character + 1, endColumn: to.character + 1 } : {}),
        title: rule,
      };
      const evidence = related.map((each) => {
        const { line } = indexOf(each.file).positionOf(each.start);
        return `${relative(each.file, root)}:${line + 1}: ${each.message}`;
      });
      return command(commandNames[severity], properties, [message, ...evidence].join('\n'));
    })
    .join('');
}

const commandNames: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
  return `::${name} ${list.join(',')}::${escaped(message)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
