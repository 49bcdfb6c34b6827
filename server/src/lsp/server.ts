/**
 * The language server: connects the protocol's methods to their handlers. Needs a connection, a host and an engine from
 * an entry point; knows neither Node nor the browser.
 */
import type * as lsp from 'vscode-languageserver';
import type { Environment, Workspace } from '../engine/index.js';
import type { Host } from '../host/host.js';
import type { BackgroundParts } from './background.js';
import { featuresOf } from './client-features.js';
import { codeActionResolve } from './handlers/code-action-resolve.js';
import { codeAction } from './handlers/code-action.js';
import { diagnostic } from './handlers/diagnostic.js';
import { didChangeWatchedFiles } from './handlers/did-change-watched-files.js';
import { didChangeWorkspaceFolders } from './handlers/did-change-workspace-folders.js';
import { didChange } from './handlers/did-change.js';
import { didClose } from './handlers/did-close.js';
import { didOpen } from './handlers/did-open.js';
import { didSave } from './handlers/did-save.js';
import { configure } from './handlers/did-change-configuration.js';
import { hover } from './handlers/hover.js';
import { executeCommand } from './handlers/execute-command.js';
import { foldersOf, initializeResult, optionsOf } from './handlers/initialize.js';
import { initialized } from './handlers/initialized.js';
import { workspaceDiagnostic } from './handlers/workspace-diagnostic.js';
import type { Clock } from './scheduler.js';
import { Session } from './session.js';

export interface ServerParts {
  readonly host: Host;
  readonly clock: Clock;
  readonly version: string;
  readonly background?: BackgroundParts;
  /** Loads what makes workspaces; gets the client's `initializationOptions`. */
  readonly loadEngine: (options: unknown) => Promise<(environment: Environment) => Workspace>;
}

/** Answers on the connection from now on. */
export function startServer(connection: lsp.Connection, parts: ServerParts): void {
  const { host, clock, version, loadEngine, background } = parts;
  connection.onInitialize(async (params) => {
    const options = optionsOf(params);
    const client = featuresOf(params.capabilities, options);
    const session = new Session({
      connection,
      client,
      host,
      clock,
      background,
      createWorkspace: await loadEngine(options),
      folders: foldersOf(params),
      initialSettings: options.settings,
    });
    connect(connection, session);
    return initializeResult(client, version);
  });
  connection.listen();
}

function connect(connection: lsp.Connection, session: Session): void {
  const told = (what: string, work: Promise<void>): void => {
    work.catch((error: unknown) => session.failed(what, error));
  };
  connection.onInitialized(() => {
    told('Starting', initialized(session));
    if (session.client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders((event) =>
        told('Changing folders', didChangeWorkspaceFolders(session, event)),
      );
    }
  });
  connection.onDidOpenTextDocument((params) => didOpen(session, params));
  connection.onDidChangeTextDocument((params) => didChange(session, params));
  connection.onDidSaveTextDocument((params) => didSave(session, params));
  connection.onDidCloseTextDocument((params) => didClose(session, params));
  connection.onDidChangeConfiguration(({ settings }) => told('Configuring', configure(session, settings)));
  connection.onDidChangeWatchedFiles((params) => told('Reading files', didChangeWatchedFiles(session, params)));
  connection.onCodeAction((params, token) => codeAction(session, params, token));
  connection.onCodeActionResolve((action, token) => codeActionResolve(session, action, token));
  connection.onHover((params, token) => hover(session, params, token));
  connection.onExecuteCommand((params) => executeCommand(session, params));
  connection.languages.diagnostics.on((params, token) => diagnostic(session, params, token));
  connection.languages.diagnostics.onWorkspace((params, token, progress, reporter) =>
    workspaceDiagnostic(session, params, token, progress, reporter),
  );
}
