/**
 * Holds the engine's types equal to go/types: every fact about a map-typed expression of a package pattern. The Go
 * program in `maptypes/` is built with the Go installation, which must be there.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { Environment } from '../../server/src/engine/environment.js';
import { Program } from '../../server/src/engine/packages/index.js';
import { mapFacts, type MapFact } from '../../server/src/engine/types/index.js';

export interface TypesComparison {
  packages: number;
  files: number;
  /** Packages that go/types rejects, which have no facts to compare with, each with the reason. */
  readonly skipped: string[];
  /** Facts of go/types, and how many of them the engine has at the same place with the same role and class. */
  expected: number;
  found: number;
  /** Facts of the engine, which go/types does not have. */
  wrong: number;
  /** Found facts whose type has the same text. */
  sameText: number;
  /** What the engine took. */
  milliseconds: number;
  /** One line for each difference. */
  readonly differences: string[];
}

export interface TypesOptions {
  /** Cover test files too. */
  readonly tests?: boolean;
  /** Cover the packages that the named ones depend on, apart from the standard library. */
  readonly deps?: boolean;
  /** Compare what is neither map nor holder too. */
  readonly all?: boolean;
  /** Variables for the go command. */
  readonly variables?: Readonly<Record<string, string>>;
}

export function buildMaptypes(): string {
  const program = join(mkdtempSync(join(tmpdir(), 'maptypes-')), 'maptypes');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'maptypes') });
  return program;
}

/** The machine's files and Go folders. */
export function nodeEnvironment(variables: Readonly<Record<string, string>> = {}): Environment {
  const [goroot, moduleCache, goos, goarch] = spawnSync('go', ['env', 'GOROOT', 'GOMODCACHE', 'GOOS', 'GOARCH'], {
    encoding: 'utf8',
    env: { ...process.env, ...variables },
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

/** Compares the packages that a pattern names in a folder, one after the other. */
export async function compareTypes(
  maptypes: string,
  dir: string,
  patterns: readonly string[],
  { tests = false, deps = false, all = false, variables = {} }: TypesOptions = {},
): Promise<TypesComparison> {
  const root = realpathSync(dir);
  const flags = [tests ? '-tests' : '', deps ? '-deps' : '', all ? '-all' : ''].filter((flag) => flag !== '');
  const env = { ...process.env, ...variables };
  const child = spawn(maptypes, [...flags, root, ...patterns], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const result = emptyComparison();
  const program = new Program(nodeEnvironment(variables));
  // The module that decides how imports of its dependencies resolve, which come first, is known from the beginning.
  program.resolvedPath('fmt', root);
  let header: Header | undefined;
  let facts: MapFact[] = [];
  const finish = (): void => {
    if (header !== undefined) comparePackage(program, header, facts, all, root, result);
    facts = [];
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const read = JSON.parse(line) as Header | MapFact;
    if ('package' in read) {
      finish();
      header = read;
    } else facts.push(read);
  }
  finish();
  if (result.packages === 0) throw new Error(`no package of ${patterns.join(' ')} in ${dir} could be compared`);
  return result;
}

/** What the Go program prints before the facts of a package. */
interface Header {
  readonly package: string;
  readonly files?: readonly string[];
  /** Some of it comes from C: go/types, which is not shown what cgo makes, may know less than the engine. */
  readonly cgo?: boolean;
  readonly skipped?: string;
}

function emptyComparison(): TypesComparison {
  const counts = { packages: 0, files: 0, expected: 0, found: 0, wrong: 0, sameText: 0, milliseconds: 0 };
  return { ...counts, skipped: [], differences: [] };
}

function comparePackage(
  program: Program,
  header: Header,
  expected: readonly MapFact[],
  all: boolean,
  root: string,
  result: TypesComparison,
): void {
  if (header.skipped !== undefined) {
    result.skipped.push(`${header.package}: ${header.skipped}`);
    return;
  }
  const start = performance.now();
  const own = (header.files ?? []).flatMap((path) => {
    const pkg = program.packageOf(path);
    const file = pkg?.files.find((candidate) => candidate.path === path);
    return pkg === undefined || file === undefined ? [] : mapFacts(pkg, file, all);
  });
  result.milliseconds += performance.now() - start;
  result.packages++;
  result.files += header.files?.length ?? 0;
  addDifferences(header, expected, own, root, result);
}

function addDifferences(
  header: Header,
  expected: readonly MapFact[],
  own: readonly MapFact[],
  root: string,
  result: TypesComparison,
): void {
  const key = (fact: MapFact): string => `${fact.file}:${fact.start}-${fact.end} ${fact.role} ${fact.class}`;
  const wanted = new Map(expected.map((fact) => [key(fact), fact]));
  const given = new Map(own.map((fact) => [key(fact), fact]));
  result.expected += wanted.size;
  for (const [at, fact] of wanted) {
    const other = given.get(at);
    if (other === undefined) result.differences.push(`missing ${show(fact, root)}`);
    else {
      result.found++;
      if (other.type === fact.type) result.sameText++;
      else result.differences.push(`text    ${show(fact, root)} -- ${other.type}`);
    }
  }
  for (const [at, fact] of given) {
    // What the engine says it does not know is no claim.
    if (wanted.has(at) || /\bunknown\b/.test(fact.type) || (header.cgo === true && fact.class === '')) continue;
    result.wrong++;
    result.differences.push(`wrong   ${show(fact, root)}`);
  }
}

/** A fact with its line and its source text. */
function show(fact: MapFact, root: string): string {
  const bytes = readFileSync(fact.file);
  const line = bytes.subarray(0, fact.start).toString('utf8').split('\n').length;
  const text = bytes.subarray(fact.start, fact.end).toString('utf8').slice(0, 60).replaceAll('\n', '⏎');
  return `${relative(root, fact.file)}:${line} ${fact.role} ${fact.class} \`${text}\` ${fact.type}`;
}
