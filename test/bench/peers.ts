/**
 * `mapguard check` beside the tools that Go developers run on the same files: `go vet`, staticcheck, and gopls until its
 * workspace diagnostics are there. Wall and processor time of all their processes, peak memory of all of them together;
 * cold with empty caches of their own, warm right after. In one run, as multiples of tree-sitter's bare parse.
 *
 * Usage: tsx test/bench/peers.ts [MODULE FOLDER], after a build; by default Go's own sources. Tools that are not there
 * are fetched with `go install` into .cache/go-tools, or left out.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeHost } from '../../server/src/host/node.js';
import { LspClient } from '../support/lsp-client.js';
import { bareParse } from './bare-parse.js';
import { measured, TreeWatch, type Usage } from './usage.js';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli.js');
const tools = join(root, '.cache/go-tools');

void main(process.argv[2]);

async function main(given: string | undefined): Promise<void> {
  if (!existsSync(cli)) throw new Error('Build first: npm run build');
  const scratch = mkdtempSync(join(tmpdir(), 'mapguard-peers-'));
  try {
    const { goroot } = createNodeHost().environment('');
    if (goroot === undefined) throw new Error('no Go here to compare with');
    const folder = given ?? join(goroot, 'src');
    const packages = given === undefined ? ['std', 'cmd'] : ['./...'];
    const parse = await bareParse(folder);
    const row = (name: string, { wall, processor, megabytes }: Usage): void => {
      const times = [wall, processor].map(
        (time) => `${time.toFixed(1).padStart(8)} s ${(time / parse.seconds).toFixed(2).padStart(10)}`,
      );
      const perMillion = (megabytes * 1e6) / parse.lines;
      const memory = `${megabytes.toFixed(0).padStart(8)} MB ${perMillion.toFixed(0).padStart(8)} MB`;
      console.log(name.padEnd(22), times.join(' '), memory);
    };
    console.log(''.padEnd(22), '    wall     × parse     processor   × parse   peak memory, per million lines');
    // Go's own sources are not reported where they lie.
    const own = given ?? join(scratch, 'src');
    if (given === undefined) cpSync(folder, own, { recursive: true });
    const rounds = async (name: string, run: () => Promise<Usage>): Promise<void> => {
      for (const state of ['cold', 'warm']) row(`${name}, ${state}`, await run());
    };
    await rounds('mapguard check', () => {
      const env = { MAPGUARD_CACHE: join(scratch, 'mapguard') };
      const report = join(scratch, 'report.txt');
      return measured(process.execPath, [cli, 'check', '--output', report], own, env);
    });
    const go = { GOCACHE: join(scratch, 'go-build') };
    await rounds('go vet', () => measured('go', ['vet', ...packages], folder, go));
    rmSync(go.GOCACHE, { recursive: true, force: true });
    const staticcheck = tool('staticcheck', ['honnef.co/go/tools/cmd/staticcheck@latest']);
    const cache = { ...go, STATICCHECK_CACHE: join(scratch, 'staticcheck') };
    if (staticcheck) await rounds('staticcheck', () => measured(staticcheck, packages, folder, cache));
    rmSync(go.GOCACHE, { recursive: true, force: true });
    // The newest one may want a newer Go.
    const gopls = tool('gopls', ['golang.org/x/tools/gopls@latest', 'golang.org/x/tools/gopls@v0.23.0']);
    const home = { ...go, GOPLSCACHE: join(scratch, 'gopls') };
    if (gopls) await rounds('gopls, workspace', () => workspaceDiagnostics(gopls, folder, home));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function tool(name: string, sources: readonly string[]): string | undefined {
  const path = join(tools, name);
  mkdirSync(tools, { recursive: true });
  for (const source of existsSync(path) ? [] : sources) {
    const { status } = spawnSync('go', ['install', source], { env: { ...process.env, GOBIN: tools } });
    if (status === 0) break;
  }
  if (existsSync(path)) return path;
  console.log(`${name.padEnd(22)} cannot be had here`);
  return undefined;
}

/** From the start of the server until it is idle with its diagnostics published; one file is open, as in an editor. */
async function workspaceDiagnostics(
  server: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Usage> {
  const begin = performance.now();
  const client = await LspClient.start({
    command: server,
    args: ['serve'],
    server,
    folders: [folder],
    env,
    capabilities: { window: { workDoneProgress: true }, workspace: { configuration: true, workspaceFolders: true } },
  });
  const watch = new TreeWatch(client.process);
  try {
    let idleSince = performance.now();
    for (let before = watch.processor; ;) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      if (watch.processor - before > 0.02) idleSince = performance.now();
      before = watch.processor;
      if (performance.now() - idleSince > idle && client.progress.some(({ kind }) => (kind as string) === 'end')) break;
      if (performance.now() - begin > longest) throw new Error(`${server} is not done after ${longest / 1000} s`);
    }
    return { wall: (idleSince - begin) / 1000, processor: watch.processor, megabytes: watch.megabytes };
  } finally {
    watch.stop();
    client.process.kill('SIGKILL');
  }
}

const idle = 5_000;
const longest = 1_800_000;
