/** `workspace/didChangeWorkspaceFolders` */
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { pathOf } from '../uris.js';
import { configure } from './did-change-configuration.js';
import { trimmed } from './initialize.js';

export async function didChangeWorkspaceFolders(
  session: Session,
  { added, removed }: lsp.WorkspaceFoldersChangeEvent,
): Promise<void> {
  const gone = new Set(removed.map(({ uri }) => trimmed(pathOf(uri))));
  const come = added.map(({ uri }) => trimmed(pathOf(uri)));
  session.folders = [...session.folders.filter((folder) => !gone.has(folder) && !come.includes(folder)), ...come];
  await configure(session, session.initialSettings);
}
