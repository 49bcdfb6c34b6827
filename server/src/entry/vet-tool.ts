/** The vet tool on Node, for `mapguard vet` and `mapguard-vet` alike. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExitStatus } from '../cli/context.js';
import { runVet } from '../cli/vet/vet.js';
import { projectFile } from '../host/settings.js';
import { outputTo } from './output.js';
import { programHash } from './program-hash.js';
import type * as unit from './vet-unit.js';

export function vet(args: readonly string[]): Promise<ExitStatus> {
  return runVet(args, {
    out: outputTo(process.stdout),
    err: outputTo(process.stderr),
    identity: () => identity(process.cwd()),
    read: (path) => readFile(path).catch(() => undefined),
    write: (path, text) => writeFile(path, text),
    rules: async () => (await loadUnit()).rules,
    check: async (request) => (await loadUnit()).check(request),
  });
}

async function loadUnit(): Promise<typeof unit> {
  const loaded = (await import(pathToFileURL(join(__dirname, 'vet-unit.js')).href)) as {
    readonly default: typeof unit;
  };
  return loaded.default; // It is CommonJS.
}

/** The go command knows nothing of our settings files, so what they say is part of who we are. */
async function identity(cwd: string): Promise<string> {
  const hash = await programHash('vet-unit.js', [join(__dirname, 'vet.js'), ...(await settingsFiles(cwd))]);
  return hash.slice(0, 40);
}

/** Where settings may lie for the packages that the go command finds from here: above, and in the modules of a go.work. */
async function settingsFiles(cwd: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = resolve(folder, '..')) {
    folders.push(folder);
    const work = await readFile(join(folder, 'go.work'), 'utf8').catch(() => '');
    for (const [, used] of work.matchAll(/^[ \t]*(?:use[ \t]+)?["`]?(\.[^\s"`()]*)/gm))
      folders.push(resolve(folder, used!));
    if (folder === resolve(folder, '..')) break;
  }
  return folders.map((folder) => join(folder, projectFile));
}
