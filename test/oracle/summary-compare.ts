/**
 * What the engine knows of a module with Go and the module cache hidden, against go/types: every fact that depends on
 * the module and the standard library only should be found, and nothing may be said that is not so.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Program } from '../../server/src/engine/packages/index.js';
import { withStdSummary } from '../../server/src/engine/packages/std-summary.js';
import { mapFacts, type MapFact } from '../../server/src/engine/types/index.js';
import { nodeEnvironment, type TypesComparison, type TypesOptions } from './types-compare.js';

/** The comparison of the packages that a pattern names in a module's folder. */
export function compareWithSummary(
  maptypes: string,
  dir: string,
  patterns: readonly string[],
  variables: TypesOptions['variables'] = {},
): TypesComparison {
  const root = realpathSync(dir);
  const wanted = goFacts(maptypes, ['-restricted', root, ...patterns], variables);
  const truth = goFacts(maptypes, [root, ...patterns], variables);
  const start = performance.now();
  const given = factsByPlace(wanted.files.flatMap(engineFacts(variables)));
  const milliseconds = performance.now() - start;
  const differences: string[] = [];
  const tell = (what: string, { file, start: from, end, ...fact }: MapFact, other = ''): void => {
    const text = readFileSync(file).subarray(from, end).toString('utf8').slice(0, 60).replaceAll('\n', '⏎');
    differences.push(
      `${what} ${relative(root, file)}:${from} ${fact.role} ${fact.class} \`${text}\` ${fact.type}${other}`,
    );
  };
  let [found, sameText, wrong] = [0, 0, 0];
  for (const [place, fact] of wanted.facts) {
    const own = given.get(place);
    if (own === undefined) tell('missing', fact);
    else {
      found++;
      if (own.type === fact.type) sameText++;
      else tell('text   ', fact, ` -- ${own.type}`);
    }
  }
  for (const [place, fact] of given) {
    // A package that go/types rejects as a whole has no facts to be wrong about.
    if (truth.facts.has(place) || wanted.facts.has(place) || !truth.files.includes(fact.file)) continue;
    wrong++;
    tell('wrong  ', fact);
  }
  const { packages, files, skipped } = wanted;
  return {
    packages,
    files: files.length,
    skipped,
    expected: wanted.facts.size,
    found,
    wrong,
    sameText,
    milliseconds,
    differences,
  };
}

/** The facts of a file for an engine that sees no Go and no module cache. */
function engineFacts(variables: TypesOptions['variables']): (path: string) => readonly MapFact[] {
  const { goroot: _, moduleCache: __, ...bare } = nodeEnvironment(variables);
  const summary = join(import.meta.dirname, '../../server/std.txtar');
  const program = new Program(withStdSummary(bare, () => readFileSync(summary, 'utf8')));
  return (path) => {
    const pkg = program.packageOf(path);
    const file = pkg?.files.find((candidate) => candidate.path === path);
    return pkg === undefined || file === undefined ? [] : mapFacts(pkg, file);
  };
}

interface GoFacts {
  packages: number;
  readonly files: readonly string[];
  readonly skipped: string[];
  readonly facts: ReadonlyMap<string, MapFact>;
}

function goFacts(maptypes: string, args: readonly string[], variables: TypesOptions['variables']): GoFacts {
  const env = { ...process.env, ...variables };
  const { stdout, status, stderr } = spawnSync(maptypes, args, { encoding: 'utf8', maxBuffer: 1 << 30, env });
  if (status !== 0) throw new Error(stderr);
  const lines = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
  const headers = lines.filter((line) => 'package' in line);
  return {
    packages: headers.length,
    files: headers.flatMap(({ files = [] }) => files),
    skipped: headers.flatMap((line) => (line.skipped === undefined ? [] : [`${line.package}: ${line.skipped}`])),
    facts: factsByPlace(lines.filter((line): line is MapFact => !('package' in line))),
  };
}

/** What the Go program prints: for each package a line, and then its facts. */
type Line = MapFact | { readonly package: string; readonly files?: readonly string[]; readonly skipped?: string };

function factsByPlace(facts: readonly MapFact[]): ReadonlyMap<string, MapFact> {
  return new Map(facts.map((fact) => [`${fact.file}:${fact.start}-${fact.end} ${fact.role} ${fact.class}`, fact]));
}
