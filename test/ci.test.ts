/** The files by which other systems run us: they parse, name things that exist, and their scripts do what they say. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { run as runInMemory } from './cli/run-in-memory.js';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly 'working-directory'?: string;
}

describe('action.yml', () => {
  const text = read('action.yml');
  const action = parse(text) as Action;
  const step = (name: string): Step => action.runs.steps.find((each) => each.name === name)!;
  const scratch = mkdtempSync(join(tmpdir(), 'mapguard-action-'));

  beforeAll(() => {
    execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--outdir', join(scratch, 'dist')], {
      stdio: 'pipe',
    });
  });

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  /** Runs the script of the step that checks, as GitHub does, with inputs over their defaults. */
  function check(inputs: Readonly<Record<string, string>> = {}): {
    status: number | null;
    stdout: string;
    stderr: string;
  } {
    const { env = {}, run = '' } = step('Check');
    const valueOf = (expression: string): string => {
      const name = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)![1]!;
      return inputs[name] ?? action.inputs[name]!.default;
    };
    const given = Object.fromEntries(Object.entries(env).map(([name, expression]) => [name, valueOf(expression)]));
    const runner = { RUNNER_TEMP: scratch, GITHUB_OUTPUT: join(scratch, 'output'), GITHUB_ACTION_PATH: scratch };
    // The flags that GitHub gives bash.
    return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd: join(root, 'test/sample'),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: scratch, ...runner, ...given },
    });
  }

  const sarif = (): Log => JSON.parse(readFileSync(join(scratch, 'mapguard.sarif'), 'utf8')) as Log;

  test('is a composite action whose inputs and outputs are used and described', () => {
    expect(action.runs.using).toBe('composite');
    const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map((match) => match[1]));
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
    for (const [name, { description }] of Object.entries(action.inputs)) expect(description, name).toMatch(/\.$/);
    for (const { value } of Object.values(action.outputs)) {
      const [, id, output] = /^\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}$/.exec(value)!;
      expect(action.runs.steps.find((each) => each.id === id)?.run).toContain(`${output}=`);
    }
    const documented = [...read('docs/ci.md').matchAll(/^\| `([\w-]+)` +\| +`?[^|]*\|/gm)].map((match) => match[1]!);
    for (const name of Object.keys(action.inputs)) expect(documented).toContain(name);
  });

  test('puts nothing of its inputs into scripts', () => {
    for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
  });

  test('builds what it runs', () => {
    const { run = '' } = step('Build Mapguard');
    for (const [, script] of run.matchAll(/npm run (\S+)/g)) expect(Object.keys(manifest.scripts)).toContain(script);
    expect(manifest.scripts['build']).toContain('tools/build.mjs');
    expect(step('Check').run).toContain('$GITHUB_ACTION_PATH/dist/cli.js');
  });

  test('annotates, writes SARIF with paths from the root of the repository, and fails', () => {
    const { status, stdout, stderr } = check();
    expect(stdout).toContain('::error file=test/sample/cache/cache.go,line=34,');
    expect(stdout.match(/^::(error|warning) /gm)).toHaveLength(11);
    expect(stderr).toBe('');
    expect(status).toBe(1);
    const { results } = sarif().runs[0]!;
    expect(results).toHaveLength(11);
    const { artifactLocation } = results![0]!.locations![0]!.physicalLocation!;
    expect(artifactLocation).toEqual({ uri: 'test/sample/cache/cache.go', uriBaseId: '%SRCROOT%' });
    expect(readFileSync(join(scratch, 'output'), 'utf8')).toContain(`sarif-file=${scratch}/mapguard.sarif\n`);
  });

  test('does what its inputs say', () => {
    expect(check({ 'fail-on': 'error', paths: 'config store/store.go' }).status).toBe(1);
    expect(check({ 'fail-on': 'error', paths: 'config' }).status).toBe(0);
    expect(sarif().runs[0]!.results).toHaveLength(2);
    expect(check({ annotate: 'false' }).stdout).toContain('11 findings in 6 files');
    expect(check({ baseline: 'nowhere.json' }).stderr).toContain('no such baseline: nowhere.json');
    expect(check({ since: 'nowhere' }).stderr).toContain('git knows no revision "nowhere"');
    expect(check({ paths: '$(touch hacked)' }).stderr).toContain('no such file or folder: $(touch');
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const hooks = parse(read('.pre-commit-hooks.yaml')) as readonly Readonly<Record<string, unknown>>[];

  test('runs a command that exists, on Go files', () => {
    for (const { entry, types, language } of hooks) {
      const [program, command] = (entry as string).split(' ') as [string, string];
      expect(Object.keys(manifest.bin)).toContain(program);
      expect(command).toBe('check');
      expect({ types, language }).toEqual({ types: ['go'], language: 'system' });
    }
    const named = [...read('docs/ci.md').matchAll(/^ +- id: (\S+)$/gm)].map((match) => match[1]);
    expect(named).toEqual(hooks.map(({ id }) => id));
  });
});

describe('what the pages tell people to run', () => {
  const pages = ['README.md', 'docs/ci.md'];
  const commands = pages.flatMap((page) =>
    [...read(page).matchAll(/(?:^|[`(-] ?)(mapguard (?:check|fix|explain|lsp|vet)[^`\n#]*)/gm)].map(([, text]) => ({
      page,
      text: text!.trim(),
    })),
  );

  test('is there', () => expect(commands.length).toBeGreaterThan(6));

  test.for(commands)('$page: $text', async ({ text }) => {
    const args = text
      .replace(/^mapguard /, '')
      .replaceAll(/"\$\([^)]*\)"/g, 'HEAD')
      .replaceAll('ID=SEVERITY', 'map-alias-write=off')
      .replaceAll(/\bRULE\b/g, 'map-alias-write')
      .replaceAll('SEVERITY', 'error');
    const files = new Map([['/work/a.go', 'package a\n']]);
    const { err } = await runInMemory(args, files, {
      vet: () => Promise.resolve(0),
      serve: () => Promise.reject(new Error('served')),
    });
    expect(err).not.toMatch(/unknown|invalid|not specified|missing/);
  });
});

describe('YAML of the pages', () => {
  const blocks = [...read('docs/ci.md').matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1]!);

  test.for(blocks)('parses: %s', (block) => {
    expect(parse(block)).toBeTypeOf('object');
  });

  test('gives the action inputs that it has', () => {
    const job = parse(blocks[0]!) as { jobs: Record<string, { steps: readonly { uses: string; with?: object }[] }> };
    const steps = job.jobs['mapguard']!.steps;
    const known = Object.keys((parse(read('action.yml')) as Action).inputs);
    for (const name of Object.keys(steps.find(({ uses }) => uses.startsWith('mapguard/'))!.with ?? {})) {
      expect(known).toContain(name);
    }
  });
});
