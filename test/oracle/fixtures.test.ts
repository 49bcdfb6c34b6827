/** Every fixture and every golden section compiles, passes go vet and is formatted as gofmt would. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder, runIn, whyNoGo } from '../support/go-command.js';
import { readFixtures, readGolden, type Fixture } from '../support/fixtures.js';

/** Modules by folder, each with its files: fixtures of one file and one Go version share a module. */
const modules = new Map<string, Map<string, string>>();
readFixtures().forEach((fixture) => {
  addVariant(fixture, new Map());
  const fixes = new Map<string, Map<string, string>>();
  for (const [section, text] of readGolden(fixture)) {
    const { title, path } = partsOf(fixture, section);
    fixes.set(title, (fixes.get(title) ?? new Map<string, string>()).set(path, text));
  }
  for (const [title, changed] of fixes) addVariant(fixture, changed, title);
});

describe('the Go toolchain on fixtures and golden files', () => {
  const folder = whyNoGo === undefined ? makeFolder(flattened()) : undefined;
  afterAll(() => folder?.remove());

  test('gofmt has nothing to change', ({ skip }) => {
    if (folder === undefined) return skip(whyNoGo);
    expect(readable(runIn(folder.path, 'gofmt', ['-l', '.']).output)).toEqual([]);
  });

  test.for([...modules.keys()])('%s compiles and go vet accepts it', (module, { skip }) => {
    if (folder === undefined) return skip(whyNoGo);
    // Copied locks and captured loop variables are what some fixtures are about.
    const { status, output } = runIn(`${folder.path}/${module}`, 'go', ['vet', ...vetFlags, './...']);
    expect(readable(output)).toEqual([]);
    expect(status).toBe(0);
  });
});

const vetFlags = ['-copylocks=false', '-loopclosure=false'];

/** A fixture as it is, or as one of its golden sections leaves it. */
function addVariant(fixture: Fixture, changed: ReadonlyMap<string, string>, title = ''): void {
  const files = new Map([...fixture.files, ...changed]);
  const goMod = files.get('go.mod')!;
  const isSingle = fixture.path.endsWith('.go');
  const module = isSingle ? `single-${/^go (.*)$/m.exec(goMod)![1]}` : slug(`${fixture.name} ${title}`);
  const all = modules.get(module) ?? new Map([['go.mod', goMod]]);
  for (const [path, text] of files) {
    if (path !== 'go.mod') all.set(isSingle ? `${slug(`${fixture.name} ${title}`)}/${path}` : path, text);
  }
  modules.set(module, all);
}

/** A section is named by a fix's title, then the file if it is not the fixture's only one. */
function partsOf(fixture: Fixture, section: string): { readonly title: string; readonly path: string } {
  const named = /^(.*): (\S+\.go)$/.exec(section);
  if (named) return { title: named[1]!, path: named[2]! };
  return { title: section, path: [...fixture.files.keys()].find((path) => path.endsWith('.go'))! };
}

function flattened(): ReadonlyMap<string, string> {
  return new Map(
    [...modules].flatMap(([module, files]) => [...files].map(([path, text]) => [`${module}/${path}`, text])),
  );
}

/** The lines of a tool's output that say something, `# package` lines left out. */
function readable(output: string): readonly string[] {
  return output.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
}

function slug(text: string): string {
  return text.trim().replace(/[^a-zA-Z0-9-]+/g, '_');
}
