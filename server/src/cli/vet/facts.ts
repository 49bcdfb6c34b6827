/**
 * What a unit leaves for the units that import it. The go command runs a unit again when its own files or one of these
 * files has changed, so the facts are as fine as what importers depend on. Today that is all of a package's source,
 * since importers read its declarations from there; summaries of its functions, once they can be written down, take a
 * property beside `source`, and the hash comes to cover those and the exported declarations only.
 */
import { createHash } from 'node:crypto';

export interface Facts {
  readonly format: 1;
  readonly package: string;
  /** A hash of the package's files and of the facts of the packages that it imports. */
  readonly source: string;
}

/** `files` and `imports` hold contents by name; names of files are without folders, which differ between machines. */
export function factsOf(
  importPath: string,
  files: ReadonlyMap<string, Uint8Array>,
  imports: ReadonlyMap<string, Uint8Array>,
): Facts {
  const hash = createHash('sha256');
  for (const part of [files, imports]) {
    for (const [name, content] of [...part].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${name}\n${content.length}\n`).update(content);
    }
  }
  return { format: 1, package: importPath, source: hash.digest('hex') };
}
