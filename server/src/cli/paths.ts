/** Paths as people type and read them, and as the engine wants them: absolute, with forward slashes. */
import { posix, resolve } from 'node:path';
import type { Host } from '../host/host.js';
import { slashed } from '../host/node.js';

/** A path given on the command line, as the engine wants it. */
export function absolute(path: string, cwd: string): string {
  return slashed(resolve(cwd, path));
}

/** A path for people: relative to where they are. */
export function relative(path: string, cwd: string): string {
  return posix.relative(cwd, path) || '.';
}

/** The folder of a file. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** The nearest folder at or above this one that git keeps; the folder itself where there is none. */
export async function repositoryRoot(folder: string, host: Pick<Host, 'list'>): Promise<string> {
  for (let at = folder; at !== ''; at = folderOf(at)) {
    if ((await host.list(at))?.some(({ name }) => name === '.git')) return at;
    if (!at.includes('/')) break;
  }
  return folder;
}
