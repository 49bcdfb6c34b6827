/** The extension in a browser: the server is a worker, and gets its files from here. */
import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateWith } from './activate.js';
import { answerFileRequests } from './files.js';

export function activate(context: vscode.ExtensionContext): Promise<void> {
  const urlOf = (name: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', name).toString(true);
  const wasm = { runtime: urlOf('web-tree-sitter.wasm'), language: urlOf('tree-sitter-go.wasm') };
  let worker: Worker | undefined;
  // Not the worker itself: the editor's stand-in for the Worker class is none for the library.
  const startWorker = () => {
    worker?.terminate();
    worker = new Worker(urlOf('server.browser.js'));
    return Promise.resolve({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
  };
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  return activateWith(context, (options) => {
    const initializationOptions = { ...(options.initializationOptions as object), wasm, std: urlOf('std.txtar.gz') };
    const client = new LanguageClient('mapguard', 'Mapguard', startWorker, { ...options, initializationOptions });
    answerFileRequests(client);
    return client;
  });
}
