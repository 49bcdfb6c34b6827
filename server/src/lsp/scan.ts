/**
 * Findings of files that nobody has open: every package of the workspace, in the background, those of open documents
 * first; again when something changes. Knows the workspace's packages; what a package holds is the engine's business.
 */
import type { Job, PlainDiagnostic, Snapshot } from '../engine/index.js';
import { goFolders } from '../host/go-folders.js';
import type { Background } from './background.js';
import type { Clock } from './scheduler.js';
import { ScanProgress } from './scan-progress.js';
import type { Session } from './session.js';
import { Positions, toDiagnostic } from './to-lsp.js';
import { folderOf } from './uris.js';

export interface ScanResult {
  readonly packages: number;
  readonly findings: number;
}

export class Scan {
  /** Folders still to check, in this order. */
  private pending = new Set<string>();
  /** Folders that were checked, and may have other findings since: when everything else is done. */
  private stale = new Set<string>();
  /** Whether those are all folders, from the moment the check begins: nothing is counted at a keystroke. */
  private isAllStale = false;
  /** What the client has been told: most checks find what is known, and cost no more than that. */
  private told = new WeakSet<readonly PlainDiagnostic[]>();
  /** The files with findings in each folder that was checked. */
  private readonly reported = new Map<string, ReadonlySet<string>>();
  private folders = new Set<string>();
  private enumeration: object | undefined;
  private progress: ScanProgress | undefined;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly session: Session,
    private readonly clock: Clock,
    private readonly background: Background | undefined,
  ) {}

  /**
   * Checks everything that the settings ask for (`everything`: whatever they say), from the start. A scan that is
   * under way goes on in this one.
   */
  start(progress: 'shown' | 'hidden', everything = false): void {
    const { settings, folders: roots, scheduler } = this.session;
    scheduler.drop(taskName);
    // What is under way may be with settings that hold no more.
    this.background?.stop();
    const mode = everything ? 'all' : settings.workspaceScan;
    if (progress === 'shown' && mode !== 'off') {
      this.progress ??= new ScanProgress(this.session, this.clock, () => this.cancel());
    }
    void this.enumerate(mode === 'all' ? roots : [], mode !== 'off').catch((error: unknown) => {
      this.session.failed('Looking for packages', error);
      this.cancel();
    });
  }

  /**
   * A package may have changed: checks its files that are not open when typing pauses, then whoever may depend on it.
   * (The engine knows at once of those that do not.)
   */
  check(folder: string): void {
    const { isReady, settings, scheduler } = this.session;
    if (!isReady || settings.workspaceScan === 'off' || (settings.workspaceScan === 'all' && !this.folders.has(folder)))
      return;
    scheduler.add({ name: `check ${folder}`, urgency: 'soon', start: () => this.checkFolder(folder) });
    this.recheck();
  }

  /** Texts have changed, but not which packages there are: checks what was checked again, unseen. */
  recheck(): void {
    if (!this.session.isReady) return;
    this.isAllStale = true;
    this.wake();
  }

  /** A document was closed: the disk's text counts again, or nobody's. */
  closed(path: string): void {
    const { settings, documents, publisher } = this.session;
    const folder = folderOf(path);
    this.told = new WeakSet();
    const hasNeighbours = [...documents.all()].some((document) => folderOf(document.path) === folder);
    const isWanted = settings.workspaceScan === 'all' ? this.folders.has(folder) : hasNeighbours;
    if (isWanted && settings.workspaceScan !== 'off') {
      // What is shown of it now came from the open document: the check has to take it back or confirm it.
      this.reported.set(folder, new Set([...(this.reported.get(folder) ?? []), path]));
      this.check(folder);
      return;
    }
    publisher.clear(documents.uriOf(path));
    if (!hasNeighbours) this.forget(folder);
  }

  /** The folders of the packages that are checked in the background. */
  get packages(): ReadonlySet<string> {
    return this.folders;
  }

  cancel(): void {
    this.enumeration = undefined;
    this.background?.stop();
    this.pending.clear();
    this.stale.clear();
    this.isAllStale = false;
    this.session.scheduler.drop(taskName);
    this.settle();
  }

  /** Resolves when no scan is under way. */
  async settled(): Promise<ScanResult> {
    while (this.enumeration !== undefined || this.pending.size + this.stale.size > 0 || this.isAllStale) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    let findings = 0;
    for (const { items } of this.session.publisher.all()) findings += items.length;
    return { packages: this.folders.size, findings };
  }

  private async enumerate(roots: readonly string[], withOpen: boolean): Promise<void> {
    const { host, settings, documents } = this.session;
    const mine = {};
    this.enumeration = mine;
    const open = new Set([...documents.all()].map(({ path }) => folderOf(path)));
    const found = new Set<string>(roots.length === 0 && withOpen ? open : []);
    for (const root of roots) {
      for await (const folder of goFolders(host, root, settings.exclude)) {
        await host.remote?.prefetch(folder);
        if (this.enumeration !== mine) return;
        found.add(folder);
      }
    }
    if (this.enumeration !== mine) return;
    this.enumeration = undefined;
    for (const folder of this.reported.keys()) if (!found.has(folder)) this.forget(folder);
    this.folders = found;
    this.pending = new Set([...found].sort((a, b) => Number(open.has(b)) - Number(open.has(a))));
    this.stale.clear();
    this.isAllStale = false;
    this.told = new WeakSet();
    this.progress?.begin(this.pending.size);
    this.background?.start(
      this.pending,
      (folder) => this.checkPending(folder),
      () => this.wake(),
    );
    this.wake();
  }

  private wake(): void {
    this.session.scheduler.add({ name: taskName, urgency: 'later', start: () => this.checkAll() });
  }

  /** One of those that wait has its turn: usually it is known by now what is in it. */
  private checkPending(folder: string): void {
    const start = (): Job<void> => this.finishPending(folder);
    this.session.scheduler.add({ name: `scan ${folder}`, urgency: 'later', start });
  }

  private *finishPending(folder: string): Job<void> {
    if (!this.pending.has(folder)) return;
    yield* this.checkFolder(folder);
    this.pending.delete(folder);
    this.stale.delete(folder);
    this.progress?.report(this.folders.size - this.pending.size);
  }

  private *checkAll(): Job<void> {
    if (this.isAllStale) this.stale = new Set(this.folders);
    this.isAllStale = false;
    if (this.background?.isBusy !== true) for (const folder of this.pending) yield* this.finishPending(folder);
    for (const folder of this.stale) {
      if (!this.pending.has(folder)) yield* this.checkFolder(folder);
      this.stale.delete(folder);
    }
    if (this.enumeration === undefined && this.pending.size === 0) this.settle();
  }

  private *checkFolder(folder: string): Job<void> {
    const { workspace, excludes } = this.session.projects.ofFolder(folder);
    const snapshot = workspace.snapshot();
    try {
      const found = yield* snapshot.survey(folder);
      this.report(folder, snapshot, new Map([...found].filter(([path]) => !excludes(path))));
    } catch (error) {
      this.session.failed(`Checking ${folder}`, error);
    }
  }

  private report(folder: string, snapshot: Snapshot, found: ReadonlyMap<string, readonly PlainDiagnostic[]>): void {
    const { documents, publisher, client } = this.session;
    const positions = new Positions(snapshot, documents);
    const files = new Set<string>();
    for (const [path, diagnostics] of found) {
      if (documents.get(path) !== undefined || diagnostics.length === 0) continue;
      files.add(path);
      if (this.told.has(diagnostics)) continue;
      this.told.add(diagnostics);
      const items = diagnostics.map((diagnostic) => toDiagnostic(diagnostic, positions, client));
      publisher.publish(documents.uriOf(path), undefined, items);
    }
    const before = this.reported.get(folder) ?? new Set();
    this.reported.set(folder, files);
    for (const path of before) if (!files.has(path)) this.clear(path);
  }

  private forget(folder: string): void {
    const files = this.reported.get(folder);
    this.reported.delete(folder);
    for (const path of files ?? []) this.clear(path);
  }

  /** Open documents are not this module's. */
  private clear(path: string): void {
    const { documents, publisher } = this.session;
    if (documents.get(path) === undefined) publisher.clear(documents.uriOf(path));
  }

  private settle(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
    const progress = this.progress;
    this.progress = undefined;
    void this.settled().then((result) => progress?.done(result));
  }
}

const taskName = 'scan';
