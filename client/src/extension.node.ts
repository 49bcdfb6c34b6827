/** The extension on desktops and remote hosts: the server is a process of its own. */
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith } from './activate.js';

/**
 * Of what a keystroke allocates, little is left when its diagnostics are out: with room for many keystrokes, the
 * collector copies less, and less often (MiB).
 */
const serverFlags: readonly string[] = ['--max-semi-space-size=64'];

export function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server.js');
  const server = { module, transport: TransportKind.ipc, options: { execArgv: [...serverFlags] } };
  return activateWith(context, (options) => new LanguageClient('mapguard', 'Mapguard', server, options));
}
