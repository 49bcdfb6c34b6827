/**
 * The vet tool: its half of the protocol against configurations as the go command writes them, and the real go command
 * on a workspace of several modules.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, runIn, whyNoGo } from '../support/go-command.js';

const root = join(import.meta.dirname, '../..');
const dist = mkdtempSync(join(tmpdir(), 'mapguard-vet-'));
const tool = join(dist, 'vet.js');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--outdir', dist], { stdio: 'pipe' });
});

afterAll(() => rmSync(dist, { recursive: true, force: true }));

const aliasing = (name: string): string =>
  `func ${name}(list map[string]int) int {\n\toffer := list\n\toffer["tea"] = 0\n\treturn len(list)\n}\n`;

/** The same in a test, where a second name of a map of its own is no bug. */
const keeping = (name: string): string =>
  `var ${name}Shelf = map[string]int{}\n\nfunc ${name}() int {\n\tsaved := ${name}Shelf\n\tsaved["tea"] = 0\n\treturn len(${name}Shelf)\n}\n`;

/** Two modules that one workspace uses: one imports the other, and both have tests. */
const workspace = new Map([
  ['go.work', 'go 1.25\n\nuse (\n\t./shop\n\t./till\n)\n'],
  ['shop/go.mod', 'module example.com/shop\n\ngo 1.25\n'],
  [
    'shop/sale/sale.go',
    `package sale\n\ntype Offers map[string]int\n\n${aliasing('Sale')}\nfunc End(offers Offers) { delete(offers, "tea") }\n`,
  ],
  ['shop/sale/sale_test.go', `package sale\n\n${keeping('inTest')}`],
  [
    'shop/sale/external_test.go',
    `package sale_test\n\nimport "example.com/shop/sale"\n\nvar _ = sale.Sale\n\n${keeping('outside')}`,
  ],
  ['shop/sale/other_windows.go', `package sale\n\n${aliasing('onWindows')}`],
  [
    'shop/clean/clean.go',
    'package clean\n\n// Count counts.\nfunc Count(list map[string]int) int { return len(list) }\n',
  ],
  ['till/go.mod', 'module example.com/till\n\ngo 1.25\n'],
  [
    'till/till.go',
    `package till

import "example.com/shop/sale"

// Über says where columns are bytes.
func Über(offers sale.Offers) int {
	/* ü */ other := offers
	other["tea"] = 0
	return len(offers)
}

// Last is told by what another package does.
func Last(offers sale.Offers) int {
	kept := offers
	sale.End(kept)
	return len(offers)
}
`,
  ],
]);

interface Finding {
  readonly file: string;
  readonly rule: string;
  readonly message: string;
  readonly start: { readonly line: number; readonly character: number };
}

/** What `mapguard check` finds, as `file:line: message (rule)`; columns are another matter, Go counts bytes. */
function checkedIn(folder: string): readonly string[] {
  const args = [join(dist, 'cli.js'), 'check', '--no-cache', '--format', 'json'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const findings = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);
  return findings.map(({ file, rule, message, start }) => `${file}:${start.line + 1}: ${message} (${rule})`).sort();
}

describe('the go command', { timeout: 240_000 }, () => {
  let folder: ReturnType<typeof makeFolder>;
  const variables = (): Readonly<Record<string, string>> => ({ GOFLAGS: '', GOWORK: join(folder.path, 'go.work') });
  const vet = (...args: string[]): { status: number | null; output: string } =>
    runIn(folder.path, 'go', ['vet', `-vettool=${tool}`, ...args, './shop/...', './till/...'], variables());

  /** The packages that the tool was started for. */
  const started = (...args: string[]): readonly string[] => {
    const { output } = vet('-x', ...args);
    return [...output.matchAll(/vet\.js .*vet\.cfg/g)].map(([line]) => line);
  };

  beforeEach(({ skip, onTestFinished }) => {
    if (whyNoGo !== undefined) return skip(whyNoGo);
    folder = makeFolder(workspace);
    onTestFinished(() => folder.remove());
  });

  test('has the findings of check, tests of both kinds included', () => {
    const { status, output } = vet();
    expect(status).toBe(1);
    const found = output
      .split('\n')
      .filter((line) => /\(\S+\)$/.test(line))
      .map((line) => line.replace(/^(\S+:\d+):\d+:/, '$1:'));
    expect(found.sort()).toEqual(checkedIn(folder.path));
    expect(found).toHaveLength(5);
    expect(output).toContain('till/till.go:7:11: other and offers are one map');
  });

  test('runs nothing again while nothing changes, and what depends on a change when something does', () => {
    vet();
    expect(started()).toEqual([]);
    const again = vet();
    expect(again.status).toBe(1);
    expect(again.output).toContain('shop/sale/sale.go:6:2: ');
    writeFileSync(join(folder.path, 'shop/clean/clean.go'), 'package clean\n');
    expect(started()).toHaveLength(1);
    writeFileSync(
      join(folder.path, 'shop/sale/sale.go'),
      workspace.get('shop/sale/sale.go')!.replace('"tea"', '"jam"'),
    );
    // The package as it is imported, with its tests, its external tests, and the one that imports it.
    expect(started()).toHaveLength(4);
  });

  test('passes flags on, and prints JSON', () => {
    expect(vet('-rule=map-alias-write=off')).toMatchObject({ status: 0 });
    const { status, output } = vet('-json');
    expect(status).toBe(0);
    expect(output).toContain('"category": "map-alias-write"');
  });

  test('follows settings files, and sees when they change', () => {
    expect(vet().status).toBe(1);
    for (const module of ['shop', 'till']) {
      writeFileSync(join(folder.path, module, '.mapguard.json'), '{ "rules": { "map-alias-write": "off" } }');
    }
    expect(vet()).toEqual({ status: 0, output: '' });
  });
});

describe('the protocol', () => {
  let folder: ReturnType<typeof makeFolder>;

  beforeEach(({ onTestFinished }) => {
    folder = makeFolder(workspace);
    onTestFinished(() => folder.remove());
  });

  function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [tool, ...args], { cwd: folder.path, encoding: 'utf8' });
  }

  /** Runs the tool on the package of `sale.go`, as the go command before 1.26 does, or with more in the configuration. */
  function runUnit(more: object, ...flags: string[]): ReturnType<typeof run> {
    const config = {
      ID: 'example.com/shop/sale',
      Compiler: 'gc',
      Dir: join(folder.path, 'shop/sale'),
      ImportPath: 'example.com/shop/sale',
      GoFiles: [join(folder.path, 'shop/sale/sale.go')],
      PackageVetx: {},
      VetxOnly: false,
      VetxOutput: join(folder.path, 'vet.out'),
      ...more,
    };
    writeFileSync(join(folder.path, 'vet.cfg'), JSON.stringify(config));
    return run(...flags, join(folder.path, 'vet.cfg'));
  }

  test('says who it is, the same way until a settings file changes', () => {
    const { status, stdout } = run('-V=full');
    expect(stdout).toMatch(/^mapguard-vet version devel buildID=[0-9a-f]{40}\n$/);
    expect(status).toBe(0);
    expect(run('-V=full').stdout).toBe(stdout);
    writeFileSync(join(folder.path, 'till/.mapguard.json'), '{}');
    expect(run('-V=full').stdout).not.toBe(stdout);
  });

  test('describes its flags', () => {
    const flags = JSON.parse(run('-flags').stdout) as readonly { readonly Name: string; readonly Bool: boolean }[];
    expect(flags.map(({ Name, Bool }) => [Name, Bool])).toEqual([
      ['json', true],
      ['rule', false],
      ['fail-on', false],
    ]);
  });

  test('prints findings with their evidence and ends with 1; leaves facts', () => {
    const { status, stdout, stderr } = runUnit({});
    const file = join(folder.path, 'shop/sale/sale.go');
    const [first, ...evidence] = stderr.trimEnd().split('\n');
    expect(first).toBe(
      `${file}:6:2: offer and list are one map: a write through offer changes list, which is read afterwards (map-alias-write)`,
    );
    expect(evidence[0]).toBe(`${file}:7:2: \tthe map is written through offer here`);
    expect(stdout).toBe('');
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(join(folder.path, 'vet.out'), 'utf8'))).toMatchObject({
      format: 2,
      package: 'example.com/shop/sale',
    });
  });

  test('sees the files that it is told of and no others', () => {
    expect(runUnit({}).stderr).not.toContain('_test.go');
    const GoFiles = ['sale.go', 'sale_test.go'].map((name) => join(folder.path, 'shop/sale', name));
    expect(runUnit({ GoFiles }).stderr).toContain('sale_test.go:6:2: ');
  });

  test('writes JSON to where it is told, and ends with 0', () => {
    const Stdout = join(folder.path, 'vet.stdout');
    expect(runUnit({ Stdout }, '-json')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const tree = JSON.parse(readFileSync(Stdout, 'utf8')) as Record<string, Record<string, readonly object[]>>;
    const file = join(folder.path, 'shop/sale/sale.go');
    expect(tree['example.com/shop/sale']!['map-alias-write']).toMatchObject([
      { posn: `${file}:6:2`, end: `${file}:6:15`, category: 'map-alias-write' },
    ]);
  });

  test('takes severities from its flags and the settings', () => {
    expect(runUnit({}, '-rule=map-alias-write=off')).toMatchObject({ status: 0, stderr: '' });
    expect(runUnit({}, '-fail-on=error')).toMatchObject({ status: 0, stderr: '' });
    expect(runUnit({}, '-rule', 'map-alias-write=error', '-fail-on', 'error').status).toBe(1);
    expect(runUnit({}, '-fail-on=loud').stderr).toContain('-fail-on loud: none of error, warning, information, hint');
    expect(runUnit({}, '-rule=nothing=off').stderr).toContain('there is no rule "nothing"');
    writeFileSync(join(folder.path, 'shop/.mapguard.json'), '{ "exclude": ["sale/"] }');
    expect(runUnit({})).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(join(folder.path, 'shop/.mapguard.json'), '{ "rules": { "map-alias-rite": "off" } }');
    expect(runUnit({})).toMatchObject({ status: 2, stdout: '' });
    expect(runUnit({}).stderr).toContain('there is no rule "map-alias-rite"');
  });

  test('only leaves facts where nobody asked about the package', () => {
    expect(runUnit({ VetxOnly: true })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(join(folder.path, 'vet.out'))).toBe(true);
  });

  test('facts change with the sources of the package and of what it imports', () => {
    const facts = (more: object = {}): string => {
      runUnit({ VetxOnly: true, ...more });
      return readFileSync(join(folder.path, 'vet.out'), 'utf8');
    };
    const imported = join(folder.path, 'imported.vetx');
    const PackageVetx = { 'example.com/shop/clean': imported };
    writeFileSync(imported, 'one');
    const before = facts({ PackageVetx });
    expect(facts({ PackageVetx })).toBe(before);
    writeFileSync(imported, 'two');
    expect(facts({ PackageVetx })).not.toBe(before);
    writeFileSync(imported, 'one');
    writeFileSync(join(folder.path, 'shop/sale/sale.go'), 'package sale\n');
    expect(facts({ PackageVetx })).not.toBe(before);
  });

  test.for([
    [[], 'this is for the go command'],
    [['./...'], 'this is for the go command'],
    [['nothing.cfg'], 'nothing.cfg: not the description of a package'],
    [['-V=short'], 'the only -V is -V=full'],
    [['-frobnicate', 'vet.cfg'], "Unknown option '--frobnicate'"],
    [['-json', '-fix', 'vet.cfg'], 'mapguard fix does'],
  ] as const)('%j: says what is wrong and ends with 2', ([args, message]) => {
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('internal error');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
