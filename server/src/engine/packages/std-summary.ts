/**
 * Stands in for Go's own sources where there are none: the summary of the standard library is a GOROOT of declarations
 * without bodies, so whatever reads GOROOT reads it as well. It is an archive in the txtar format, made by
 * `npm run build:std`; files that nobody asks for by name (facts about packages, say) may be added to it.
 */
import type { DirEntry, Environment, FileSystem } from '../environment.js';
import { baseNameOf, folderOf } from './paths.js';

/** Where the summary's files are seen: no path of a machine begins like this. */
const summaryRoot = 'mapguard-std:';

/**
 * The environment as it is if it has Go's sources, else with the summary in their place.
 * @param summary the archive's text; called at most once, when something of it is needed.
 */
export function withStdSummary(environment: Environment, summary: () => string): Environment {
  if (environment.goroot !== undefined) return environment;
  let opened: FileSystem | undefined;
  const archive = (): FileSystem => (opened ??= openArchive(summary()));
  const { files } = environment;
  return {
    ...environment,
    goroot: summaryRoot,
    files: {
      readFile: (path) => (path.startsWith(summaryRoot) ? archive().readFile(path) : files.readFile(path)),
      readDir: (path) => (path.startsWith(summaryRoot) ? archive().readDir(path) : files.readDir(path)),
    },
  };
}

/** The text of an archive with these files, by path from GOROOT. */
export function formatSummary(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, text]) => `-- ${path} --\n${text}`).join('');
}

function openArchive(text: string): FileSystem {
  const texts = new Map<string, string>();
  const folders = new Map<string, Map<string, DirEntry>>();
  const enter = (path: string, isDirectory: boolean): void => {
    if (path === summaryRoot) return;
    const folder = folderOf(path);
    let entries = folders.get(folder);
    if (entries === undefined) {
      entries = new Map<string, DirEntry>();
      folders.set(folder, entries);
      enter(folder, true);
    }
    const name = baseNameOf(path);
    entries.set(name, { name, isDirectory });
  };
  const parts = text.split(/^-- (.+) --\n/m);
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const path = `${summaryRoot}/${parts[i]!}`;
    texts.set(path, parts[i + 1]!);
    enter(path, false);
  }
  return {
    readFile: (path) => texts.get(path),
    readDir: (path) => {
      const entries = folders.get(path);
      return entries === undefined ? undefined : [...entries.values()];
    },
  };
}
