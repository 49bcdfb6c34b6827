/** A unified diff of two versions of a file, as `git apply` and `patch` read it. */

/** Empty when the texts are equal; `path` goes below `a/` and `b/`. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const lines = compare(linesOf(before), linesOf(after));
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return '';
  return `--- a/${path}\n+++ b/${path}\n${hunks.map(renderHunk).join('')}`;
}

const context = 3;

interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  /** With its line end, if it has one. */
  readonly text: string;
}

interface Hunk {
  /** First line in the old and the new text, counted from 0. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly DiffLine[];
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The shortest edit script (Myers, "An O(ND) Difference Algorithm", 1986) between what differs at both ends. */
function compare(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (text: string): DiffLine => ({ sign: ' ', text });
  return [
    ...before.slice(0, head).map(same),
    ...shortestScript(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function shortestScript(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  // furthest[k]: how far in `before` one gets on diagonal k; one copy for each number of edits, to walk back.
  const history: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let edits = 0; ; edits++) {
    history.push(furthest);
    furthest = new Map(furthest);
    for (let k = -edits; k <= edits; k += 2) {
      let x = comesFromAbove(furthest, k, edits) ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      furthest.set(k, x);
      if (x >= before.length && x - k >= after.length) return walkBack(history, before, after);
    }
  }
}

/** Whether the best way onto diagonal k inserts a line (from k + 1) rather than deletes one (from k - 1). */
function comesFromAbove(furthest: ReadonlyMap<number, number>, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function walkBack(
  history: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const furthest = history[edits]!;
    const inserts = comesFromAbove(furthest, x - y, edits);
    const k = x - y + (inserts ? 1 : -1);
    const fromX = edits === 0 ? 0 : furthest.get(k)!;
    const stop = edits === 0 ? 0 : inserts ? fromX : fromX + 1;
    while (x > stop) {
      lines.push({ sign: ' ', text: before[--x]! });
      y--;
    }
    if (edits === 0) break;
    lines.push(inserts ? { sign: '+', text: after[--y]! } : { sign: '-', text: before[--x]! });
  }
  return lines.reverse();
}

/** Changes with the lines around them; changes whose surroundings touch share a hunk. */
function hunksOf(lines: readonly DiffLine[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let oldLine = 0;
  let newLine = 0;
  let open: { oldStart: number; newStart: number; lines: DiffLine[] } | undefined;
  let quiet = 0;
  lines.forEach((line, at) => {
    if (line.sign !== ' ' && open === undefined) {
      const lead = lines.slice(Math.max(0, at - context), at);
      open = { oldStart: oldLine - lead.length, newStart: newLine - lead.length, lines: [...lead] };
    }
    quiet = line.sign === ' ' ? quiet + 1 : 0;
    open?.lines.push(line);
    if (open !== undefined && quiet > 2 * context) {
      hunks.push({ ...open, lines: open.lines.slice(0, open.lines.length - quiet + context) });
      open = undefined;
    }
    if (line.sign !== '+') oldLine++;
    if (line.sign !== '-') newLine++;
  });
  if (open !== undefined) {
    hunks.push({ ...open, lines: open.lines.slice(0, open.lines.length - Math.max(0, quiet - context)) });
  }
  return hunks;
}

function renderHunk({ oldStart, newStart, lines }: Hunk): string {
  const oldCount = lines.filter(({ sign }) => sign !== '+').length;
  const newCount = lines.filter(({ sign }) => sign !== '-').length;
  // A side without lines names the line before it.
  const side = (start: number, count: number): string => `${start + (count === 0 ? 0 : 1)},${count}`;
  const body = lines.map(({ sign, text }) =>
    text.endsWith('\n') ? sign + text : `${sign}${text}\n\\ No newline at end of file\n`,
  );
  return `@@ -${side(oldStart, oldCount)} +${side(newStart, newCount)} @@\n${body.join('')}`;
}
