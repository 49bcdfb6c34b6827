/**
 * Every fixture that is a program proves its own label when it runs. Bad programs of the sharing rules print `polluted`
 * and exit with 3; bad ones of the concurrency rules are reported by the race detector, on a map, but for nil maps, a
 * write to which panics; good ones are clean.
 *
 * All programs are linked into one, since linking takes longer than running: each becomes a package whose main function
 * is called by name.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, runIn, whyNoGo, type Outcome } from '../support/go-command.js';
import { isProgram, readFixtures, type Fixture } from '../support/fixtures.js';

/** Programs of older language versions would need a module of their own; the compiler judges those. */
const programs = readFixtures().filter((fixture) => isProgram(fixture) && !/\/go1\.\d+\//.test(fixture.name));
const archives = readFixtures().filter(hasTests);

describe('programs', () => {
  const folder = whyNoGo === undefined ? makeFolder(combinedModule()) : undefined;
  afterAll(() => folder?.remove());

  beforeAll(() => {
    if (folder === undefined) return;
    const { status, output } = runIn(folder.path, 'go', ['build', '-race', '-o', 'programs', './run']);
    expect(output).toBe('');
    expect(status).toBe(0);
  });

  test.for(programs.map((fixture, at) => [fixture.name, fixture, at] as const))('%s', ([, fixture, at], { skip }) => {
    if (folder === undefined) return skip(whyNoGo);
    expectProof(fixture, () => runIn(folder.path, './programs', [packageName(at)], race));
  });
});

describe('tests', () => {
  test.for(archives.map((fixture) => [fixture.name, fixture] as const))('%s', ([, fixture], { skip }) => {
    if (whyNoGo !== undefined) return skip(whyNoGo);
    const folder = makeFolder(fixture.files);
    try {
      expectProof(fixture, () => runIn(folder.path, 'go', ['test', '-race', '-vet=off', '-count=1', './...'], race));
    } finally {
      folder.remove();
    }
  });
});

// The detector would wait a second at the end of each program for reports that are still on their way. Four threads meet
// more often than two.
const race = { GORACE: 'halt_on_error=0 exitcode=66 atexit_sleep_ms=20', GOMAXPROCS: '4' };

function expectProof(fixture: Fixture, run: () => Outcome): void {
  if (!fixture.name.includes('/bad/')) {
    const { status, output } = run();
    expect(output).not.toMatch(/polluted|DATA RACE|fatal error/);
    expect(status).toBe(0);
  } else if (sharingRules.has(fixture.rule)) {
    const { status, output } = run();
    expect(output).toMatch(/^polluted/m);
    expect(status).toBe(3);
  } else if (fixture.rule === 'nil-map-write') {
    const { status, output } = run();
    expect(output).toMatch(/^panic: assignment to entry in nil map/m);
    expect(status).toBe(2);
  } else {
    // The detector sees a race only where the accesses come close enough together, so it gets more than one chance.
    let output = '';
    const isSeen = fixture.rule === 'sync-map-race' ? isRaceOrLost : isRaceOnMap;
    for (let attempt = 0; attempt < 20 && !isSeen(output); attempt++) ({ output } = run());
    expect(isSeen(output), output.slice(0, 2000)).toBe(true);
  }
}

const sharingRules = new Set([
  'map-alias-write',
  'struct-copy-shares-map',
  'map-param-write',
  'map-stored-from-caller',
  'map-returned-from-field',
  'borrowed-map-write',
  'shallow-clone',
  'decode-into-shared-map',
  'context-value-map',
  'shared-pointer-value',
]);

function isRaceOnMap(output: string): boolean {
  if (/fatal error: concurrent map/.test(output)) return true;
  return output.split(/^={18}$/m).some((report) => /DATA RACE/.test(report) && mapFunction.test(report));
}

/** Steps on a `sync.Map` are no race each: what is lost between them is counted. */
function isRaceOrLost(output: string): boolean {
  return /^lost/m.test(output) || isRaceOnMap(output);
}

/** A frame of the runtime's map code, or of reflection over a map. */
const mapFunction =
  /runtime\.map(assign|delete|access|iter|clear|clone)|internal\/runtime\/maps\.|reflect\.(map|Value\.\w*Map|\(\*MapIter)/;

function combinedModule(): ReadonlyMap<string, string> {
  const files = new Map([['go.mod', 'module programs\n\ngo 1.25\n']]);
  programs.forEach((fixture, at) => {
    for (const [path, text] of fixture.files)
      if (path.endsWith('.go')) files.set(`${packageName(at)}/${path}`, asPackage(text, at));
  });
  const names = programs.map((_, at) => packageName(at));
  files.set(
    'run/main.go',
    `package main\n\nimport (\n\t"os"\n${names.map((name) => `\t"programs/${name}"\n`).join('')})\n\n` +
      `func main() {\n\tswitch os.Args[1] {\n${names.map((name) => `\tcase "${name}":\n\t\t${name}.Main()\n`).join('')}\t}\n}\n`,
  );
  return files;
}

function asPackage(text: string, at: number): string {
  return text.replace(/^package main$/m, `package ${packageName(at)}`).replace(/^func main\(\)/m, 'func Main()');
}

function packageName(at: number): string {
  return `program${at}`;
}

/** An archive whose tests are the proof. */
function hasTests({ path, files }: Fixture): boolean {
  return path.endsWith('.txtar') && [...files.keys()].some((name) => name.endsWith('_test.go'));
}
