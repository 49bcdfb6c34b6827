/** The command line on Node: the composition root of `mapguard`. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import writeFileAtomic from 'write-file-atomic';
import type { CliContext } from '../cli/context.js';
import { runCli } from '../cli/program.js';
import { openInspector, rules } from '../engine/index.js';
import { cacheFolder, DiskStore } from '../host/disk-store.js';
import { createNodeHost, slashed } from '../host/node.js';
import { openWorkspace, readGrammar, withStandardLibrary } from './bundled.node.js';
import { outputTo } from './output.js';
import { programHash } from './program-hash.js';
import { runGit } from './run-git.js';
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
    openWorkspace,
    openInspector: async (environment) => openInspector(withStandardLibrary(environment), await readGrammar()),
    parallelism: availableParallelism(),
    startWorker: (goroot) => startWorker('worker.js', goroot),
    identity: () => programHash('worker.js'),
    store: new DiskStore({ folder: cacheFolder() }),
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

/** The server is a program of its own, which finds `--stdio` among this one's arguments and ends the process itself. */
async function serve(): Promise<never> {
  await import(pathToFileURL(join(__dirname, 'server.js')).href);
  return new Promise(() => {});
}
