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

/**
 * Whether edits of one file do not go together: they share text, insert at the same place, declare the same name, or
 * stand among lines whose comments gofmt aligns with each other.
 */
export function overlaps(text: string, a: FileEdit, b: FileEdit): boolean {
  if (a.declares?.some((name) => b.declares?.includes(name))) return true;
  if (a.start === b.start || (a.start < b.end && b.start < a.end)) return true;
  return a.end <= b.start ? areAligned(text, a.end, b.start) : areAligned(text, b.end, a.start);
}

/** Whether every line that ends between two offsets, one at least, has a comment. */
function areAligned(text: string, from: number, to: number): boolean {
  let lines = 0;
  for (let at = from; ; lines++) {
    const end = text.indexOf('\n', at);
    if (end < 0 || end >= to) return lines > 0;
    const line = text.slice(at, end);
    if (!line.includes('//') && !line.includes('/*')) return false;
    at = end + 1;
  }
}
