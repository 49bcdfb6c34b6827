/** Text edits on a text: offsets are UTF-16 units in the text as it is before all of them. */
import type { FileEdit } from './diagnostic.js';

/** The text after edits that do not overlap. */
export function applyEdits(text: string, edits: readonly FileEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, newText } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

/** Whether edits of one file do not go together: they share text, insert at the same place or declare the same name. */
export function overlaps(a: FileEdit, b: FileEdit): boolean {
  if (a.declares?.some((name) => b.declares?.includes(name))) return true;
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}
