/**
 * What the engine asks of its host, passed in: the engine itself does no IO. All paths are absolute, with forward
 * slashes. Calls are synchronous, since types are resolved lazily in the middle of an analysis; a host without
 * synchronous files (the browser) answers from what it has read before.
 */
export interface FileSystem {
  /** The file's text decoded from UTF-8 (a BOM kept); undefined if it does not exist, cannot be read or is binary. */
  readFile(path: string): string | undefined;
  /** Names in a folder, or undefined if it is none. */
  readDir(path: string): readonly DirEntry[] | undefined;
}

export interface DirEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

export interface Environment {
  readonly files: FileSystem;
  /** The folder of the Go installation's sources (`…/go/src`'s parent), where there is one. */
  readonly goroot?: string;
  /** The module cache (`…/pkg/mod`), where there is one. */
  readonly moduleCache?: string;
  readonly goos: string;
  readonly goarch: string;
}
