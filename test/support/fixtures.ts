/**
 * The fixtures on disk: `test/fixtures/<rule>/**` with Go files, each a package of its own, and txtar archives of several
 * files. A folder named for a Go version (`go1.20`) sets the version of what is in it. See test/fixtures/README.md.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTxtar } from './txtar.js';

export interface Fixture {
  /** Path below test/fixtures without the extension: `map-alias-write/bad/define`. */
  readonly name: string;
  readonly rule: string;
  /** The file itself, absolute. */
  readonly path: string;
  /** Files by path in the fixture's module, go.mod among them. */
  readonly files: ReadonlyMap<string, string>;
}

export const fixtureFolder = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures');

/** All fixtures, by name. */
export function readFixtures(): readonly Fixture[] {
  return readdirSync(fixtureFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(go|txtar)$/.test(path))
    .sort()
    .map(readFixture);
}

function readFixture(relative: string): Fixture {
  const path = join(fixtureFolder, relative);
  const text = readFileSync(path, 'utf8');
  const folders = relative.split('/');
  const version = folders.find((folder) => /^go1\.\d+$/.test(folder))?.slice(2) ?? defaultGoVersion;
  const files = new Map([['go.mod', `module example.com/fixture\n\ngo ${version}\n`]]);
  if (path.endsWith('.go')) files.set(folders.at(-1)!, text);
  else for (const section of parseTxtar(text).sections) files.set(section.name, section.text);
  return { name: relative.replace(/\.\w+$/, ''), rule: folders[0]!, path, files };
}

/** High enough for every rewrite; folders named for a version hold what an older one differs in. */
const defaultGoVersion = '1.25';

/** The Go program that a fixture is, if it is one: a single package main with a func main. */
export function isProgram({ files }: Fixture): boolean {
  const go = [...files].filter(([path]) => path.endsWith('.go'));
  return go.every(([path, text]) => !path.includes('/') && isMain(text)) && go.some(([, text]) => hasMain(text));
}

function isMain(text: string): boolean {
  return /^package main$/m.test(text);
}

function hasMain(text: string): boolean {
  return /^func main\(\)/m.test(text);
}

/** Where the expected results of a fixture's fixes are. */
export function goldenPath({ path }: Fixture): string {
  return `${path}.golden`;
}

export function readGolden(fixture: Fixture): ReadonlyMap<string, string> {
  const path = goldenPath(fixture);
  if (!existsSync(path)) return new Map();
  return new Map(parseTxtar(readFileSync(path, 'utf8')).sections.map(({ name, text }) => [name, text]));
}
