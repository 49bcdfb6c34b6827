/** A hash of files, by which one build of the program is told from another. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of bundles with the engine, and of what they load; more files, by absolute path, as the caller needs. A missing file counts as such. */
export async function programHash(bundle: string, more: readonly string[] = []): Promise<string> {
  const loaded = ['web-tree-sitter.wasm', 'tree-sitter-go.wasm', 'std.txtar.gz'];
  const hash = createHash('sha256');
  for (const path of [...[bundle, ...loaded].map((name) => join(__dirname, name)), ...more]) {
    const content = await readFile(path).catch(() => undefined);
    hash.update(content === undefined ? '-' : `${content.length}\n`).update(content ?? '');
  }
  return hash.digest('hex');
}
