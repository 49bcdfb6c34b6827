/**
 * A Go source file as the rest of the engine sees it: its text, its declarations, its comments. Which front end made
 * it does not show.
 */
import type { Ast, Node } from './ast.js';

/**
 * One top-level declaration, without a place: the same object serves every version of the file that holds the same
 * declaration, so analyses key what they know by it.
 */
export interface Decl {
  readonly ast: Ast;
  /** FuncDecl, GenDecl or BadDecl; 0 when the text holds no declaration (only comments, say). */
  readonly root: Node;
  /** The declaration's nodes are the rows from `first` up to, not including, `last`. */
  readonly first: Node;
  readonly last: Node;
  /** The text that the tree's positions refer to; a leading comment is part of it. */
  readonly text: string;
  /**
   * Pairs of offsets, relative to the start, of each comment's first unit and one past its last, in order.
   * Comments inside skipped function bodies are missing.
   */
  readonly comments: Int32Array;
  /** Whether the parser had to recover inside: facts of this declaration may be fewer. */
  readonly damaged: boolean;
}

/** One file, in one version. Immutable. */
export interface SourceFile {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The name in the package clause; `_` when there is none. */
  readonly packageName: string;
  /** In source order, imports included, the package clause not. */
  readonly decls: readonly Decl[];
  /** Where each of `decls` starts in `text` (UTF-16 units). */
  readonly starts: Int32Array;
  /** Comments before the package clause end here: build constraints and `Code generated` stand in `text` up to it. */
  readonly packageEnd: number;
}
