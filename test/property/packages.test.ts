/**
 * The same property across packages: after edits in any of them, on disk or in the editor, and packages let go of in
 * between, every package has the findings that a workspace has which reads the final texts.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackageKeys } from '../../server/src/check/package-keys.js';
import type { Diagnostic, Survey, Workspace } from '../../server/src/engine/index.js';
import { environmentOf, finish, openTestWorkspace } from '../support/engine.js';
import { readFixtures } from '../support/fixtures.js';

/** Programs of several packages, each as its Go files by path below the module. */
const programs = readFixtures()
  .map(({ files }) => new Map([...files].map(([path, text]) => [`/w/${path}`, text])))
  .filter((files) => foldersOf(files).length > 1);

/** Lines that change what callers in other packages see, and lines that do not. */
const lines = [
  '',
  '\tprintln("x")',
  '\tt.mu.Lock()',
  '\tdefer t.mu.Unlock()',
  '\tlist = map[string]int{}',
  '}',
  '// x',
];

type Step =
  | {
      readonly kind: 'line';
      readonly file: number;
      readonly at: number;
      readonly remove: number;
      readonly insert: string;
    }
  | { readonly kind: 'open' | 'close' | 'release' | 'check' | 'restart'; readonly file: number };

/** What a file with a broken head imports is not told by its head; here an import then loses its package clause. */
const brokenHead: [number, Step[]] = [
  programs.findIndex((files) => files.has('/w/pool/pool.go')),
  [
    { kind: 'line', file: 2, at: 0, remove: 0, insert: '}' },
    { kind: 'restart', file: 0 },
    { kind: 'line', file: 1, at: 1, remove: 1, insert: '' },
  ],
];

/** An error puts the rows of a method's header behind those of its body, twice before anybody looks. */
const movedHeader: [number, Step[]] = [
  programs.findIndex((files) => files.has('/w/client-go/tools/cache/cache.go')),
  [
    { kind: 'line', file: 7, at: 55, remove: 0, insert: '\tprintln("x")' },
    { kind: 'line', file: 0, at: 0, remove: 0, insert: '}' },
    { kind: 'line', file: 0, at: 12, remove: 0, insert: '// x' },
  ],
];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('line' as const),
      file: fc.nat(20),
      at: fc.nat(60),
      remove: fc.nat(1),
      insert: fc.constantFrom(...lines),
    }),
  },
  fc.record({
    kind: fc.constantFrom('open' as const, 'close' as const, 'release' as const, 'check' as const, 'restart' as const),
    file: fc.nat(20),
  }),
);

describe('findings of several packages after random edits', () => {
  it('there are programs of several packages', () => expect(programs.length).toBeGreaterThan(3));

  it('equal those of a workspace that reads the final texts', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(programs.length - 1),
        fc.array(step, { minLength: 1, maxLength: 12 }),
        async (program, steps) => {
          const disk = new Map(programs[program]);
          const paths = [...disk.keys()].filter((path) => path.endsWith('.go'));
          let lived = await openTestWorkspace(disk);
          const open = new Map<string, string>();
          let version = 1;
          findingsOf(lived, disk);
          for (const each of steps) {
            const path = paths[each.file % paths.length]!;
            const shown = open.get(path);
            switch (each.kind) {
              case 'line': {
                const text = edited(shown ?? disk.get(path)!, each);
                if (shown === undefined) {
                  disk.set(path, text);
                  lived.changed([path]);
                } else {
                  lived.edit(path, [{ start: 0, end: shown.length, newText: text }], version++);
                  open.set(path, text);
                }
                break;
              }
              case 'open':
                if (shown === undefined) lived.open(path, disk.get(path)!, version++);
                open.set(path, shown ?? disk.get(path)!);
                break;
              case 'close':
                lived.close(path);
                open.delete(path);
                break;
              case 'release':
                lived.release(folderOf(path));
                break;
              case 'restart':
                lived = await adopted(disk, open);
                break;
              case 'check':
                finish(lived.snapshot().glance(path));
                finish(lived.snapshot().check(folderOf(path)));
            }
          }
          const fresh = await openTestWorkspace(disk);
          for (const [path, text] of open) fresh.open(path, text, 0);
          expect(findingsOf(lived, disk)).toEqual(findingsOf(fresh, disk));
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 100), examples: [brokenHead, movedHeader] },
    );
  });
});

/** A workspace that has been told what another one has found on disk, as far as no open document is in between. */
async function adopted(disk: ReadonlyMap<string, string>, open: ReadonlyMap<string, string>): Promise<Workspace> {
  const other = await openTestWorkspace(disk);
  const made = await openTestWorkspace(disk);
  for (const [path, text] of open) made.open(path, text, 0);
  const edited = new Set([...open].filter(([path, text]) => disk.get(path) !== text).map(([path]) => folderOf(path)));
  const keys = new PackageKeys('', environmentOf(disk));
  const isReached = (folder: string): boolean =>
    !keys.knows(folder) || [folder, ...keys.everythingFor(folder)].some((each) => edited.has(each));
  const surveyOf = (folder: string): Survey => {
    finish(other.snapshot().survey(folder));
    return JSON.parse(JSON.stringify(other.snapshot().surveyed(folder)!)) as Survey;
  };
  const learned = new Set<string>();
  const learn = (folder: string): void => {
    if (learned.has(folder)) return;
    learned.add(folder);
    for (const imported of keys.importsOf(folder)) learn(imported);
    const { exports, exportUses } = surveyOf(folder);
    if (exports && !isReached(folder))
      made.learn(folder, exports, { below: [...keys.everythingFor(folder)], uses: exportUses });
  };
  const folders = foldersOf(disk);
  for (const folder of folders) learn(folder);
  for (const folder of folders)
    if (!isReached(folder)) made.adopt(folder, surveyOf(folder), [...keys.everythingFor(folder)]);
  return made;
}

function edited(text: string, { at, remove, insert }: Step & { readonly kind: 'line' }): string {
  const all = text.split('\n');
  all.splice(at % all.length, remove, insert);
  return all.join('\n');
}

function findingsOf(workspace: Workspace, files: ReadonlyMap<string, string>): unknown {
  const snapshot = workspace.snapshot();
  return foldersOf(files).map((folder) => [
    folder,
    // First, so that it cannot rest on what the check looks up.
    [...finish(snapshot.survey(folder))].filter(([, found]) => found.length > 0).sort(),
    [...finish(snapshot.check(folder))].map(([path, found]) => [path, found.map(plain)]).sort(),
  ]);
}

function plain({ fixes, ...rest }: Diagnostic): unknown {
  return { ...rest, fixes: fixes() };
}

function foldersOf(files: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...files.keys()].filter((path) => path.endsWith('.go')).map(folderOf))];
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
