/**
 * What the engine knows of a module with Go and the module cache hidden, against go/types: every fact that depends on
 * the module and the standard library only should be found, and nothing may be said that is not so.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program } from '../../server/src/engine/packages/index.js';
import { withStdSummary } from '../../server/src/engine/packages/std-summary.js';
import { mapFacts, type MapFact } from '../../server/src/engine/types/index.js';
import { nodeEnvironment, type TypesComparison } from './types-compare.js';

/** The comparison of the packages that a pattern names in a module's folder. */
export function compareWithSummary(maptypes: string, dir: string, patterns: readonly string[]): TypesComparison {
  const wanted = factsByPlace(maptypes, dir, ['-restricted', dir, ...patterns]);
  const truth = factsByPlace(maptypes, dir, [dir, ...patterns]);
  const { goroot: _, moduleCache: __, ...bare } = nodeEnvironment();
  const summary = join(import.meta.dirname, '../../server/std.txtar');
  const start = performance.now();
  const program = new Program(withStdSummary(bare, () => readFileSync(summary, 'utf8')));
  const files = new Set([...wanted.values(), ...truth.values()].map(({ file }) => join(dir, file)));
  const given = new Map<string, MapFact>();
  for (const path of files) {
    const pkg = program.packageOf(path);
    const file = pkg?.files.find((candidate) => candidate.path === path);
    if (pkg === undefined || file === undefined) continue;
    for (const fact of mapFacts(pkg, file))
      given.set(placeOf({ ...fact, file: fact.file.slice(dir.length + 1) }), fact);
  }
  const milliseconds = performance.now() - start;
  const differences: string[] = [];
  const tell = (what: string, place: string, { type }: MapFact, other = ''): void => {
    differences.push(`${what} ${place} ${type}${other}`);
  };
  let [found, sameText, wrong] = [0, 0, 0];
  for (const [place, fact] of wanted) {
    const own = given.get(place);
    if (own === undefined) tell('missing', place, fact);
    else {
      found++;
      if (own.type === fact.type) sameText++;
      else tell('text   ', place, fact, ` -- ${own.type}`);
    }
  }
  for (const [place, fact] of given) {
    if (truth.has(place) || wanted.has(place)) continue;
    wrong++;
    tell('wrong  ', place, fact);
  }
  return { files: files.size, expected: wanted.size, found, wrong, sameText, milliseconds, differences };
}

function factsByPlace(maptypes: string, dir: string, args: readonly string[]): ReadonlyMap<string, MapFact> {
  const { stdout, status, stderr } = spawnSync(maptypes, args, { encoding: 'utf8', maxBuffer: 1 << 30, cwd: dir });
  if (status !== 0) throw new Error(stderr);
  const facts = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as MapFact]));
  return new Map(facts.map((fact) => [placeOf(fact), fact]));
}

function placeOf({ file, start, end, role, class: mapClass }: MapFact): string {
  return `${file}:${start}-${end} ${role} ${mapClass}`;
}
