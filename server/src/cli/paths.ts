/** Paths as people type and read them, and as the engine wants them: absolute, with forward slashes. */
import { posix, resolve } from 'node:path';
import { slashed } from '../host/node.js';

/** A path given on the command line, as the engine wants it. */
export function absolute(path: string, cwd: string): string {
  return slashed(resolve(cwd, path));
}

/** A path for people: relative to where they are. */
export function relative(path: string, cwd: string): string {
  return posix.relative(cwd, path) || '.';
}
