/** The Go toolchain as the judge of rewritten files: one process for a module, which type-checks in memory. */
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Verdict {
  /** Why there is no verdict; empty if there is one. */
  readonly skipped: string;
  /** What the compiler says. */
  readonly errors: readonly string[];
  /** What go vet says and did not say before. */
  readonly vet: readonly string[];
  /** Where gofmt would change something. */
  readonly format: readonly string[];
}

export interface Judge {
  /** The Go files of the module's packages, as the go command builds them here. */
  readonly files: readonly string[];
  /** Texts by absolute path, all of one package. */
  judge(files: ReadonlyMap<string, string>): Promise<Verdict>;
  close(): void;
}

/** Builds the Go program into a folder, with the analyzers that Go's own sources hold; returns its path. */
export function buildJudge(folder: string, goroot: string): string {
  const source = join(import.meta.dirname, 'rewrites');
  const analyzers = join(folder, 'tools');
  mkdirSync(folder, { recursive: true });
  cpSync(source, folder, { recursive: true });
  cpSync(join(goroot, 'src/cmd/vendor/golang.org/x/tools'), analyzers, { recursive: true });
  mkdirSync(analyzers, { recursive: true });
  writeFileSync(join(analyzers, 'go.mod'), 'module golang.org/x/tools\n\ngo 1.25\n');
  const program = join(folder, 'rewrites');
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOWORK: 'off' };
  execFileSync('go', ['build', '-o', program, '.'], { cwd: folder, env });
  return program;
}

/** A judge of the packages that the patterns name in a module's folder. */
export async function openJudge(program: string, folder: string, patterns: readonly string[]): Promise<Judge> {
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', GOGC: '200' };
  const child = spawn(program, [folder, ...patterns], { cwd: folder, env });
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  const waiting = new Map<number, (verdict: Verdict) => void>();
  const files = await new Promise<readonly string[]>((resolve, reject) => {
    child.on('exit', (status) => reject(new Error(`the judge of ${folder} ended with status ${status}`)));
    let isFirst = true;
    lines.on('line', (line) => {
      if (isFirst) {
        isFirst = false;
        return resolve(JSON.parse(line) as readonly string[]);
      }
      const { id, ...verdict } = JSON.parse(line) as Verdict & { readonly id: number };
      waiting.get(id)?.(verdict);
      waiting.delete(id);
    });
  });
  return { files, judge: (texts) => ask(child, waiting, texts), close: () => child.stdin.end() };
}

let lastId = 0;

function ask(
  child: ChildProcessWithoutNullStreams,
  waiting: Map<number, (verdict: Verdict) => void>,
  texts: ReadonlyMap<string, string>,
): Promise<Verdict> {
  const id = ++lastId;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    child.stdin.write(`${JSON.stringify({ id, files: Object.fromEntries(texts) })}\n`);
  });
}
