/** The formats of `check`. A format turns findings into text; it writes nothing itself. */
import type { Diagnostic } from '../../engine/index.js';
import { jsonReport } from './json.js';
import { textReport } from './text.js';

/** One report; its parts are called in order. */
export interface Report {
  /** Findings sorted by file and place; `textOf` gives the text that their offsets refer to. */
  findings(diagnostics: readonly Diagnostic[], textOf: (file: string) => string): string;
  /** What comes after all findings. */
  end(): string;
}

export interface ReportOptions {
  /** Files are named relative to this folder. */
  readonly cwd: string;
  readonly isColored: boolean;
}

export const formats = {
  text: textReport,
  json: jsonReport,
} as const satisfies Readonly<Record<string, (options: ReportOptions) => Report>>;

export type FormatName = keyof typeof formats;
