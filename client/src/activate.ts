/** What the extension does in every host: starts the server, shows its status, offers the commands. */
import * as vscode from 'vscode';
import { ExecuteCommandRequest, type BaseLanguageClient, type LanguageClientOptions } from 'vscode-languageclient';
import { checkCommand, initializationOptions, statusNotification, type CheckResult } from './protocol.js';
import { createStatusItem } from './status-item.js';

/** Starts the extension around a client that the host knows how to make. Resolves when the server answers. */
export async function activateWith(
  context: vscode.ExtensionContext,
  createClient: (options: LanguageClientOptions) => BaseLanguageClient,
): Promise<void> {
  const output = vscode.window.createOutputChannel('Mapguard', { log: true });
  const status = createStatusItem();
  const client = createClient({
    documentSelector: selector(),
    initializationOptions,
    outputChannel: output,
    // The server watches Go files itself; what it asks for depends on what the client can do.
    synchronize: {},
    progressOnInitialization: false,
  });
  client.onNotification(statusNotification, (message) => status.show(message));
  client.onDidChangeState(({ newState }) => status.setState(newState));
  context.subscriptions.push(
    output,
    status,
    client,
    vscode.commands.registerCommand('mapguard.checkWorkspace', () => checkWorkspace(client)),
    vscode.commands.registerCommand('mapguard.restartServer', () => restart(client)),
    vscode.commands.registerCommand('mapguard.showOutput', () => output.show(true)),
  );
  await client.start();
}

async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.isRunning()) await client.stop();
  await client.start();
}

/** Unsaved files have no folder; other schemes are those of virtual workspaces. */
function selector(): { readonly scheme: string; readonly language: string }[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = new Set(['file', 'untitled', ...folders.map((folder) => folder.uri.scheme)]);
  return [...schemes].map((scheme) => ({ scheme, language: 'go' }));
}

async function checkWorkspace(client: BaseLanguageClient): Promise<CheckResult> {
  const { packages, findings }: CheckResult = await client.sendRequest(ExecuteCommandRequest.method, {
    command: checkCommand,
  });
  const text = `Mapguard: ${plural(findings, 'finding')} in ${plural(packages, 'package')}.`;
  const show = 'Show Problems';
  void vscode.window.showInformationMessage(text, ...(findings > 0 ? [show] : [])).then((choice) => {
    if (choice === show) void vscode.commands.executeCommand('workbench.actions.view.problems');
  });
  return { packages, findings };
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
