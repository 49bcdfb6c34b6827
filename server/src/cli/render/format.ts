/** The formats of `check`. A format turns findings into text; it writes nothing itself. */
import type { Failure } from '../check-targets.js';
import type { RuleDescription } from '../context.js';
import type { Finding } from '../../check/finding.js';
import { githubReport } from './github.js';
import { gitlabReport } from './gitlab.js';
import { jsonReport } from './json.js';
import type { LineIndex } from './line-index.js';
import { sarifReport } from './sarif.js';
import { textReport } from './text.js';

/** What a report tells and what it needs to tell it. */
export interface ReportInput {
  /** By file, then by place. */
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
  /** The lines that offsets in a file refer to. */
  readonly indexOf: (file: string) => LineIndex;
  /** Where the user is: people and scripts want paths from there. */
  readonly cwd: string;
  /** The root of the repository, where there is one: services want paths from there. */
  readonly root: string;
  readonly isColored: boolean;
  readonly rules: readonly RuleDescription[];
  readonly version: string;
}

export const formats = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
  gitlab: gitlabReport,
} as const satisfies Readonly<Record<string, (input: ReportInput) => string>>;

export type FormatName = keyof typeof formats;
