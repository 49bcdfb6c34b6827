/** Functions on one line, one below the other: gofmt aligns their bodies. Opening one leaves two shorter runs. */
import type { FileEdit } from '../diagnostic.js';
import { Kind } from '../syntax/ast.js';
import type { Place } from './place.js';

interface OneLiner {
  /** The line of the file. */
  readonly line: number;
  /** Absolute: where the line starts, its head ends, and its body starts. */
  readonly start: number;
  readonly headEnd: number;
  readonly open: number;
}

/**
 * The white space before the bodies of the functions around one that is opened, and before its own.
 *
 * @param open where its body starts.
 */
export function alignedNeighbours(place: Place, open: number): readonly FileEdit[] | undefined {
  const all = oneLiners(place);
  const own = all.findIndex((each) => each.open === place.start + open);
  if (own < 0) return undefined;
  let first = own;
  while (first > 0 && all[first - 1]!.line + 1 === all[first]!.line) first--;
  let last = own;
  while (last + 1 < all.length && all[last]!.line + 1 === all[last + 1]!.line) last++;
  const edits = [all.slice(first, own), [all[own]!], all.slice(own + 1, last + 1)].flatMap((run) => {
    const width = Math.max(...run.map(columns));
    return run.flatMap((each) => {
      const gap = ' '.repeat(width - columns(each) + 1);
      if (each.open - each.headEnd === gap.length) return [];
      return [{ file: place.file.path, start: each.headEnd, end: each.open, newText: gap }];
    });
  });
  return edits;
}

function columns({ start, headEnd }: OneLiner): number {
  return headEnd - start;
}

function oneLiners({ file }: Place): readonly OneLiner[] {
  const found: OneLiner[] = [];
  let line = 0;
  let counted = 0;
  file.decls.forEach(({ ast, root, text }, i) => {
    if (ast.kind[root] !== Kind.FuncDecl || ast.d[root] === 0) return;
    const from = ast.start[root]!;
    if (text.slice(from, ast.end[root]).includes('\n')) return;
    const start = file.starts[i]! + from;
    for (
      let next = file.text.indexOf('\n', counted);
      next >= 0 && next < start;
      next = file.text.indexOf('\n', counted)
    ) {
      line++;
      counted = next + 1;
    }
    const open = ast.start[ast.d[root]!]!;
    const head = text.slice(from, open).trimEnd();
    found.push({ line, start, headEnd: start + head.length, open: file.starts[i]! + open });
  });
  return found;
}
