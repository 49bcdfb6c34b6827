/**
 * An editor as far as the protocol goes: starts the built server as a process, speaks to it over its standard input and
 * output, and keeps what it says. Nothing of the server is imported.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import type * as lsp from 'vscode-languageserver-protocol';

export interface ClientOptions {
  /** The bundle to run. */
  readonly server: string;
  /** Another program to run instead. */
  readonly command?: string;
  /** Its arguments; `--stdio` if none are given. */
  readonly args?: readonly string[];
  readonly folders: readonly string[];
  readonly capabilities?: lsp.ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** What `workspace/configuration` answers; may be replaced later. */
  readonly settings?: unknown;
  readonly env?: NodeJS.ProcessEnv;
}

export class LspClient {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly published: lsp.PublishDiagnosticsParams[] = [];
  readonly logs: lsp.LogMessageParams[] = [];
  readonly progress: (lsp.WorkDoneProgressBegin | lsp.WorkDoneProgressReport | lsp.WorkDoneProgressEnd)[] = [];
  readonly progressTokens: lsp.ProgressToken[] = [];
  readonly registrations: lsp.Registration[] = [];
  readonly statuses: unknown[] = [];
  readonly refreshes: number[] = [];
  settings: unknown;
  result!: lsp.InitializeResult;
  private isKilled = false;
  private readonly news = new EventEmitter();

  static async start(options: ClientOptions): Promise<LspClient> {
    const client = new LspClient(options);
    client.result = await client.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? pushCapabilities,
      initializationOptions: options.initializationOptions,
      workspaceFolders: options.folders.map((folder) => ({ uri: uriOf(folder), name: folder })),
    });
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  private constructor(options: ClientOptions) {
    this.settings = options.settings ?? {};
    const env = { ...process.env, ...options.env };
    const args = options.args ?? ['--stdio'];
    const [command, ...all] = options.command
      ? [options.command, ...args]
      : [process.execPath, options.server, ...args];
    this.process = spawn(command, all, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.process.stdout!),
      new StreamMessageWriter(this.process.stdin!),
    );
    const keep = <T>(list: T[], item: T): void => {
      list.push(item);
      this.news.emit('news');
    };
    this.connection.onNotification('textDocument/publishDiagnostics', (params: lsp.PublishDiagnosticsParams) =>
      keep(this.published, params),
    );
    this.connection.onNotification('window/logMessage', (params: lsp.LogMessageParams) => keep(this.logs, params));
    this.connection.onNotification('mapguard/status', (params: unknown) => keep(this.statuses, params));
    this.connection.onNotification('$/progress', ({ value }: { value: lsp.WorkDoneProgressBegin }) =>
      keep(this.progress, value),
    );
    this.connection.onRequest('window/workDoneProgress/create', ({ token }: lsp.WorkDoneProgressCreateParams) => {
      keep(this.progressTokens, token);
      return null;
    });
    this.connection.onRequest('workspace/configuration', ({ items }: lsp.ConfigurationParams) =>
      items.map(() => this.settings),
    );
    this.connection.onRequest('workspace/diagnostic/refresh', () => {
      keep(this.refreshes, Date.now());
      return null;
    });
    this.connection.onRequest('client/registerCapability', ({ registrations }: lsp.RegistrationParams) => {
      for (const registration of registrations) keep(this.registrations, registration);
      return null;
    });
    this.connection.listen();
  }

  /** Resolves when the condition holds, tried after every message of the server. */
  async until<T>(condition: () => T | undefined | false, what: string, milliseconds = 10_000): Promise<T> {
    const end = Date.now() + milliseconds;
    for (;;) {
      const value = condition();
      if (value !== undefined && value !== false) return value;
      const rest = end - Date.now();
      if (rest <= 0) throw new Error(`Waited ${milliseconds} ms in vain for ${what}.`);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.news.off('news', done);
          resolve();
        };
        const timer = setTimeout(done, rest);
        this.news.once('news', done);
      });
    }
  }

  /** The diagnostics of exactly this version of an open document, or the next ones of a closed file. */
  async diagnosticsOf(uri: string, version?: number, after = 0): Promise<readonly lsp.Diagnostic[]> {
    const found = await this.until(
      () => this.published.findLast((each, i) => i >= after && each.uri === uri && each.version === version),
      `diagnostics of ${uri} in version ${version ?? 'of the disk'}`,
    );
    return found.diagnostics;
  }

  open(uri: string, text: string, version = 1): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'go', version, text } });
  }

  change(uri: string, version: number, ...contentChanges: lsp.TextDocumentContentChangeEvent[]): void {
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  notify(method: string, params: unknown): void {
    // What was on its way to a server that was killed is lost, as it is in an editor.
    this.connection.sendNotification(method, params).catch((error: unknown) => {
      if (!this.isKilled) throw error;
    });
  }

  request<T>(method: string, params: unknown, token?: lsp.CancellationToken): Promise<T> {
    return token ? this.connection.sendRequest(method, params, token) : this.connection.sendRequest(method, params);
  }

  /** Ends the server in the middle of whatever it does. */
  kill(): void {
    this.isKilled = true;
    this.process.kill('SIGKILL');
    this.connection.dispose();
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendNotification('exit');
    await ended;
    this.connection.dispose();
  }
}

/** The file's URI as VS Code spells it. */
export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

const shared: lsp.ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
    diagnostics: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
};

const codeAction: lsp.CodeActionClientCapabilities = {
  codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
  dataSupport: true,
  resolveSupport: { properties: ['edit'] },
};

/** A client as able as VS Code that is pushed to. */
export const pushCapabilities: lsp.ClientCapabilities = {
  ...shared,
  textDocument: {
    codeAction,
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
  },
};

/** The same, pulling. */
export const pullCapabilities: lsp.ClientCapabilities = {
  ...shared,
  textDocument: {
    codeAction,
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
  },
};
