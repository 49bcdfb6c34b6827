/** `workspace/executeCommand`: what editors other than VS Code reach the same functions by. */
import type * as lsp from 'vscode-languageserver';
import type { ScanResult } from '../scan.js';
import type { Session } from '../session.js';

/** Checks every package, whatever `workspaceScan` says; answers when done. */
const check = 'mapguard.server.check';

export const commands: readonly string[] = [check];

export async function executeCommand(session: Session, { command }: lsp.ExecuteCommandParams): Promise<ScanResult> {
  if (command !== check) throw new Error(`Mapguard has no command ${command}.`);
  await session.configured;
  if (!session.client.registerWatchers) session.reread(session.folders);
  session.scan.start('shown', true);
  return session.scan.settled();
}
