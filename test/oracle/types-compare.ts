/**
 * Holds the engine's types equal to go/types: every fact about a map-typed expression of a package pattern. The Go
 * program in `maptypes/` is built with the Go installation, which must be there.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Environment } from '../../server/src/engine/environment.js';
import { Program } from '../../server/src/engine/packages/index.js';
import { mapFacts, type MapFact } from '../../server/src/engine/types/index.js';

export interface TypesComparison {
  readonly files: number;
  /** Facts of go/types, and how many of them the engine has at the same place with the same role and class. */
  readonly expected: number;
  readonly found: number;
  /** Facts of the engine, which go/types does not have. */
  readonly wrong: number;
  /** Found facts whose type has the same text. */
  readonly sameText: number;
  readonly milliseconds: number;
  /** One line for each difference. */
  readonly differences: readonly string[];
}

export function buildMaptypes(): string {
  const program = join(mkdtempSync(join(tmpdir(), 'maptypes-')), 'maptypes');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'maptypes') });
  return program;
}

/** The machine's files and Go folders. */
export function nodeEnvironment(): Environment {
  const [goroot, moduleCache, goos, goarch] = spawnSync('go', ['env', 'GOROOT', 'GOMODCACHE', 'GOOS', 'GOARCH'], {
    encoding: 'utf8',
  }).stdout.split('\n') as [string, string, string, string];
  const attempt = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch {
      return undefined;
    }
  };
  return {
    goroot,
    moduleCache,
    goos,
    goarch,
    files: {
      readFile: (path) => attempt(() => readFileSync(path, 'utf8')),
      readDir: (path) =>
        attempt(() =>
          readdirSync(path, { withFileTypes: true }).map((e) => ({ name: e.name, isDirectory: e.isDirectory() })),
        ),
    },
  };
}

/** Compares the packages that a pattern names in a folder. */
export function compareTypes(
  maptypes: string,
  dir: string,
  patterns: readonly string[],
  { tests = false, all = false } = {},
): TypesComparison {
  const args = [...(tests ? ['-tests'] : []), ...(all ? ['-all'] : []), dir, ...patterns];
  const { stdout, stderr } = spawnSync(maptypes, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const expected = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as MapFact]));
  // Packages that do not compile have no facts to compare with.
  const skipped = new Set([...stderr.matchAll(/^skipped (\S+)/gm)].map((match) => match[1]!));
  const listed = filesOf(dir, patterns, tests, skipped);
  const start = performance.now();
  const program = new Program(nodeEnvironment());
  const facts = listed.flatMap((path) => {
    const pkg = program.packageOf(path);
    const file = pkg?.files.find((candidate) => candidate.path === path);
    return pkg === undefined || file === undefined ? [] : mapFacts(pkg, file, all);
  });
  const milliseconds = performance.now() - start;
  const own = facts.map((fact) => ({ ...fact, file: relative(dir, fact.file) }));
  return { files: listed.length, milliseconds, ...difference(expected, own, dir) };
}

/** The files that `go list` counts to the packages, which tells what the facts should cover. */
function filesOf(
  dir: string,
  patterns: readonly string[],
  tests: boolean,
  skipped: ReadonlySet<string>,
): readonly string[] {
  const fields = ['GoFiles', 'CgoFiles', ...(tests ? ['TestGoFiles', 'XTestGoFiles'] : [])];
  const template = fields.map((field) => `{{range .${field}}}{{$.ImportPath}}\t{{$.Dir}}/{{.}}\n{{end}}`).join('');
  const output = execFileSync('go', ['list', '-e', '-f', template, ...patterns], { cwd: dir, encoding: 'utf8' });
  const files = output.split('\n').flatMap((line) => {
    const [pkg, path] = line.split('\t');
    return path === undefined || skipped.has(pkg!) ? [] : [path];
  });
  return [...new Set(files)].sort((x, y) => dirname(x).localeCompare(dirname(y)) || x.localeCompare(y));
}

function difference(
  expected: readonly MapFact[],
  own: readonly MapFact[],
  dir: string,
): Omit<TypesComparison, 'files' | 'milliseconds'> {
  const key = (fact: MapFact): string => `${fact.file}:${fact.start}-${fact.end} ${fact.role} ${fact.class}`;
  const wanted = new Map(expected.map((fact) => [key(fact), fact]));
  const given = new Map(own.map((fact) => [key(fact), fact]));
  const differences: string[] = [];
  let [found, sameText, wrong] = [0, 0, 0];
  for (const [at, fact] of wanted) {
    const other = given.get(at);
    if (other === undefined) differences.push(`missing ${show(fact, dir)}`);
    else {
      found++;
      if (other.type === fact.type) sameText++;
      else differences.push(`text    ${show(fact, dir)} -- ${other.type}`);
    }
  }
  for (const [at, fact] of given) {
    if (wanted.has(at)) continue;
    wrong++;
    differences.push(`wrong   ${show(fact, dir)}`);
  }
  return { expected: wanted.size, found, wrong, sameText, differences };
}

/** A fact with its line and its source text. */
function show(fact: MapFact, dir: string): string {
  const bytes = readFileSync(join(dir, fact.file));
  const line = bytes.subarray(0, fact.start).toString('utf8').split('\n').length;
  const text = bytes.subarray(fact.start, fact.end).toString('utf8').slice(0, 60).replaceAll('\n', '⏎');
  return `${fact.file}:${line} ${fact.role} ${fact.class} \`${text}\` ${fact.type}`;
}
