/** Rewrite that keeps a finding, said to be right: a suppression with a place for the reason. */
import type { SuggestedFix } from '../diagnostic.js';
import type { SourceFile } from '../syntax/source-file.js';

/** A suppression of `rule` on the line above the offset `start`, with that line's indentation and line end. */
export function suppressFix(file: SourceFile, start: number, rule: string): SuggestedFix {
  const { text, path } = file;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(line, start))![0];
  const lineEnd = text[text.indexOf('\n', start) - 1] === '\r' ? '\r\n' : '\n';
  const newText = `${indentation}//mapguard:ignore ${rule} -- reason${lineEnd}`;
  return {
    title: `Suppress ${rule} here, with a reason`,
    kind: 'quickfix',
    preferred: false,
    applicability: 'safe',
    edits: [{ file: path, start: line, end: line, newText }],
  };
}
