/** From the protocol to the engine: the only place where its positions become offsets. */
import type * as lsp from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextChange } from '../engine/index.js';

/**
 * Applies the changes to the document and returns them as the engine wants them. Each is relative to the text that the
 * one before left; ranges outside the text are clamped, as the specification asks.
 */
export function applyChanges(
  document: TextDocument,
  changes: readonly lsp.TextDocumentContentChangeEvent[],
  version: number,
): readonly TextChange[] {
  return changes.map((change) => {
    const { start, end } = 'range' in change ? offsetsOf(document, change.range) : wholeOf(document);
    TextDocument.update(document, [change], version);
    return { start, end, newText: change.text };
  });
}

/** A range as offsets, ends in order. */
export function offsetsOf(document: TextDocument, range: lsp.Range): { readonly start: number; readonly end: number } {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  return start <= end ? { start, end } : { start: end, end: start };
}

function wholeOf(document: TextDocument): { readonly start: number; readonly end: number } {
  return { start: 0, end: document.getText().length };
}
