/**
 * Which settings hold where: the person's, and on top those of the nearest `.mapguard.json`. Folders with the same
 * settings share one workspace of the engine; usually there is one. Every workspace knows every open document, since
 * packages import each other across projects.
 */
import ignore from 'ignore';
import type { Environment, TextChange, Workspace } from '../engine/index.js';
import type { Host } from '../host/host.js';
import { defaultSettings, projectFolderOf, withProjectFile, type UserSettings } from '../host/settings.js';
import type { Documents } from './documents.js';
import { folderOf } from './uris.js';

export interface Project {
  readonly settings: UserSettings;
  readonly workspace: Workspace;
  /** Whether nothing is to be reported in a file. */
  readonly excludes: (path: string) => boolean;
}

export interface ProjectsParts {
  readonly host: Host;
  readonly documents: Documents;
  readonly createWorkspace: (environment: Environment) => Workspace;
  /** Something a person should know, as a sentence. */
  readonly tell: (message: string) => void;
}

export class Projects {
  private person: UserSettings = defaultSettings;
  private roots: readonly string[] = [];
  private byFolder = new Map<string, Project>();
  private byFile = new Map<string | undefined, Project>();
  private workspaces = new Map<string, RunningWorkspace>();
  /** Workspaces of settings that hold no more: cheaper to configure anew than to make. */
  private spare: RunningWorkspace[] = [];

  constructor(private readonly parts: ProjectsParts) {}

  /** The person's settings, and the folders they have open, from now on. */
  configure(person: UserSettings, roots: readonly string[]): void {
    this.person = person;
    this.roots = roots;
    this.byFolder = new Map();
    this.byFile = new Map();
    this.spare = [...this.workspaces.values()];
    this.workspaces = new Map();
  }

  /** The project that a file belongs to. */
  of(path: string): Project {
    return this.ofFolder(folderOf(path));
  }

  ofFolder(folder: string): Project {
    let project = this.byFolder.get(folder);
    if (project === undefined) {
      const settingsFolder = projectFolderOf(this.parts.host.files, folder);
      project = this.byFile.get(settingsFolder) ?? this.projectIn(settingsFolder);
      this.byFile.set(settingsFolder, project);
      this.byFolder.set(folder, project);
    }
    return project;
  }

  /** A workspace like the one of the folder that nobody else uses, to try edits on. */
  copyFor(folder: string): Workspace {
    const { enable, rules, goVersion, goroot } = this.ofFolder(folder).settings;
    const { workspace } = this.start(this.parts.host.environment(goroot));
    workspace.configure({ enable, rules, goVersion });
    return workspace;
  }

  open(path: string, text: string, version: number): void {
    for (const workspace of this.running()) workspace.open(path, text, version);
  }

  edit(path: string, changes: readonly TextChange[], version: number): void {
    for (const workspace of this.running()) workspace.edit(path, changes, version);
  }

  close(path: string): void {
    for (const workspace of this.running()) workspace.close(path);
  }

  changed(paths: readonly string[]): void {
    for (const workspace of this.running()) workspace.changed(paths);
  }

  private *running(): Iterable<Workspace> {
    for (const { workspace } of this.workspaces.values()) yield workspace;
    for (const { workspace } of this.spare) yield workspace;
  }

  private projectIn(settingsFolder: string | undefined): Project {
    let settings = this.person;
    const excludes = this.roots.map((root) => isExcludedIn(root, this.person.exclude));
    if (settingsFolder !== undefined) {
      const found = withProjectFile(this.parts.host.files, settingsFolder, { ...this.person, exclude: [] });
      for (const problem of found.problems) this.parts.tell(problem);
      excludes.push(isExcludedIn(settingsFolder, found.settings.exclude));
      settings = found.settings;
    }
    const workspace = this.workspaceWith(settings);
    return { settings, workspace, excludes: (path) => excludes.some((isExcluded) => isExcluded(path)) };
  }

  private workspaceWith({ enable, rules, goVersion, goroot }: UserSettings): Workspace {
    const key = JSON.stringify([enable, Object.entries(rules).sort(), goVersion, goroot]);
    let running = this.workspaces.get(key);
    if (running === undefined) {
      const environment = this.parts.host.environment(goroot);
      running = this.takeSpare(environment);
      if (running === undefined) {
        this.parts.tell(`Go's sources: ${environment.goroot ?? 'none found, using the summary'}`);
        running = this.start(environment);
      }
      running.workspace.configure({ enable, rules, goVersion });
      this.workspaces.set(key, running);
    }
    return running.workspace;
  }

  private takeSpare({ goroot }: Environment): RunningWorkspace | undefined {
    const found = this.spare.find((running) => running.goroot === goroot);
    this.spare = this.spare.filter((running) => running !== found);
    return found;
  }

  private start(environment: Environment): RunningWorkspace {
    const { documents, createWorkspace } = this.parts;
    const workspace = createWorkspace(environment);
    for (const { path, text, isAnalyzed } of documents.all()) {
      if (isAnalyzed) workspace.open(path, text.getText(), text.version);
    }
    return { workspace, goroot: environment.goroot };
  }
}

interface RunningWorkspace {
  readonly workspace: Workspace;
  readonly goroot: string | undefined;
}

function isExcludedIn(folder: string, patterns: readonly string[]): (path: string) => boolean {
  const ignored = ignore().add([...patterns]);
  return (path) => path.startsWith(`${folder}/`) && ignored.ignores(path.slice(folder.length + 1));
}
