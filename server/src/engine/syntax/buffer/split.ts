/**
 * Splits a file's text at its top-level declarations, so that an edit costs the parse of one of them. Needs nothing but
 * the text: a keyword `func`, `type`, `var`, `const`, `import` or `package` in column 0, outside strings and comments,
 * begins a part. It does not look for declarations that are not in column 0: they stay in the part they are in.
 *
 * Invariant: the result depends on the text alone. Scanning is memoryless at the beginning of a part, so after an edit
 * it goes on only until it meets a part of the old split beyond the edit (`splitAgain`).
 */
import type { Part } from './part-scanner.js';
import { PartScanner } from './part-scanner.js';

export interface Split {
  /** The first part is what precedes the first keyword, and may be empty. The lengths add up to the text's. */
  readonly parts: readonly Part[];
  /** Whether a raw string or comment is open at the text's end, so that parts were cut out of it. */
  readonly odd: boolean;
}

/** Splits a whole text. */
export function split(text: string): Split {
  const parts: Part[] = [];
  const scanner = new PartScanner(text, 0, -1);
  while (scanner.next()) parts.push(scanner.part);
  return scanner.open < 0 ? { parts, odd: false } : splitOdd(text);
}

/**
 * Splits a text that differs from an old one in one place.
 * @param old the old text's split
 * @param start where the difference begins, in both texts
 * @param oldEnd, newEnd one past it, in the old and in the new text
 */
export function splitAgain(text: string, old: Split, start: number, oldEnd: number, newEnd: number): Split {
  if (old.odd) return split(text);
  // The part before the touched one is scanned again too: an edit at a keyword moves the border between the two.
  let kept = 0;
  let from = 0;
  for (let position = 0; kept < old.parts.length; kept++) {
    const next = position + old.parts[kept]!.length;
    const after = kept + 1 < old.parts.length ? next + old.parts[kept + 1]!.length : Infinity;
    if (next >= start || after >= start) {
      from = position;
      break;
    }
    position = next;
  }
  const parts = old.parts.slice(0, kept);
  const delta = newEnd - oldEnd;
  let index = kept;
  let position = from;
  const scanner = new PartScanner(text, from, kept === 0 ? -1 : from);
  while (scanner.next()) {
    parts.push(scanner.part);
    if (scanner.position < newEnd) continue;
    while (index < old.parts.length && position + delta < scanner.position) position += old.parts[index++]!.length;
    // At its beginning a part means the same whatever precedes it.
    if (index > 0 && index < old.parts.length && position + delta === scanner.position && position >= oldEnd) {
      for (; index < old.parts.length; index++) parts.push(old.parts[index]!);
      return { parts, odd: false };
    }
  }
  return scanner.open < 0 ? { parts, odd: false } : split(text);
}

/**
 * Something opened is never closed, so one of the raw strings and comments is not what it seems. Which one? Cutting the
 * right one, where a keyword in column 0 stands in it, leaves the fewest others with such keywords inside: behind a
 * cut before the right one, strings and code change places. What is still open at the end then is cut as well: damage stays in one part.
 */
function splitOdd(text: string): Split {
  let best: OddScan | undefined;
  for (let cut = 0; cut < cutsTried; cut++) {
    const scan = scanOdd(text, cut);
    if (best === undefined || scan.hiding <= best.hiding) best = scan;
    if (scan.hiding <= cut) break;
  }
  return { parts: best!.parts, odd: true };
}

/** How many strings and comments are tried: files have few that hold a keyword in column 0. */
const cutsTried = 4;

interface OddScan {
  readonly parts: readonly Part[];
  /** How many raw strings and comments have a keyword in column 0 inside. */
  readonly hiding: number;
}

function scanOdd(text: string, cut: number): OddScan {
  const parts: Part[] = [];
  const scanner = new PartScanner(text, 0, -1);
  scanner.cut = cut;
  let accepted = 0;
  for (;;) {
    while (scanner.next()) parts.push(scanner.part);
    if (scanner.open < 0 || accepted > scanner.open) break;
    // Scan the last part again, cutting what is open at the end.
    const last = parts.pop()!;
    accepted = scanner.open + 1;
    const position = text.length - last.length;
    scanner.restart(position, parts.length === 0 ? -1 : position, scanner.open);
  }
  return { parts, hiding: scanner.hiding };
}
