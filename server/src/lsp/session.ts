/**
 * What lives as long as a client is connected: its folders, documents and settings, the engine's workspace, and the work
 * on them. The handlers are functions over it. Knows no positions.
 */
import type * as lsp from 'vscode-languageserver';
import type { Environment, Workspace } from '../engine/index.js';
import { defaultSettings, type UserSettings } from '../host/settings.js';
import type { Host } from '../host/host.js';
import type { ClientFeatures } from './client-features.js';
import { Background, type BackgroundParts } from './background.js';
import { Diagnosis } from './diagnosis.js';
import { Documents } from './documents.js';
import { Offers } from './offers.js';
import { Projects } from './projects.js';
import { Publisher } from './publisher.js';
import { Scan } from './scan.js';
import { Scheduler, type Clock } from './scheduler.js';
import { showStatus } from './status.js';
import { folderOf } from './uris.js';

export interface SessionParts {
  readonly connection: lsp.Connection;
  readonly client: ClientFeatures;
  readonly host: Host;
  readonly clock: Clock;
  readonly createWorkspace: (environment: Environment) => Workspace;
  /** Undefined where there are no other threads. */
  readonly background: BackgroundParts | undefined;
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
  readonly projects: Projects;
  folders: readonly string[];
  /** Resolves when the settings are known for the first time, and the work has begun. */
  readonly configured: Promise<void>;
  private isConfigured!: () => void;
  private isRefreshing = false;
  private currentSettings: UserSettings | undefined;

  constructor(parts: SessionParts) {
    this.connection = parts.connection;
    this.configured = new Promise((resolve) => (this.isConfigured = resolve));
    this.client = parts.client;
    this.host = parts.host;
    this.folders = parts.folders;
    this.initialSettings = parts.initialSettings;
    this.scheduler = new Scheduler(parts.clock, (task, error) => this.failed(task.name, error));
    const client = {
      push: (params: lsp.PublishDiagnosticsParams) => this.sent(this.connection.sendDiagnostics(params)),
      refresh: () => this.refresh(parts.clock),
    };
    this.publisher = new Publisher(this.client.diagnostics, client, parts.clock.now().toString(36));
    this.projects = new Projects({
      host: this.host,
      documents: this.documents,
      createWorkspace: parts.createWorkspace,
      tell: (message) => this.connection.console.info(message),
    });
    this.diagnosis = new Diagnosis(this);
    const background = parts.background && new Background(this, parts.background);
    this.scan = new Scan(this, parts.clock, background);
    this.host.remote?.onArrival((paths) => this.arrived(paths));
  }

  /** Whether the settings are known, which say where Go is. Documents opened before wait in `documents`. */
  get isReady(): boolean {
    return this.currentSettings !== undefined;
  }

  /** The person's; a project may have others on top. */
  get settings(): UserSettings {
    return this.currentSettings ?? defaultSettings;
  }

  /** Puts new settings into effect, without a restart. */
  configure(settings: UserSettings): void {
    this.scheduler.interrupt();
    this.currentSettings = settings;
    this.projects.configure(settings, this.folders);
    this.diagnosis.all('now');
    this.scan.start('shown');
    this.isConfigured();
  }

  /** Files or folders may be other than they were read. */
  reread(paths: readonly string[]): void {
    this.scheduler.interrupt();
    this.projects.changed(paths);
    this.diagnosis.all('soon');
  }

  /** Asks a client that pulls to pull again, once for all that happens within a moment. */
  private refresh(clock: Clock): void {
    if (!this.client.refreshDiagnostics || this.isRefreshing) return;
    this.isRefreshing = true;
    clock.after(refreshPause, () => {
      this.isRefreshing = false;
      this.sent(this.connection.languages.diagnostics.refresh());
    });
  }

  /** Files that were missed have come: what was computed without them is computed again. */
  private arrived(paths: readonly string[]): void {
    if (!this.isReady) return;
    this.scheduler.interrupt();
    this.projects.changed(paths);
    this.projects.configure(this.settings, this.folders);
    this.diagnosis.all('soon');
    for (const folder of new Set(paths.flatMap((path) => [path, folderOf(path)]))) this.scan.check(folder);
  }

  /** Sending fails when the client goes away or does not know a message; either is no reason to stop. */
  sent(sending: Promise<unknown>): void {
    sending.catch((error: unknown) => this.connection.console.warn(`The client did not listen: ${String(error)}`));
  }

  /** Tells of a failure that nobody waits for. What failed has no findings; the rest goes on. */
  failed(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.connection.console.error(`${what}: ${text}`);
    showStatus(this, { state: 'error', message: `${what} failed` });
  }
}

/** Milliseconds in which several changes are one. */
const refreshPause = 50;
