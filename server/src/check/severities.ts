/** The order of severities. */
import type { Severity } from '../engine/index.js';

/** From the worst to none. */
export const severityNames = ['error', 'warning', 'information', 'hint', 'off'] as const;

/** Whether `severity` is at least as bad as `least`. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severityNames.indexOf(severity) <= severityNames.indexOf(least);
}

/** The less bad of two. */
export function lesser(a: Severity, b: Severity): Severity {
  return isAtLeast(a, b) ? b : a;
}
