/** Runs a command against files in memory and a stand-in for the engine; what it writes comes back as text. */
import { runCli } from '../../server/src/cli/program.js';
import type { CliContext, RuleDescription } from '../../server/src/cli/context.js';
import { createMemoryHost } from '../../server/src/host/memory.js';
import { createWorkspace } from '../support/fake-workspace.js';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** `files` maps absolute paths to texts and is changed by commands that write; the working directory is /work. */
export async function run(args: string, files: Map<string, string>, more: Partial<CliContext> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const status = await runCli(args.split(' '), {
    cwd: '/work',
    host: createMemoryHost(files),
    out: { isTerminal: false, write: (text) => (out += text) },
    err: { isTerminal: false, write: (text) => (err += text) },
    version: '1.2.3',
    rules: [rule('map-alias-write'), rule('unguarded-map-access')],
    openWorkspace: (environment) => Promise.resolve(createWorkspace(environment)),
    openInspector: () => Promise.reject(new Error('there is no stand-in for this')),
    parallelism: 1,
    startWorker: () => {
      throw new Error('one thread is enough here');
    },
    identity: () => Promise.resolve('1.2.3'),
    store: { get: () => Promise.resolve(undefined), put: () => Promise.resolve(), close: () => Promise.resolve() },
    readBytes: (path) => Promise.resolve(files.has(path) ? Buffer.from(files.get(path)!) : undefined),
    writeFile(path, text) {
      files.set(path, text);
      return Promise.resolve();
    },
    git: () => Promise.resolve(undefined),
    serve: () => Promise.reject(new Error('served')),
    vet: () => Promise.reject(new Error('vetted')),
    ...more,
  });
  return { status, out, err };
}

function rule(code: string): RuleDescription {
  const docs = {
    summary: 'two names, one map',
    why: 'Maps are references.',
    bad: ['b := a // want map-alias-write'],
    good: ['b := maps.Clone(a)'],
    limits: ['Misses: a lot.'],
    fixes: ['**Clone**: a copy.'],
  };
  return { code, since: '0.1.0', severity: 'warning', docs };
}
