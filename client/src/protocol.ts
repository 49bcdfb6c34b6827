/**
 * What the client and the server say to each other beyond the protocol. The server has its own declaration of the same
 * messages (`server/src/lsp/status.ts`, `client-features.ts`): the two share no code, so that either can be read alone.
 */
import { NotificationType } from 'vscode-languageclient';

/** Server → client, whenever it changes: what the server is busy with. */
export const statusNotification = new NotificationType<Status>('mapguard/status');

export type Status =
  | { readonly state: 'idle'; readonly packages: number; readonly findings: number }
  | { readonly state: 'scanning'; readonly done: number; readonly total: number }
  | { readonly state: 'error'; readonly message: string };

/** `workspace/executeCommand`: checks every package; answers when done. */
export const checkCommand = 'mapguard.server.check';

export interface CheckResult {
  readonly packages: number;
  readonly findings: number;
}

/** `initializationOptions`: pushed diagnostics arrive earlier than pulled ones, which cost a round trip per keystroke. */
export const initializationOptions = { diagnostics: 'push', status: true } as const;
