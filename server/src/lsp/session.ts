/**
 * What lives as long as a client is connected: its folders, documents and settings, the engine's workspace, and the work
 * on them. The handlers are functions over it. Knows no positions.
 */
import type * as lsp from 'vscode-languageserver';
import type { Environment, Workspace } from '../engine/index.js';
import { defaultSettings, withProjectFile, type UserSettings } from '../host/settings.js';
import type { Host } from '../host/host.js';
import type { ClientFeatures } from './client-features.js';
import { Diagnosis } from './diagnosis.js';
import { Documents } from './documents.js';
import { Offers } from './offers.js';
import { Publisher } from './publisher.js';
import { Scan } from './scan.js';
import { Scheduler, type Clock } from './scheduler.js';
import { showStatus } from './status.js';

export interface SessionParts {
  readonly connection: lsp.Connection;
  readonly client: ClientFeatures;
  readonly host: Host;
  readonly clock: Clock;
  readonly createWorkspace: (environment: Environment) => Workspace;
  /** Absolute paths of the folders that the client has open. */
  readonly folders: readonly string[];
  /** From `initializationOptions`, until or instead of what the client is asked for. */
  readonly initialSettings: unknown;
}

export class Session {
  readonly connection: lsp.Connection;
  readonly client: ClientFeatures;
  readonly host: Host;
  readonly initialSettings: unknown;
  readonly documents = new Documents();
  readonly offers = new Offers();
  readonly scheduler: Scheduler;
  readonly publisher: Publisher;
  readonly diagnosis: Diagnosis;
  readonly scan: Scan;
  folders: readonly string[];
  private createdFor: Environment | undefined;
  private current: Workspace | undefined;
  private currentSettings: UserSettings = defaultSettings;
  private readonly createWorkspace: (environment: Environment) => Workspace;

  constructor(parts: SessionParts) {
    this.connection = parts.connection;
    this.client = parts.client;
    this.host = parts.host;
    this.folders = parts.folders;
    this.initialSettings = parts.initialSettings;
    this.createWorkspace = parts.createWorkspace;
    this.scheduler = new Scheduler(parts.clock, (task, error) => this.failed(task.name, error));
    const client = {
      push: (params: lsp.PublishDiagnosticsParams) => void this.connection.sendDiagnostics(params),
      refresh: () => {
        if (this.client.refreshDiagnostics) void this.connection.languages.diagnostics.refresh();
      },
    };
    this.publisher = new Publisher(this.client.diagnostics, client, parts.clock.now().toString(36));
    this.diagnosis = new Diagnosis(this);
    this.scan = new Scan(this, parts.clock);
  }

  /** Undefined until the settings are known, which say where Go is. Documents opened before wait in `documents`. */
  get workspace(): Workspace | undefined {
    return this.current;
  }

  get settings(): UserSettings {
    return this.currentSettings;
  }

  /** Puts new settings into effect, without a restart. */
  configure(editorSettings: UserSettings): void {
    let settings = editorSettings;
    for (const folder of this.folders) {
      const project = withProjectFile(this.host.files, folder, settings);
      for (const problem of project.problems) this.connection.console.warn(problem);
      settings = project.settings;
    }
    const environment = this.host.environment(settings.goroot);
    this.currentSettings = settings;
    this.scheduler.interrupt();
    if (this.current === undefined || environment.goroot !== this.createdFor?.goroot) {
      this.connection.console.info(`Go's sources: ${environment.goroot ?? 'none found, using the summary'}`);
      this.createdFor = environment;
      this.current = this.createWorkspace(environment);
      for (const { path, text, isAnalyzed } of this.documents.all()) {
        if (isAnalyzed) this.current.open(path, text.getText(), text.version);
      }
    }
    this.current.configure({ enable: settings.enable, rules: settings.rules, goVersion: settings.goVersion });
    this.diagnosis.all('now');
    this.scan.start('shown');
  }

  /** Tells of a failure that nobody waits for. What failed has no findings; the rest goes on. */
  failed(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.connection.console.error(`${what}: ${text}`);
    showStatus(this, { state: 'error', message: `${what} failed` });
  }
}
