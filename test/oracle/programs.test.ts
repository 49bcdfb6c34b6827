/**
 * Every fixture that is a program proves its own label when it runs. Bad programs of the sharing rules print `polluted`
 * and exit with 3; bad ones of the concurrency rules are reported by the race detector, on a map, but for nil maps, a
 * write to which panics; good ones are clean.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isProgram, readFixtures, type Fixture } from '../support/fixtures.js';
import { makeFolder, runIn, whyNoGo, type Outcome } from '../support/go-command.js';
import { isRaceOnMap, isRaceOrLost, linkPrograms, raceSettings } from '../support/linked-programs.js';

/** Programs of older language versions would need a module of their own; the compiler judges those. */
const programs = readFixtures().filter((fixture) => isProgram(fixture) && !/\/go1\.\d+\//.test(fixture.name));
const archives = readFixtures().filter(hasTests);

describe('programs', () => {
  const linked = whyNoGo === undefined ? linkPrograms(programs.map(({ files }) => files)) : undefined;
  afterAll(() => linked?.remove());

  beforeAll(() => {
    if (linked) expect(linked.errors).toBe('');
  });

  test.for(programs.map((fixture, at) => [fixture.name, fixture, at] as const))('%s', ([, fixture, at], { skip }) => {
    if (linked === undefined) return skip(whyNoGo);
    expectProof(fixture, () => linked.run(at));
  });
});

describe('tests', () => {
  test.for(archives.map((fixture) => [fixture.name, fixture] as const))('%s', ([, fixture], { skip }) => {
    if (whyNoGo !== undefined) return skip(whyNoGo);
    const folder = makeFolder(fixture.files);
    try {
      expectProof(fixture, () =>
        runIn(folder.path, 'go', ['test', '-race', '-vet=off', '-count=1', './...'], raceSettings),
      );
    } finally {
      folder.remove();
    }
  });
});

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

/** An archive whose tests are the proof. */
function hasTests({ path, files }: Fixture): boolean {
  return path.endsWith('.txtar') && [...files.keys()].some((name) => name.endsWith('_test.go'));
}
