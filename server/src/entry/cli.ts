/** The command line on Node: the composition root of `mapguard`. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import writeFileAtomic from 'write-file-atomic';
import type { CliContext, GitOutcome } from '../cli/context.js';
import { runCli } from '../cli/program.js';
import { createWorkspace, openInspector, rules } from '../engine/index.js';
import { createNodeHost, slashed } from '../host/node.js';
import { readGrammar } from './grammar.js';
import { outputTo } from './output.js';
import { startWorker } from './start-worker.js';
import { vet } from './vet-tool.js';

/** Put in by the build. */
declare const MAPGUARD_VERSION: string;

void main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const interrupt = listenForInterrupts(args[0]);
  const context: CliContext = {
    cwd: slashed(process.cwd()),
    host: createNodeHost(),
    out: outputTo(process.stdout),
    err: outputTo(process.stderr),
    version: MAPGUARD_VERSION,
    rules,
    openWorkspace: async (environment) => createWorkspace(environment, await readGrammar()),
    openInspector: async (environment) => openInspector(environment, await readGrammar()),
    parallelism: availableParallelism(),
    startWorker,
    readBytes: (path) => readFile(path).catch(() => undefined),
    writeFile: (path, text) => writeFileAtomic(path, text),
    git: runGit,
    serve,
    vet,
    signal: interrupt.signal,
  };
  const status = await runCli(args, context);
  // Ends as whoever sent the signal expects: by it, now that nothing is half done.
  if (interrupt.name !== undefined) process.kill(process.pid, interrupt.name);
  // Not process.exit: output to a pipe may still be on its way.
  process.exitCode = status;
}

interface Interrupt {
  readonly signal: AbortSignal;
  /** The signal that came. */
  name: NodeJS.Signals | undefined;
}

/** The first Ctrl+C stops the work in good order, a second one at once. Other commands have nothing to put in order. */
function listenForInterrupts(command: string | undefined): Interrupt {
  const controller = new AbortController();
  const interrupt: Interrupt = { signal: controller.signal, name: undefined };
  if (command !== 'check' && command !== 'fix') return interrupt;
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = (name: NodeJS.Signals): void => {
    for (const each of signals) process.removeListener(each, stop);
    interrupt.name = name;
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  return interrupt;
}

/** Undefined if there is no git. */
function runGit(args: readonly string[], folder: string): Promise<GitOutcome | undefined> {
  // Windows would look for git in the folder first, which is not ours to trust.
  const env = { ...process.env, NoDefaultCurrentDirectoryInExePath: '1', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
  const options = { cwd: folder, env, maxBuffer: largestGitOutput, encoding: 'utf8' } as const;
  return new Promise((resolve, reject) => {
    execFile('git', args, options, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') resolve(undefined);
      else if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ status: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

const largestGitOutput = 1024 * 1024 * 1024;

/** The server is a program of its own, which finds `--stdio` among this one's arguments and ends the process itself. */
async function serve(): Promise<never> {
  await import(pathToFileURL(join(__dirname, 'server.js')).href);
  return new Promise(() => {});
}
