/** `initialize`: who the client is, and what this server does. */
import type * as lsp from 'vscode-languageserver';
import type { ClientFeatures, InitializationOptions } from '../client-features.js';
import { pathOf } from '../uris.js';
import { commands } from './execute-command.js';

export function initializeResult(client: ClientFeatures, version: string): lsp.InitializeResult {
  return {
    serverInfo: { name: 'mapguard', version },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: incremental, save: { includeText: false } },
      codeActionProvider: {
        codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll.mapguard'],
        resolveProvider: client.resolveEdit,
      },
      hoverProvider: true,
      executeCommandProvider: { commands: [...commands] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      // A client that sees a diagnostic provider pulls; one that should be pushed to must not see it.
      ...(client.diagnostics === 'pull'
        ? {
            diagnosticProvider: {
              identifier: 'mapguard',
              interFileDependencies: true,
              workspaceDiagnostics: true,
              workDoneProgress: true,
            },
          }
        : {}),
    },
  };
}

/** The protocol's `TextDocumentSyncKind.Incremental`. */
const incremental = 2;

/** Absolute paths of the folders that are open, from any generation of the protocol. */
export function foldersOf(params: lsp.InitializeParams): readonly string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map(({ uri }) => trimmed(pathOf(uri)));
  return params.rootUri ? [trimmed(pathOf(params.rootUri))] : [];
}

export function optionsOf(params: lsp.InitializeParams): InitializationOptions {
  const options: unknown = params.initializationOptions;
  return typeof options === 'object' && options !== null ? options : {};
}

/** A folder's path without a slash at its end. */
export function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}
