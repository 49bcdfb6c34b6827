/** The host of Node: files on disk, Go's folders found without running anything. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Dirent } from 'node:fs';
import type { DirEntry, FileSystem } from '../engine/index.js';
import { findGoroot, findModuleCache } from './find-go.js';
import { largestFile, type Host } from './host.js';

export function createNodeHost(variables: NodeJS.ProcessEnv = process.env): Host {
  const files: FileSystem = { readFile, readDir };
  return {
    files,
    list,
    read,
    environment(setting) {
      const machine = { variables, home: homedir(), platform: process.platform, files };
      const goroot = findGoroot(setting, machine);
      const moduleCache = findModuleCache(machine);
      return {
        files,
        goos: variables['GOOS'] || goos(process.platform),
        goarch: variables['GOARCH'] || goarch(process.arch),
        ...(goroot === undefined ? {} : { goroot }),
        ...(moduleCache === undefined ? {} : { moduleCache }),
      };
    },
  };
}

/** An absolute path as the engine wants it: forward slashes, also on Windows. */
export function slashed(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}

function readFile(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > largestFile) return undefined;
    const bytes = Buffer.allocUnsafe(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(file, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return decoded(bytes.subarray(0, length));
  } catch {
    return undefined; // A file that can't be read is a file that isn't there: the interface says so.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readDir(path: string): readonly DirEntry[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true }).map(entryOf);
  } catch {
    return undefined;
  }
}

async function list(folder: string): Promise<readonly DirEntry[] | undefined> {
  try {
    return (await readdir(folder, { withFileTypes: true })).map(entryOf);
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      return stat.isFile() && stat.size <= largestFile ? decoded(await file.readFile()) : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** A link to a folder counts as a file: the go command does not walk through links, and a loop would never end. */
function entryOf(entry: Dirent): DirEntry {
  return { name: entry.name, isDirectory: entry.isDirectory() };
}

/** The text, or undefined for binary content; git's test: a zero byte early on. */
function decoded(bytes: Buffer): string | undefined {
  return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
}

function goos(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'windows';
  return platform === 'sunos' ? 'solaris' : platform;
}

function goarch(arch: string): string {
  const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', mipsel: 'mipsle', ppc64: 'ppc64le' };
  return names[arch] ?? arch;
}
