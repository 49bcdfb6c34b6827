/** `textDocument/didSave`: a moment of rest, in which other packages learn of what was written. */
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { folderOf, pathOf } from '../uris.js';

export function didSave(session: Session, { textDocument: { uri } }: lsp.DidSaveTextDocumentParams): void {
  // A client that watches no files tells of others only so: what was saved may have been written by a program.
  if (!session.client.registerWatchers) session.reread([folderOf(pathOf(uri))]);
  session.scan.recheck();
}
