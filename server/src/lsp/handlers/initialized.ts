/** `initialized`: asks for the settings and for news of files, then the work begins. */
import { DidChangeConfigurationNotification, DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import type { Session } from '../session.js';
import { configure } from './did-change-configuration.js';
import { watchers } from './did-change-watched-files.js';

export async function initialized(session: Session): Promise<void> {
  const { client, connection } = session;
  // The settings say where Go is and what is wanted: without them the first findings would be taken back at once.
  await configure(session, session.initialSettings);
  const registrations: Promise<unknown>[] = [];
  if (client.registerConfiguration) {
    registrations.push(connection.client.register(DidChangeConfigurationNotification.type, { section: 'mapguard' }));
  }
  if (client.registerWatchers) {
    registrations.push(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [...watchers] }));
  }
  await Promise.all(registrations);
}
