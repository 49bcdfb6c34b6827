/** The go command, as the judge of what is not this project's opinion. Tests that need it are skipped without it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The version that fixtures without a version folder are written for. */
const leastMinor = 25;

/** Why tests that need Go can't run; undefined if they can. */
export const whyNoGo: string | undefined = findReason();

function findReason(): string | undefined {
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: goEnvironment() });
  if (status !== 0) return 'no go command on the path';
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  return minor >= leastMinor ? undefined : `${stdout.trim()} is installed, go1.${leastMinor} is needed`;
}

export interface Outcome {
  readonly status: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/** Runs a command in a folder; one that takes longer than `timeout` milliseconds is stopped and has the status null. */
export function runIn(
  folder: string,
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  timeout = 120_000,
): Outcome {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...goEnvironment(), ...variables },
    maxBuffer: 64 * 1024 * 1024,
    timeout,
  });
  return { status, output: stdout + stderr };
}

/** Nothing is fetched, and no file of a user's changes what the tests see. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOPROXY: 'off', GOWORK: 'off', GOENV: 'off' };
}

/** A temporary folder with files by relative path. */
export function makeFolder(files: ReadonlyMap<string, string>): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'mapguard-go-'));
  for (const [name, text] of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
