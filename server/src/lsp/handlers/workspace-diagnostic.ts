/** `workspace/diagnostic`: findings of the files that are not open, for clients that pull; each as soon as it is known. */
import type * as lsp from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { CancellationToken, ResultProgressReporter, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Published } from '../publisher.js';
import type { Session } from '../session.js';

export async function workspaceDiagnostic(
  session: Session,
  { previousResultIds }: lsp.WorkspaceDiagnosticParams,
  token: CancellationToken,
  progress: WorkDoneProgressReporter,
  reporter: ResultProgressReporter<lsp.WorkspaceDiagnosticReportPartialResult> | undefined,
): Promise<lsp.WorkspaceDiagnosticReport> {
  const client = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
  const reportOf = ({ uri, resultId, items }: Published): lsp.WorkspaceDocumentDiagnosticReport => {
    const isKnown = client.get(uri) === resultId;
    client.set(uri, resultId);
    return isKnown
      ? { kind: 'unchanged', uri, version: null, resultId }
      : { kind: 'full', uri, version: null, resultId, items: [...items] };
  };
  const stop = session.publisher.listen((published) => {
    if (published.version === undefined) reporter?.report({ items: [reportOf(published)] });
  });
  progress.begin('Mapguard: checking', undefined, undefined, true);
  await Promise.race([session.configured.then(() => session.scan.settled()), cancelled(token)]);
  stop();
  progress.done();
  // What was reported so far stands; the rest is not known, which is not the same as without findings.
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  const closed = [...session.publisher.all()].filter(({ version }) => version === undefined);
  const present = new Set(closed.map(({ uri }) => uri));
  const gone = previousResultIds.filter(({ uri }) => session.publisher.get(uri) === undefined && !present.has(uri));
  return {
    items: [
      ...closed.map(reportOf),
      ...gone.map(({ uri }) => ({ kind: 'full' as const, uri, version: null, items: [] })),
    ],
  };
}

function cancelled(token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    if (token.isCancellationRequested) resolve();
    else token.onCancellationRequested(() => resolve());
  });
}
