/**
 * The batch front end: parses files on disk, which are complete, some ten times as fast as tree-sitter and with go/ast's
 * nodes and ranges. It does not recover: a file with a syntax error is for `buffer/`.
 */
import type { SourceFile } from '../source-file.js';
import { FileParser } from './file-parser.js';
import type { ParseMode } from './file-parser.js';
import { syntaxError } from './source-reader.js';

export type { ParseMode };

/** One for the thread: its columns and tables are reused. Nothing it calls comes back to it. */
const parser = new FileParser();

/** The tree of a file, or undefined if it has a syntax error (or nests deeper than any program does). */
export function parseFile(path: string, text: string, mode: ParseMode): SourceFile | undefined {
  try {
    return parser.parse(path, text, mode);
  } catch (error) {
    // A caller may leave little of the stack: what does not fit into it is like what nests too deep.
    if (error === syntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
