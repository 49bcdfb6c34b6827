/**
 * Gets the best tree there is of a declaration's text: of the text itself where it is right, else of what is likely
 * meant. Needs the grammar; the result depends on the text alone.
 */
import type { ConcreteTree } from './concrete.js';
import type { Grammar } from './grammar.js';
import { layoutRepaired } from './layout.js';
import type { Repaired } from './repair.js';
import {
  closed,
  lineBefore,
  originalOffset,
  withoutGrammarGaps,
  withoutLines,
  withoutMethodTypeParams,
} from './repair.js';
import { Sym } from './symbols.js';

export interface Attempt {
  /** Valid until the grammar parses again. */
  readonly tree: ConcreteTree;
  readonly damaged: boolean;
}

/**
 * Parses the text and, where that shows errors, its repairs, likelier ones first: the first without errors is taken,
 * or else the one with the fewest.
 */
export function bestAttempt(grammar: Grammar, text: string): Attempt | undefined {
  const known = withoutMethodTypeParams(text);
  const plain = closed(known);
  const isOpen = plain.insertions[0]!.text.length > 1;
  // Text with open brackets has errors for sure.
  if (!isOpen) {
    const tree = settled(grammar.parseClean(plain.text), plain);
    if (tree !== undefined) return { tree, damaged: false };
  }
  const filled = withoutGrammarGaps(known);
  const complete = filled === undefined ? plain : closed(filled);
  if (filled !== undefined && !isOpen) {
    const tree = settled(grammar.parseClean(complete.text), complete);
    if (tree !== undefined) return { tree, damaged: false };
  }
  const guessed = layoutRepaired(filled ?? known);
  let tree = settled(grammar.parseClean(guessed.text), guessed);
  if (tree !== undefined) return { tree, damaged: true };
  tree = settled(grammar.parse(guessed.text), guessed);
  const isolated = tree === undefined ? undefined : withoutBadLines(grammar, filled ?? known, tree);
  if (isolated !== undefined) return { tree: isolated, damaged: true };
  const errors = tree?.errors ?? Infinity;
  tree = settled(grammar.parse(complete.text), complete);
  if (tree === undefined || tree.errors > errors) tree = settled(grammar.parse(guessed.text), guessed);
  return tree === undefined ? undefined : { tree, damaged: true };
}

/**
 * The tree of the text without the lines where its errors are, if that leaves none. An error may show only in the line
 * after its cause.
 */
function withoutBadLines(grammar: Grammar, text: string, tree: ConcreteTree): ConcreteTree | undefined {
  const here: number[] = [];
  for (let row = 1; row <= tree.count && here.length < isolatedLines; row++) {
    if (tree.sym[row] === Sym.Error || tree.missing[row] !== 0) here.push(tree.start[row]!);
  }
  const before = here.map((offset) => lineBefore(text, offset));
  for (const lines of [here, before, [...here, ...before]]) {
    const without = withoutLines(text, lines);
    if (without === text) continue;
    const repaired = layoutRepaired(without);
    const clean = settled(grammar.parseClean(repaired.text), repaired);
    if (clean !== undefined) return clean;
  }
  return undefined;
}

/** More lines than this are not half-typed code but something else. */
const isolatedLines = 4;

/** Moves a tree's offsets back to the text that was repaired. */
export function settled(tree: ConcreteTree | undefined, repaired: Repaired): ConcreteTree | undefined {
  if (tree === undefined) return undefined;
  const { insertions } = repaired;
  if (insertions.length === 1 && insertions[0]!.text.length === 1) return tree;
  for (let row = 1; row <= tree.count; row++) {
    tree.start[row] = originalOffset(repaired, tree.start[row]!);
    tree.end[row] = originalOffset(repaired, tree.end[row]!);
  }
  tree.comments = tree.comments.map((offset) => originalOffset(repaired, offset));
  return tree;
}
