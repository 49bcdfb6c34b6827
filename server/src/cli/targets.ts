/**
 * From the paths on the command line to the folders to check, each with the settings that hold there. A folder stands
 * for everything below it, as `folder/...` does. A file is checked with its package; only its own findings count.
 */
import ignore from 'ignore';
import { goFolders } from '../host/go-folders.js';
import { defaultSettings, projectFile, withProjectFile, type UserSettings } from '../host/settings.js';
import { UsageError, type CliContext } from './context.js';
import { absolute, relative } from './paths.js';
import { requireRules } from './rule-option.js';

/** Folders that one `.mapguard.json` (or none) governs. */
export interface TargetGroup {
  readonly settings: UserSettings;
  readonly targets: readonly Target[];
}

export interface Target {
  readonly folder: string;
  /** Whether findings in this file were asked for. */
  readonly isWanted: (file: string) => boolean;
  /** Whether the package was asked for, not just some of its files. */
  readonly isWhole: boolean;
}

/** Throws a UsageError for paths that do not exist or hold no Go, and for settings that are wrong. */
export async function findTargets(given: readonly string[], context: CliContext): Promise<readonly TargetGroup[]> {
  const wanted = new Map<string, Set<string> | 'all'>();
  for (const path of given.length === 0 ? ['.'] : given) await addPath(path, wanted, context);
  const projects = new Map<string, Project>();
  const groups = new Map<Project, Target[]>();
  for (const [folder, files] of wanted) {
    const project = projectOf(folder, projects, context);
    const isWanted = (file: string): boolean => (files === 'all' || files.has(file)) && !project.excludes(file);
    const targets = groups.get(project);
    const target = { folder, isWanted, isWhole: files === 'all' };
    if (targets === undefined) groups.set(project, [target]);
    else targets.push(target);
  }
  return [...groups].map(([{ settings }, targets]) => ({ settings, targets }));
}

async function addPath(given: string, wanted: Map<string, Set<string> | 'all'>, context: CliContext): Promise<void> {
  const folders = await foldersBelow(given, context);
  if (folders !== undefined) {
    for (const folder of folders) wanted.set(folder, 'all');
    return;
  }
  const path = absolute(given, context.cwd);
  if ((await context.host.read(path)) === undefined) throw new UsageError(`no such file or folder: ${given}`);
  if (!path.endsWith('.go')) throw new UsageError(`not a Go file: ${given}`);
  const folder = path.slice(0, path.lastIndexOf('/'));
  const files = wanted.get(folder) ?? new Set<string>();
  if (files !== 'all') files.add(path);
  wanted.set(folder, files);
}

/** The folders with Go that a path stands for; undefined if it is no folder. Throws a UsageError if there is no Go in it. */
export async function foldersBelow(given: string, { cwd, host }: CliContext): Promise<readonly string[] | undefined> {
  const path = absolute(given.replace(/(^|\/)\.\.\.$/, '') || '.', cwd);
  if ((await host.list(path)) === undefined) return undefined;
  const folders: string[] = [];
  for await (const folder of goFolders(host, path, [])) folders.push(folder);
  if (folders.length === 0) throw new UsageError(`no Go files in ${given}`);
  return folders;
}

export interface Project {
  readonly settings: UserSettings;
  excludes(file: string): boolean;
}

type ProjectContext = Pick<CliContext, 'cwd' | 'host' | 'rules'>;

const defaultProject: Project = { settings: defaultSettings, excludes: () => false };

/** The project of the nearest settings file at or above the folder, but not above the folder's module or repository. */
export function projectOf(folder: string, known: Map<string, Project>, context: ProjectContext): Project {
  const found = known.get(folder);
  if (found !== undefined) return found;
  const names = new Set(context.host.files.readDir(folder)?.map((entry) => entry.name));
  const parent = folder.slice(0, folder.lastIndexOf('/'));
  let project = defaultProject;
  if (names.has(projectFile)) project = readProject(folder, context);
  else if (parent !== '' && !names.has('go.mod') && !names.has('.git')) project = projectOf(parent, known, context);
  known.set(folder, project);
  return project;
}

function readProject(folder: string, context: ProjectContext): Project {
  const { settings, problems } = withProjectFile(context.host.files, folder, defaultSettings);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  requireRules(Object.keys(settings.rules), context.rules, relative(`${folder}/${projectFile}`, context.cwd));
  const patterns = ignore().add([...settings.exclude]);
  return {
    settings,
    excludes: (file) => file.startsWith(`${folder}/`) && patterns.ignores(file.slice(folder.length + 1)),
  };
}
