/** What lies beside the bundles on Node, the parser's two wasm files, and a workspace that uses it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkspace, loadGrammar, type Environment, type Grammar, type Workspace } from '../engine/index.js';

export async function readGrammar(): Promise<Grammar> {
  const [runtime, language] = await Promise.all([
    readFile(join(__dirname, 'web-tree-sitter.wasm')),
    readFile(join(__dirname, 'tree-sitter-go.wasm')),
  ]);
  return loadGrammar(runtime, language);
}

export async function openWorkspace(environment: Environment): Promise<Workspace> {
  return createWorkspace(environment, await readGrammar());
}
