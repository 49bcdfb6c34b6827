/**
 * The engine as tests use it: one workspace for files in memory, with Go's sources read from the disk where there are
 * any, so that the standard library is read once for all fixtures.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  createWorkspace,
  loadGrammar,
  type Diagnostic,
  type Environment,
  type FileSystem,
  type Job,
  type Workspace,
} from '../../server/src/engine/index.js';
import { createMemoryHost } from '../../server/src/host/memory.js';
import { createNodeHost } from '../../server/src/host/node.js';

const require = createRequire(import.meta.url);

/** A workspace over nothing but `files` (by absolute path), as on a machine without Go. */
export function openWorkspaceWithoutGo(files: Map<string, string>): Promise<Workspace> {
  return openWorkspaceOn(createMemoryHost(files).environment(''));
}

/** A workspace over `files` (by absolute path) and, below them, the machine's Go. */
export function openTestWorkspace(files: ReadonlyMap<string, string>): Promise<Workspace> {
  return openWorkspaceOn(environmentOf(files));
}

/** What such a workspace sees. */
export function environmentOf(files: ReadonlyMap<string, string>): Environment {
  const memory = createMemoryHost(files).files;
  const node = createNodeHost();
  const disk = node.files;
  const both: FileSystem = {
    readFile: (path) => memory.readFile(path) ?? disk.readFile(path),
    readDir: (path) => memory.readDir(path) ?? disk.readDir(path),
  };
  return { ...node.environment(''), files: both, goos: 'linux', goarch: 'amd64' };
}

export async function openWorkspaceOn(environment: Environment): Promise<Workspace> {
  const [runtime, language] = await Promise.all([
    readFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(require.resolve('tree-sitter-go/tree-sitter-go.wasm')),
  ]);
  const workspace = createWorkspace(environment, await loadGrammar(runtime, language));
  workspace.configure({ enable: true, rules: {}, goVersion: '' });
  return workspace;
}

/** Runs a job to its end. */
export function finish<T>(job: Job<T>): T {
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
  }
}

/** Findings in all packages that the files belong to, by file. */
export function checkFiles(workspace: Workspace, paths: Iterable<string>): ReadonlyMap<string, readonly Diagnostic[]> {
  const found = new Map<string, readonly Diagnostic[]>();
  const snapshot = workspace.snapshot();
  const go = [...paths].filter((path) => path.endsWith('.go'));
  for (const folder of new Set(go.map((path) => path.slice(0, path.lastIndexOf('/'))))) {
    for (const [file, diagnostics] of finish(snapshot.check(folder))) found.set(file, diagnostics);
  }
  return found;
}

/** Whether a person is told: at warning or above. */
export function isLoud({ severity }: Diagnostic): boolean {
  return severity === 'error' || severity === 'warning';
}
