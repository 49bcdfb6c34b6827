/**
 * What a unit leaves for the units that import it: what its functions do, and what those of the packages that it imports
 * do, as far as they are being worked on. The go command runs a unit again when its own files or one of these files has
 * changed; importers read declarations from source as well, so the facts hold a hash of that.
 */
import { createHash } from 'node:crypto';
import type { PackageExports } from '../../engine/index.js';

export interface Facts {
  readonly format: 2;
  readonly package: string;
  /** A hash of the package's files and of the facts of the packages that it imports. */
  readonly source: string;
  /** By import path: of the package, and of all that it leads to. */
  readonly exports: Readonly<Record<string, PackageExports>>;
}

/** `files` and `imports` hold contents by name; names of files are without folders, which differ between machines. */
export function factsOf(
  importPath: string,
  files: ReadonlyMap<string, Uint8Array>,
  imports: ReadonlyMap<string, Uint8Array>,
  exports: Readonly<Record<string, PackageExports>>,
): Facts {
  const hash = createHash('sha256');
  for (const part of [files, imports]) {
    for (const [name, content] of [...part].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${name}\n${content.length}\n`).update(content);
    }
  }
  return { format: 2, package: importPath, source: hash.digest('hex'), exports };
}

/** What the facts of imported packages say of functions, by import path; facts that are not ours say nothing. */
export function exportsIn(imports: Iterable<Uint8Array>): Readonly<Record<string, PackageExports>> {
  const all: Record<string, PackageExports> = {};
  for (const content of imports) {
    try {
      const facts = JSON.parse(Buffer.from(content).toString()) as Partial<Facts> | null;
      if (facts?.format === 2) Object.assign(all, facts.exports);
    } catch {
      // Another tool's, or none: the package is read from source.
    }
  }
  return all;
}
