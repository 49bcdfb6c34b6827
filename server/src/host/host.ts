/**
 * What the language server and the command line need of the machine they run on. The engine sees only `files`, through
 * its own `Environment`; listing and reading ahead of an analysis is asynchronous, so that nobody waits for a disk.
 */
import type { DirEntry, Environment, FileSystem } from '../engine/index.js';

export interface Host {
  readonly files: FileSystem;
  /** Names in a folder, or undefined if it is none or cannot be read. */
  list(folder: string): Promise<readonly DirEntry[] | undefined>;
  /** A file's text as `files.readFile` gives it. */
  read(path: string): Promise<string | undefined>;
  /** The engine's view of this machine; `goroot` is what the user set, empty to look for it. */
  environment(goroot: string): Environment;
  /** Set where files come from afar, and `files` knows only what has arrived. */
  readonly remote?: RemoteFiles;
}

export interface RemoteFiles {
  /** Fetches what the engine will want of a folder. */
  prefetch(folder: string): Promise<void>;
  /** Fetches again what has changed. */
  refresh(paths: readonly string[]): Promise<void>;
  /** Calls back when something that was missed has come. */
  onArrival(listener: (paths: readonly string[]) => void): void;
}

/** Files larger than this many bytes are not read: what is larger is data in Go's clothes. */
export const largestFile = 16 * 1024 * 1024;
