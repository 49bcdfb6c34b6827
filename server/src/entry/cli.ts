/** The command line on Node: the composition root of `mapguard`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pc from 'picocolors';
import { createWorkspace, openInspector, rules } from '../engine/index.js';
import type { Output } from '../cli/context.js';
import { runCli } from '../cli/program.js';
import { createNodeHost, slashed } from '../host/node.js';
import { readGrammar, withStandardLibrary } from './bundled.node.js';

/** Put in by the build. */
declare const MAPGUARD_VERSION: string;

void main();

async function main(): Promise<void> {
  // Not process.exit: output to a pipe may still be on its way.
  process.exitCode = await runCli(process.argv.slice(2), {
    cwd: slashed(process.cwd()),
    host: createNodeHost(),
    out: outputTo(process.stdout),
    err: outputTo(process.stderr),
    version: MAPGUARD_VERSION,
    rules,
    openWorkspace: async (environment) => createWorkspace(withStandardLibrary(environment), await readGrammar()),
    openInspector: async (environment) => openInspector(withStandardLibrary(environment), await readGrammar()),
    writeFile: (path, text) => writeFile(path, text),
    serve,
  });
}

function outputTo(stream: NodeJS.WriteStream): Output {
  // A reader that has seen enough (`| head`) is no error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    isTerminal: stream.isTTY && pc.isColorSupported,
    write: (text) => void stream.write(text),
  };
}

/** The server is a program of its own, which finds `--stdio` among this one's arguments and ends the process itself. */
async function serve(): Promise<never> {
  await import(pathToFileURL(join(__dirname, 'server.js')).href);
  return new Promise(() => {});
}
