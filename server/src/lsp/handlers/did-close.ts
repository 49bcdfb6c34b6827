/** `textDocument/didClose` */
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { pathOf } from '../uris.js';

export function didClose(session: Session, { textDocument: { uri } }: lsp.DidCloseTextDocumentParams): void {
  const path = pathOf(uri);
  if (!session.documents.close(path)) return;
  session.scheduler.interrupt();
  session.projects.close(path);
  session.diagnosis.closed(path);
  session.scan.closed(path);
}
