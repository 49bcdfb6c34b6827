/** `textDocument/didOpen` */
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { folderOf } from '../uris.js';

export function didOpen(
  session: Session,
  { textDocument: { uri, version, text } }: lsp.DidOpenTextDocumentParams,
): void {
  const { path, isAnalyzed } = session.documents.open(uri, version, text);
  session.scheduler.interrupt();
  if (isAnalyzed) session.projects.open(path, text, version);
  session.diagnosis.edited(path);
  if (session.settings.workspaceScan === 'open') session.scan.check(folderOf(path));
}
