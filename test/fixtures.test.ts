/** Every fixture through the engine: its findings against its marks, its fixes against its golden file. */
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic, SuggestedFix, Workspace } from '../server/src/engine/index.js';
import { applyEdits } from '../server/src/engine/edits.js';
import { checkFiles, isLoud, openTestWorkspace } from './support/engine.js';
import { goldenPath, readFixtures, readGolden, type Fixture } from './support/fixtures.js';
import { openErrorCounter } from './support/go-syntax.js';
import { parseMarks } from './support/marks.js';
import { compareWithMarks } from './support/matching.js';
import { formatTxtar, type Section } from './support/txtar.js';

const fixtures = readFixtures();
let workspace: Workspace;
let countSyntaxErrors: (text: string) => number;

beforeAll(async () => {
  const files = new Map<string, string>();
  for (const fixture of fixtures) for (const [path, text] of filesOf(fixture)) files.set(path, text);
  workspace = await openTestWorkspace(files);
  countSyntaxErrors = await openErrorCounter();
});

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  test('is reported as marked', () => {
    const found = checkFiles(workspace, filesOf(fixture).keys());
    const comparisons = [...fixture.files]
      .filter(([path]) => path.endsWith('.go'))
      .map(([path, text]) => compareWithMarks(path, text, found.get(pathOf(fixture, path)) ?? []));
    expect(comparisons.flatMap(({ observed }) => observed)).toEqual(comparisons.flatMap(({ expected }) => expected));
  });

  if (!isMarked(fixture)) return;

  test('is fixed as in the golden file', () => {
    const sections: Section[] = [];
    const offers = offersOf(fixture);
    for (const offer of offers) {
      const after = applyFix(fixture, offer.fix);
      sections.push(...sectionsOf(offer.name, fixture, after));
      expectBetter(fixture, offer, offers, after);
    }
    if (process.env['UPDATE'] === '1' && sections.length > 0) {
      writeFileSync(goldenPath(fixture), formatTxtar({ comment: '', sections }));
    }
    const golden = readGolden(fixture);
    expect(Object.fromEntries(sections.map(({ name, text }) => [name, text]))).toEqual(Object.fromEntries(golden));
  });
});

test('fixes come from the state that their finding was found in, whatever is edited later', () => {
  const titles = (found: readonly Diagnostic[]): readonly string[] =>
    found.flatMap((each) => each.fixes().map(({ title }) => `${each.file}: ${title}`));
  for (const fixture of fixtures.filter(isMarked)) {
    const files = [...filesOf(fixture)].filter(([path]) => path.endsWith('.go'));
    const paths = files.map(([path]) => path);
    const expected = titles([...checkFiles(workspace, paths).values()].flat());
    const asked = [...checkFiles(workspace, paths).values()].flat();
    for (const [path, text] of files) workspace.open(path, text.replace(/^func /gm, 'func renamed'), 1);
    checkFiles(workspace, paths);
    expect(titles(asked)).toEqual(expected);
    for (const path of paths) workspace.close(path);
  }
});

interface Offer {
  /** The fix's title, numbered where several findings have a fix of this title. */
  readonly name: string;
  readonly fix: SuggestedFix;
  /** How many loud findings there are before the fix. */
  readonly before: number;
}

/** The fixes of all loud findings, in the order of the source. */
function offersOf(fixture: Fixture): readonly Offer[] {
  const before = [...checkFiles(workspace, filesOf(fixture).keys()).values()].flat().filter(isLoud);
  const titles = new Map<string, number>();
  return before.flatMap((diagnostic) =>
    diagnostic
      .fixes()
      .filter((fix) => !isSuppression(fix) || fixture.rule === suppressions)
      .map((fix) => {
        const count = (titles.get(fix.title) ?? 0) + 1;
        titles.set(fix.title, count);
        return { name: count === 1 ? fix.title : `${fix.title} #${count}`, fix, before: before.length };
      }),
  );
}

/** Every finding offers to be suppressed, in the same way; the fixtures of one folder are enough to show how. */
function isSuppression({ edits }: SuggestedFix): boolean {
  return edits.some(({ newText }) => newText.includes('//mapguard:ignore'));
}

const suppressions = 'suppressions';

/** The texts of the files that a fix changes, by absolute path. */
function applyFix(fixture: Fixture, { edits }: SuggestedFix): ReadonlyMap<string, string> {
  const files = filesOf(fixture);
  const after = new Map<string, string>();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const own = edits.filter((edit) => edit.file === file);
    after.set(file, applyEdits(files.get(file) ?? '', own));
  }
  return after;
}

/** A section for each changed file; archives of several files name the file too. */
function sectionsOf(name: string, fixture: Fixture, after: ReadonlyMap<string, string>): readonly Section[] {
  const isSingle = fixture.path.endsWith('.go');
  return [...after].map(([path, text]) => ({
    name:
      isSingle && path === pathOf(fixture, fixture.name.slice(fixture.name.lastIndexOf('/') + 1) + '.go')
        ? name
        : `${name}: ${path.slice(rootOf(fixture).length + 1)}`,
    text,
  }));
}

/** The fix leaves good syntax, removes its finding, brings no new one, and is not offered again. */
function expectBetter(
  fixture: Fixture,
  { name, fix, before }: Offer,
  offers: readonly Offer[],
  after: ReadonlyMap<string, string>,
): void {
  const files = filesOf(fixture);
  for (const [path, text] of after) {
    const errors = countSyntaxErrors(files.get(path) ?? '');
    expect(countSyntaxErrors(text), `${name}: syntax of ${path}`).toBeLessThanOrEqual(errors);
    workspace.open(path, text, 1);
  }
  try {
    const left = [...checkFiles(workspace, [...files.keys(), ...after.keys()]).values()].flat().filter(isLoud);
    expect(left.length, `${name}: ${left.map(({ message }) => message).join('; ')}`).toBeLessThan(before);
    const again = left.flatMap((each) => each.fixes()).filter(({ title }) => title === fix.title);
    const same = offers.filter((offer) => offer.fix.title === fix.title);
    expect(again.length, `${name} is offered again`).toBeLessThan(same.length);
  } finally {
    for (const path of after.keys()) workspace.close(path);
  }
}

function isMarked({ files }: Fixture): boolean {
  return [...files].some(([path, text]) => path.endsWith('.go') && parseMarks(text).wants.length > 0);
}

function filesOf(fixture: Fixture): ReadonlyMap<string, string> {
  return new Map([...fixture.files].map(([path, text]) => [pathOf(fixture, path), text]));
}

function pathOf(fixture: Fixture, path: string): string {
  return `${rootOf(fixture)}/${path}`;
}

function rootOf({ name }: Fixture): string {
  return `/fixtures/${name}`;
}
