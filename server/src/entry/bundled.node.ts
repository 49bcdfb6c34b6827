/** What lies beside the bundles on Node, the parser's two wasm files and a summary of the standard library; workspaces that use it. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  createWorkspace,
  loadGrammar,
  withStdSummary,
  type Environment,
  type Grammar,
  type Workspace,
} from '../engine/index.js';

export async function readGrammar(): Promise<Grammar> {
  const [runtime, language] = await Promise.all([
    readFile(join(__dirname, 'web-tree-sitter.wasm')),
    readFile(join(__dirname, 'tree-sitter-go.wasm')),
  ]);
  return loadGrammar(runtime, language);
}

/** The environment with a standard library: the machine's, or the summary. */
export function withStandardLibrary(environment: Environment): Environment {
  return withStdSummary(environment, () => gunzipSync(readFileSync(join(__dirname, 'std.txtar.gz'))).toString('utf8'));
}

export async function openWorkspace(environment: Environment): Promise<Workspace> {
  return createWorkspace(withStandardLibrary(environment), await readGrammar());
}
