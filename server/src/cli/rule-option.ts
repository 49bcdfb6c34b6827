/** The value of `--rule ID=SEVERITY`, checked against the rules there are. */
import { isSeverity } from '../host/settings.js';
import type { Severity } from '../engine/index.js';
import { UsageError, type RuleDescription } from './context.js';
import { severityNames } from '../check/severities.js';

export interface RuleSetting {
  readonly rule: string;
  readonly severity: Severity | 'off';
}

export function parseRuleSetting(text: string, rules: readonly RuleDescription[]): RuleSetting {
  const [rule = '', severity, ...more] = text.split('=');
  if (severity === undefined || more.length > 0) throw new UsageError(`--rule ${text}: expected ID=SEVERITY`);
  requireRules([rule], rules, '--rule');
  if (!isSeverity(severity)) {
    throw new UsageError(`--rule ${text}: "${severity}" is none of ${severityNames.join(', ')}`);
  }
  return { rule, severity };
}

/** Throws when one of the ids is no rule's; `where` names the place that holds it. */
export function requireRules(ids: readonly string[], rules: readonly RuleDescription[], where: string): void {
  for (const id of ids) {
    if (!rules.some((rule) => rule.code === id)) {
      throw new UsageError(
        `${where}: there is no rule "${id}"; the rules are ${rules.map((rule) => rule.code).join(', ')}`,
      );
    }
  }
}
