/** What the server is busy with, for a client that shows it. */
import type { Session } from './session.js';

/** The parameters of `mapguard/status`, sent by the server whenever they change. */
export type Status =
  | { readonly state: 'idle'; readonly packages: number; readonly findings: number }
  | { readonly state: 'scanning'; readonly done: number; readonly total: number }
  | { readonly state: 'error'; readonly message: string };

export function showStatus(session: Session, status: Status): void {
  if (session.client.status) void session.connection.sendNotification('mapguard/status', status);
}
