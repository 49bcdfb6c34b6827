/** Where imports lead, for those who want to know what a package depends on without analysing anything. */
import type { Environment } from '../environment.js';
import { Modules } from './modules.js';

/** The folder of the package that a file in `fromDir` imports; undefined if it cannot be found. */
export type FindImport = (importPath: string, fromDir: string) => string | undefined;

export function importFinder(environment: Environment): FindImport {
  const modules = new Modules(environment);
  return (importPath, fromDir) => modules.find(importPath, fromDir)?.dir;
}
