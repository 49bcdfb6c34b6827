/** `textDocument/didChange`: the keystroke. */
import type * as lsp from 'vscode-languageserver';
import { applyChanges } from '../from-lsp.js';
import type { Session } from '../session.js';
import { folderOf, pathOf } from '../uris.js';

export function didChange(session: Session, { textDocument, contentChanges }: lsp.DidChangeTextDocumentParams): void {
  const path = pathOf(textDocument.uri);
  const document = session.documents.get(path);
  if (document === undefined) {
    session.connection.console.warn(`An edit of ${textDocument.uri}, which is not open, was ignored.`);
    return;
  }
  const { version } = textDocument;
  if (version <= document.text.version) {
    // Versions only grow. Applying an edit twice would shift everything after it, for good.
    session.connection.console.warn(`An edit of ${textDocument.uri} to version ${version} came late and was ignored.`);
    return;
  }
  const changes = applyChanges(document.text, contentChanges, version);
  session.scheduler.interrupt();
  if (document.isAnalyzed) session.projects.edit(path, changes, version);
  session.diagnosis.edited(path);
  session.scan.check(folderOf(path));
}
