/** `mapguard explain`: a rule's page. */
import type { CliContext, ExitStatus } from './context.js';
import { rulePage } from './rule-page.js';

export function explain(code: string, { rules, out }: CliContext): ExitStatus {
  const rule = rules.find((each) => each.code === code);
  if (rule === undefined) return 2; // The command line has checked the name.
  out.write(rulePage(rule));
  return 0;
}
