/** A host that holds its files in memory: for tests, and for what an editor has read ahead. */
import type { DirEntry, FileSystem } from '../engine/index.js';
import type { Host } from './host.js';

/** `files` maps absolute paths to texts; it may change while the host is used. */
export function createMemoryHost(files: ReadonlyMap<string, string>): Host {
  const fileSystem: FileSystem = {
    readFile: (path) => files.get(path),
    readDir: (path) => entriesOf(files, path),
  };
  return {
    files: fileSystem,
    list: (folder) => Promise.resolve(entriesOf(files, folder)),
    read: (path) => Promise.resolve(files.get(path)),
    environment: (goroot) => ({
      files: fileSystem,
      goos: 'linux',
      goarch: 'amd64',
      ...(goroot === '' ? {} : { goroot }),
    }),
  };
}

function entriesOf(files: ReadonlyMap<string, string>, folder: string): readonly DirEntry[] | undefined {
  const entries = new Map<string, boolean>();
  for (const path of files.keys()) {
    if (!path.startsWith(`${folder}/`)) continue;
    const rest = path.slice(folder.length + 1);
    const slash = rest.indexOf('/');
    entries.set(slash < 0 ? rest : rest.slice(0, slash), slash >= 0);
  }
  return entries.size === 0 ? undefined : [...entries].map(([name, isDirectory]) => ({ name, isDirectory }));
}
