/**
 * Texts by key in a folder of the machine, shared by all processes of the user. What is damaged counts as absent; a
 * folder that cannot be used as one that holds nothing. Bounded: when it grows too large, what was not used for longest
 * goes.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export interface DiskStoreOptions {
  readonly folder: string;
  readonly largestBytes?: number;
}

export class DiskStore {
  private readonly folder: string;
  private readonly largestBytes: number;
  private hasWritten = false;

  constructor({ folder, largestBytes = 256 * 1024 * 1024 }: DiskStoreOptions) {
    this.folder = folder;
    this.largestBytes = largestBytes;
  }

  async get(key: string): Promise<string | undefined> {
    const path = this.pathOf(key);
    try {
      const content = await readFile(path, 'utf8');
      const text = content.slice(checksumLength + 1);
      if (content !== sealed(key, text)) return undefined;
      await this.touch(path);
      return text;
    } catch {
      return undefined; // Not there, or not readable: the same to whoever asks.
    }
  }

  async put(key: string, text: string): Promise<void> {
    const path = this.pathOf(key);
    const unfinished = `${path}.${randomUUID()}${unfinishedSuffix}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(unfinished, sealed(key, text));
      await rename(unfinished, path);
      this.hasWritten = true;
    } catch {
      await rm(unfinished, { force: true }).catch(() => undefined); // A full or read-only disk costs time, no more.
    }
  }

  async close(): Promise<void> {
    if (this.hasWritten) await this.trim().catch(() => undefined);
    this.hasWritten = false;
  }

  private pathOf(key: string): string {
    return join(this.folder, key.slice(0, 2), key.slice(2));
  }

  /** Says that the entry is in use; once a day is enough. */
  private async touch(path: string): Promise<void> {
    const now = new Date();
    const { mtimeMs } = await stat(path);
    if (now.getTime() - mtimeMs > day) await utimes(path, now, now);
  }

  private async trim(): Promise<void> {
    const entries: { readonly path: string; readonly bytes: number; readonly time: number }[] = [];
    for (const name of await readdir(this.folder)) {
      for (const file of await readdir(join(this.folder, name)).catch(() => [])) {
        const path = join(this.folder, name, file);
        const found = await stat(path).catch(() => undefined);
        if (found === undefined) continue; // Another process was faster.
        const isAbandoned = file.endsWith(unfinishedSuffix) && Date.now() - found.mtimeMs > day;
        if (isAbandoned) await rm(path, { force: true });
        else entries.push({ path, bytes: Math.ceil(found.size / block) * block, time: found.mtimeMs });
      }
    }
    let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= this.largestBytes) return;
    for (const { path, bytes } of entries.sort((a, b) => a.time - b.time)) {
      if (total <= this.largestBytes * keptShare) break;
      await rm(path, { force: true });
      total -= bytes;
    }
  }
}

const day = 24 * 60 * 60 * 1000;
/** What a small file takes up on most disks. */
const block = 4096;
const keptShare = 0.75;
const unfinishedSuffix = '.unfinished';
const checksumLength = 64;

/** The text after a hash of it and its key, so that nothing else passes for it. */
function sealed(key: string, text: string): string {
  return `${createHash('sha256').update(`${key}\n${text}`).digest('hex')}\n${text}`;
}

/** Where programs keep what they can make again; `MAPGUARD_CACHE` names another folder. */
export function cacheFolder(variables: NodeJS.ProcessEnv = process.env): string {
  const { MAPGUARD_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = variables;
  if (MAPGUARD_CACHE) return MAPGUARD_CACHE;
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'mapguard');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/mapguard');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'mapguard');
}
