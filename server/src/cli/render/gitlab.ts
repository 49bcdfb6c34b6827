/** GitLab's code quality report: one JSON array, which merge requests compare with the one of their target branch. */
import type { Severity } from '../../engine/index.js';
import { fingerprinting } from '../identity.js';
import { relative } from '../paths.js';
import type { ReportInput } from './format.js';

export function gitlabReport({ findings, indexOf, root }: ReportInput): string {
  const fingerprintOf = fingerprinting(indexOf, root);
  const issues = findings.map((finding) => {
    const { file, start, end, rule, severity, message, related } = finding;
    const index = indexOf(file);
    const evidence = related.map((each) => {
      const { line } = indexOf(each.file).positionOf(each.start);
      return `${each.message} (${relative(each.file, root)}:${line + 1})`;
    });
    return {
      description: [message, ...evidence].join('; '),
      check_name: rule,
      fingerprint: fingerprintOf(finding),
      severity: severityNames[severity],
      location: {
        path: relative(file, root),
        lines: { begin: index.positionOf(start).line + 1, end: index.positionOf(end).line + 1 },
      },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

const severityNames: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};
