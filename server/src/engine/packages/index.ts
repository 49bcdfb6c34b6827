/** Packages: where they are, which files they have, and their states as files change. */
export { Program } from './program.js';
export type { ParseFile } from './source-files.js';
export { parseGoMod, versionOf, type GoMod } from './go-mod.js';
export { matchesHeader, matchesName, type BuildTarget } from './build-constraints.js';
