/**
 * Surveys the packages that nobody edits in other threads, or takes what was found in them before from a store, so that
 * this thread has only to be told. What an open document is part of, or imported by, is left to the engine here.
 */
import { checkAll } from '../check/check-all.js';
import type { ImportGraph } from '../check/work-queue.js';
import type { CheckTask, Outcome, Surveyed } from '../check/checker.js';
import { lookUp, type Keys, type Store } from '../check/store.js';
import { WorkerChecker, type WorkerPort } from '../check/worker-checker.js';
import type { Environment, Workspace } from '../engine/index.js';
import { Delivery } from './delivery.js';
import type { Session } from './session.js';
import { folderOf } from './uris.js';

export interface BackgroundParts {
  /** How many threads may work beside this one. */
  readonly threads: number;
  /** Starts a thread that surveys packages with Go's folder as set. */
  startThread(goroot: string): WorkerPort<Surveyed>;
  /** Tells this build of the program from every other. */
  identity(): Promise<string>;
  readonly store: Store;
  /** Keys for the texts that are on disk from now on. */
  keysFor(program: string, environment: Environment): TaskKeys;
}

type TaskKeys = Keys & ImportGraph;

/** Fewer are done before a thread has started. */
const fewest = 25;

export class Background {
  private run: Run | undefined;
  /** Under which key a folder's survey was adopted by a workspace: it need not be told again. */
  private readonly adopted = new WeakMap<Workspace, Map<string, string>>();

  constructor(
    private readonly session: Session,
    private readonly parts: BackgroundParts,
  ) {}

  get isBusy(): boolean {
    return this.run !== undefined;
  }

  /**
   * Begins anew with these folders. `onDone` is told of each whose turn it is here: what it has been given to know is
   * known now, the rest is for the engine to find; `onEnd`, that nothing more comes.
   */
  start(folders: Iterable<string>, onDone: (folder: string) => void, onEnd: () => void): void {
    this.stop();
    const all = [...folders];
    if (all.length < fewest) return;
    const run: Run = { controller: new AbortController(), onDone };
    this.run = run;
    this.surveyAll(run, all)
      .catch((error: unknown) => {
        if (!run.controller.signal.aborted) this.session.failed('Checking in the background', error);
      })
      .finally(() => {
        if (this.run !== run) return;
        this.run = undefined;
        onEnd();
      });
  }

  stop(): void {
    this.run?.controller.abort();
    this.run = undefined;
  }

  private async surveyAll(run: Run, folders: readonly string[]): Promise<void> {
    const { projects, host } = this.session;
    const identity = await this.parts.identity();
    const groups = new Map<string, string[]>();
    for (const folder of folders) {
      const { goroot } = projects.ofFolder(folder).settings;
      const group = groups.get(goroot);
      if (group === undefined) groups.set(goroot, [folder]);
      else group.push(folder);
    }
    for (const [goroot, group] of groups) {
      run.controller.signal.throwIfAborted();
      const keys = this.parts.keysFor(identity, host.environment(goroot));
      await this.surveyGroup(run, goroot, group, keys);
    }
    await this.parts.store.close();
  }

  /** Reads files a few at a time, while nothing is typed. */
  private readAhead(folders: readonly string[], keys: ImportGraph): Promise<void> {
    return new Promise((resolve) => {
      this.session.scheduler.add({
        name: 'read ahead',
        urgency: 'later',
        *start() {
          for (const folder of folders) {
            keys.importsOf(folder);
            yield;
          }
          for (const folder of folders) {
            keys.everythingFor(folder);
            yield;
          }
          resolve();
        },
      });
    });
  }

  private async surveyGroup(run: Run, goroot: string, folders: readonly string[], keys: TaskKeys): Promise<void> {
    const { signal } = run.controller;
    const { projects } = this.session;
    const delivery = new Delivery(keys, {
      workspaceOf: (folder) => projects.ofFolder(folder).workspace,
      onDone: (folder) => {
        if (!signal.aborted) run.onDone(folder);
      },
    });
    delivery.note(folders);
    await this.readAhead(folders, keys);
    const edited = this.editedFolders();
    const tasks = folders.flatMap((folder) => {
      const { enable, rules, goVersion } = projects.ofFolder(folder).settings;
      const task: CheckTask = { folder, settings: { enable, rules, goVersion }, least: 'hint' };
      const isAffected = edited.has(folder) || [...keys.everythingFor(folder)].some((each) => edited.has(each));
      if (isAffected || !keys.knows(folder)) delivery.refuse(folder);
      else if (this.isAdopted(task, keys)) run.onDone(folder);
      else return [task];
      return [];
    });
    delivery.expect(tasks);
    const looked = await lookUp<Surveyed>(tasks, keys, this.parts.store, signal);
    const left = [...tasks.keys()].filter((at) => looked.outcomes[at] === undefined);
    const take = (at: number, outcome: Outcome<Surveyed>): void => {
      delivery.take(tasks[at]!.folder, outcome);
      this.noteAdopted(tasks[at]!, keys);
    };
    looked.outcomes.forEach((outcome, at) => outcome !== undefined && take(at, outcome));
    delivery.deliver();
    const lanes = {
      count: Math.max(1, Math.min(this.parts.threads, Math.floor(left.length / fewest))),
      open: () => Promise.resolve(new WorkerChecker(this.parts.startThread(goroot))),
      signal,
    };
    const work = left.map((at) => tasks[at]!);
    await checkAll(work, lanes, keys, delivery.exports, async (i, outcome) => {
      signal.throwIfAborted();
      take(left[i]!, outcome);
      delivery.deliver();
      await looked.keep(left[i]!, outcome);
    });
    delivery.end();
  }

  private isAdopted(task: CheckTask, keys: Keys): boolean {
    const adopted = this.adoptedBy(task.folder).get(task.folder);
    return adopted !== undefined && adopted === keys.keyOf(task);
  }

  private noteAdopted(task: CheckTask, keys: Keys): void {
    const key = keys.keyOf(task);
    if (key !== undefined) this.adoptedBy(task.folder).set(task.folder, key);
  }

  private adoptedBy(folder: string): Map<string, string> {
    const { workspace } = this.session.projects.ofFolder(folder);
    let known = this.adopted.get(workspace);
    if (known === undefined) this.adopted.set(workspace, (known = new Map<string, string>()));
    return known;
  }

  /** Folders with open documents that are not what is on disk. */
  private editedFolders(): ReadonlySet<string> {
    const { documents, host } = this.session;
    const edited = [...documents.all()].filter(({ path, text }) => host.files.readFile(path) !== text.getText());
    return new Set(edited.map(({ path }) => folderOf(path)));
  }
}

interface Run {
  readonly controller: AbortController;
  readonly onDone: (folder: string) => void;
}
