/** `workspace/didChangeWatchedFiles`: another program has written, or git has switched branches. */
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { pathOf } from '../uris.js';
import { configure } from './did-change-configuration.js';

export async function didChangeWatchedFiles(
  session: Session,
  { changes }: lsp.DidChangeWatchedFilesParams,
): Promise<void> {
  const paths = changes.map(({ uri }) => pathOf(uri));
  await session.host.remote?.refresh(paths);
  session.scheduler.interrupt();
  session.projects.changed(paths);
  if (paths.some((path) => /\/(go\.mod|\.mapguard\.json)$/.test(path))) {
    // Both say where projects begin.
    await configure(session, session.initialSettings);
    return;
  }
  session.diagnosis.all('soon');
  // Where files only have other texts, no package has come or gone.
  if (changes.every(({ type, uri }) => type === changed && uri.endsWith('.go'))) session.scan.recheck();
  else session.scan.start('hidden');
}

/** The protocol's `FileChangeType.Changed`. */
const changed = 2;
