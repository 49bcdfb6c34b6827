/**
 * Parses texts with tree-sitter, big ones with the help of the last big tree: a table or a function of a thousand lines
 * is typed in as well. Only trees without errors are kept and only such results are given with an old tree's help: they
 * are what a fresh parse gives, while recovery from errors depends on history. At most one tree is kept.
 */
import { Edit } from 'web-tree-sitter';
import type { ParseState, Parser, Point, Tree } from 'web-tree-sitter';

/**
 * How often the parser may report progress (once per 100 of its operations) before it is stopped: a base, and more with
 * the text's length. Steps, not time: the engine has no clock, and results must not depend on the machine.
 * A text without errors takes about a tenth of a report per UTF-16 unit at most.
 */
const reportsAtLeast = 20_000;
const reportsPerUnit = 1;

/** Texts shorter than this are parsed in about a millisecond without any help. */
const bigText = 4_000;

/** Old trees help where little has changed. */
const smallChange = 1_000;

export class Reparser {
  private kept: { readonly text: string; readonly tree: Tree } | undefined;

  constructor(private readonly parser: Parser) {}

  /** The tree of a text, to be given back to `release`; undefined if it took too many steps. */
  parse(text: string): Tree | undefined {
    return this.run(text, null, false);
  }

  /** The same, but undefined for a text with errors. */
  parseClean(text: string): Tree | undefined {
    const old = text.length < bigText ? null : this.editedFor(text);
    const tree = this.run(text, old, true);
    old?.delete();
    if (tree === undefined || !tree.rootNode.hasError) return tree;
    tree.delete();
    return undefined;
  }

  /** Keeps a clean tree for the next text, or deletes it. */
  release(tree: Tree, text: string, isClean: boolean): void {
    if (!isClean || text.length < bigText) {
      tree.delete();
      return;
    }
    this.kept?.tree.delete();
    this.kept = { text, tree };
  }

  dispose(): void {
    this.kept?.tree.delete();
    this.kept = undefined;
    this.parser.delete();
  }

  private run(text: string, old: Tree | null, stopAtError: boolean): Tree | undefined {
    let reports = reportsAtLeast + text.length * reportsPerUnit;
    const progressCallback = (state: ParseState): boolean => --reports < 0 || (stopAtError && state.hasError);
    const tree = this.parser.parse(text, old, { progressCallback });
    if (tree === null) this.parser.reset();
    return tree ?? undefined;
  }

  /** A copy of the kept tree, told how `text` differs from its text; null if it differs much. */
  private editedFor(text: string): Tree | null {
    if (this.kept === undefined) return null;
    const { text: old, tree } = this.kept;
    const shorter = Math.min(old.length, text.length);
    let start = 0;
    while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
    let same = 0;
    while (
      same < shorter - start &&
      old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)
    ) {
      same++;
    }
    // Not between the halves of a surrogate pair.
    if (start > 0 && isLowSurrogate(old, start)) start--;
    if (same > 0 && isLowSurrogate(old, old.length - same)) same--;
    const oldEnd = old.length - same;
    const newEnd = text.length - same;
    if (oldEnd - start > smallChange || newEnd - start > smallChange) return null;
    const edited = tree.copy();
    const startPosition = pointAt(old, start, 0, { row: 0, column: 0 });
    edited.edit(
      new Edit({
        startIndex: start,
        oldEndIndex: oldEnd,
        newEndIndex: newEnd,
        startPosition,
        oldEndPosition: pointAt(old, oldEnd, start, startPosition),
        newEndPosition: pointAt(text, newEnd, start, startPosition),
      }),
    );
    return edited;
  }
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** The row and column of an offset, counted from a known one before it. */
function pointAt(text: string, at: number, from: number, known: Point): Point {
  let { row } = known;
  let lineStart = from - known.column;
  for (let i = text.indexOf('\n', from); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
    row++;
    lineStart = i + 1;
  }
  return { row, column: at - lineStart };
}
