/** The two wasm files that lie beside every bundle for Node. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadGrammar, type Grammar } from '../engine/index.js';

export async function readGrammar(): Promise<Grammar> {
  const [runtime, language] = await Promise.all([
    readFile(join(__dirname, 'web-tree-sitter.wasm')),
    readFile(join(__dirname, 'tree-sitter-go.wasm')),
  ]);
  return loadGrammar(runtime, language);
}
