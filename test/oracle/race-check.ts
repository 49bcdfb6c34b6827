/**
 * The concurrency rules before the race detector: bad programs race (or panic, or lose something), good ones do not, and
 * what each offered rewrite makes of a bad one compiles, runs clean, and prints what the program printed where that is the
 * same each time.
 */
import { isProgram, readFixtures, readGolden, type Fixture } from '../support/fixtures.js';
import { isRaceOrLost, linkPrograms, type LinkedPrograms } from '../support/linked-programs.js';
import { parseMarks } from '../support/marks.js';

export const concurrencyRules = [
  'concurrent-map-access',
  'unguarded-map-access',
  'unguarded-global-map',
  'map-write-under-rlock',
  'guarded-map-escape',
  'copied-map-guard',
  'sync-map-race',
  'nil-map-write',
] as const;

/** One program: a fixture, or a rewritten one. */
export interface RaceCase {
  readonly name: string;
  readonly rule: string;
  readonly files: ReadonlyMap<string, string>;
  readonly kind: 'bad' | 'good' | 'rewritten';
  /** Of a rewritten program: the number of the one it was made of. */
  readonly original?: number;
}

/** The programs of the concurrency rules, those they are rewritten to behind each. */
export function raceCases(): readonly RaceCase[] {
  const cases: RaceCase[] = [];
  for (const fixture of readFixtures()) {
    const { name, rule, files } = fixture;
    const isConcurrency = (concurrencyRules as readonly string[]).includes(rule);
    // Programs of older language versions would need a module of their own; the compiler judges those.
    if (!isConcurrency || !isProgram(fixture) || !fixture.path.endsWith('.go') || /\/go1\.\d+\//.test(name)) continue;
    const original = cases.length;
    const kind = name.includes('/bad/') ? 'bad' : 'good';
    cases.push({ name, rule, files, kind });
    // One rewrite ends one finding; what is left of others would still race.
    if (kind === 'good' || wantsOf(fixture) !== 1) continue;
    for (const [title, changed] of rewritesOf(fixture))
      cases.push({
        name: `${name}: ${title}`,
        rule,
        files: new Map([...files, ...changed]),
        kind: 'rewritten',
        original,
      });
  }
  return cases;
}

function wantsOf({ files }: Fixture): number {
  let wants = 0;
  for (const [path, text] of files) if (path.endsWith('.go')) wants += parseMarks(text).wants.length;
  return wants;
}

/** By title, the files that the rewrite changes or adds. */
function rewritesOf(fixture: Fixture): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const main = [...fixture.files.keys()].find((path) => path.endsWith('.go'))!;
  const fixes = new Map<string, Map<string, string>>();
  for (const [section, text] of readGolden(fixture)) {
    const [, title = section, path = main] = /^(.*): (\S+\.go)$/.exec(section) ?? [];
    fixes.set(title, (fixes.get(title) ?? new Map<string, string>()).set(path, text));
  }
  return fixes;
}

export function linkCases(cases: readonly RaceCase[]): LinkedPrograms {
  return linkPrograms(
    cases.map(({ files }) => files),
    { plain: true },
  );
}

/** The detector sees a race only where accesses come close enough together, so it gets more than one chance. */
const attempts = 20;
/** A program that must not race has to prove that more than once as well. */
const cleanRuns = 3;

/** What is wrong with a case; undefined if it is as it should be. */
export function problemOf(cases: readonly RaceCase[], at: number, programs: LinkedPrograms): string | undefined {
  const { kind, rule, original } = cases[at]!;
  if (kind === 'bad') {
    for (let attempt = 0; attempt < attempts; attempt++) if (shows(rule, programs.run(at).output)) return undefined;
    return rule === 'nil-map-write' ? 'does not panic' : 'does not race';
  }
  for (let i = 0; i < cleanRuns; i++) {
    const { status, output } = programs.run(at);
    if (/DATA RACE|fatal error|^lost|^panic/m.test(output) || status !== 0)
      return `ends with status ${status}: ${output.slice(0, 1500)}`;
  }
  return original === undefined ? undefined : differentOutput(programs, original, at);
}

function shows(rule: string, output: string): boolean {
  return rule === 'nil-map-write' ? /^panic: assignment to entry in nil map/m.test(output) : isRaceOrLost(output);
}

/** Compared where the program ends well without the detector, and prints the same twice. */
function differentOutput(programs: LinkedPrograms, original: number, rewritten: number): string | undefined {
  const [first, second] = [programs.runPlain(original), programs.runPlain(original)];
  if (first.status !== 0 || second.status !== 0 || first.output !== second.output) return undefined;
  const { output } = programs.runPlain(rewritten);
  return output === first.output ? undefined : `prints ${output}, not ${first.output}`;
}
