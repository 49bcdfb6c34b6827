/**
 * The folders of a tree that hold Go packages. Leaves out what the go command leaves out (vendor, testdata, names with
 * a leading dot or underscore), what git ignores, and what the user excludes. Asynchronous and in steps: a large
 * workspace takes seconds, and its consumer may stop at any folder.
 */
import ignore, { type Ignore } from 'ignore';
import type { Host } from './host.js';

/**
 * Absolute paths, parents first. `exclude` holds patterns in the syntax of .gitignore, relative to `root`.
 */
export async function* goFolders(
  host: Pick<Host, 'list' | 'read'>,
  root: string,
  exclude: readonly string[],
): AsyncGenerator<string> {
  const excluded: Rules = { base: root, patterns: ignore().add([...exclude]), lines: [] };
  yield* below(host, root, await rulesAbove(host, root), excluded);
}

/** Whether the go command would look into a folder of this name below a module's root. */
export function isGoFolderName(name: string): boolean {
  return !/^[._]/.test(name) && name !== 'testdata' && name !== 'vendor' && name !== 'node_modules';
}

/** Whether a file of this name can be part of a package. */
export function isGoFileName(name: string): boolean {
  return name.endsWith('.go') && !/^[._]/.test(name);
}

/** What is ignored below a folder, by every .gitignore that has a say there. */
interface Rules {
  readonly base: string;
  /** The patterns, all relative to `base`: only in one list can an inner file take back what an outer one said. */
  readonly lines: readonly string[];
  readonly patterns: Ignore;
}

async function* below(
  host: Pick<Host, 'list' | 'read'>,
  folder: string,
  outer: Rules,
  excluded: Rules,
): AsyncGenerator<string> {
  const entries = await host.list(folder);
  if (entries === undefined) return;
  const rules = entries.some((entry) => entry.name === '.gitignore') ? await withRulesOf(host, folder, outer) : outer;
  const isWanted = (name: string): boolean =>
    !isIgnored(`${folder}/${name}`, rules) && !isIgnored(`${folder}/${name}`, excluded);
  if (entries.some(({ name, isDirectory }) => !isDirectory && isGoFileName(name) && isWanted(name))) yield folder;
  for (const { name, isDirectory } of entries) {
    if (isDirectory && isGoFolderName(name) && isWanted(`${name}/`)) {
      yield* below(host, `${folder}/${name}`, rules, excluded);
    }
  }
}

function isIgnored(path: string, { base, patterns }: Rules): boolean {
  return patterns.ignores(path.slice(base.length + 1));
}

async function withRulesOf(host: Pick<Host, 'read'>, folder: string, outer: Rules): Promise<Rules> {
  const text = await host.read(`${folder}/.gitignore`);
  if (text === undefined) return outer;
  const below = folder.slice(outer.base.length + 1).replace(/[*?[\]\\!#]/g, '\\$&');
  const own = text.split(/\r?\n/).map((line) => relativeTo(below, line));
  const lines = [...outer.lines, ...own];
  return { base: outer.base, lines, patterns: ignore().add(lines) };
}

/** The pattern of a .gitignore in the folder `below`, as a .gitignore further up would say it. */
function relativeTo(below: string, line: string): string {
  if (below === '' || line.trim() === '' || line.startsWith('#')) return line;
  const not = line.startsWith('!') ? '!' : '';
  const pattern = line.slice(not.length);
  const isAnchored = pattern.slice(0, -1).includes('/');
  return `${not}/${below}/${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}

/** The .gitignore files between the repository's root and `root`, for a folder opened inside a repository. */
async function rulesAbove(host: Pick<Host, 'list' | 'read'>, root: string): Promise<Rules> {
  const none = (base: string): Rules => ({ base, lines: [], patterns: ignore() });
  const folders: string[] = [];
  for (let folder = root; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    if ((await host.list(folder))?.some((entry) => entry.name === '.git')) {
      let rules = none(folder);
      for (const above of folders) rules = await withRulesOf(host, above, rules);
      return rules;
    }
    if (!folder.includes('/', 1)) return none(root);
    folders.unshift(folder.slice(0, folder.lastIndexOf('/')));
  }
}
