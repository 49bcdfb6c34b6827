/** `textDocument/diagnostic`: findings of one document, for clients that pull. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { pathOf } from '../uris.js';

export async function diagnostic(
  session: Session,
  { textDocument: { uri }, previousResultId }: lsp.DocumentDiagnosticParams,
  token: CancellationToken,
): Promise<lsp.DocumentDiagnosticReport> {
  await session.diagnosis.current(pathOf(uri));
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  const published = session.publisher.get(session.documents.uriOf(pathOf(uri)));
  if (published === undefined) return { kind: 'full', items: [] };
  const { resultId, items } = published;
  return previousResultId === resultId
    ? { kind: 'unchanged', resultId }
    : { kind: 'full', resultId, items: [...items] };
}
