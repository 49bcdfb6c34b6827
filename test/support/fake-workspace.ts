/**
 * A stand-in for the engine, for tests of the language server's own behaviour: what it finds is trivial, how long it
 * takes is up to the test. In `func` bodies it reports `b := a` when `b[…] = …` follows, and a line `// slow N` makes
 * a file's diagnosis yield N times, a millisecond each; `// broken` makes it throw. `// safe` says that clones can't
 * be noticed. Hovering says which name is there.
 */
import type { Diagnostic, Environment, Job, Settings, Snapshot, Workspace } from '../../server/src/engine/index.js';

export { applyEdits } from '../../server/src/engine/edits.js';
export { importFinder } from '../../server/src/engine/packages/import-finder.js';
export { folderOf } from '../../server/src/engine/packages/paths.js';

export function loadGrammar(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/** Nothing here asks for Go's library. */
export function withStdSummary(environment: Environment): Environment {
  return environment;
}

interface File {
  readonly text: string;
  readonly version: number | undefined;
}

export function createWorkspace({ files }: Environment): Workspace {
  let open: ReadonlyMap<string, File> = new Map();
  let settings: Settings = { enable: true, rules: {}, goVersion: '' };
  let current: Snapshot | undefined;
  let revision = 0;
  const put = (path: string, file: File | undefined): void => {
    const next = new Map(open);
    if (file) next.set(path, file);
    else next.delete(path);
    open = next;
    current = undefined;
  };
  return {
    configure(next) {
      settings = next;
      current = undefined;
    },
    open: (path, text, version) => put(path, { text, version }),
    edit(path, changes, version) {
      const file = open.get(path);
      if (file === undefined) return;
      let text = file.text;
      for (const { start, end, newText } of changes) text = text.slice(0, start) + newText + text.slice(end);
      put(path, { text, version });
    },
    close: (path) => put(path, undefined),
    changed: () => (current = undefined),
    learn: () => undefined,
    takeFound: () => [],
    adopt: () => undefined,
    release: () => undefined,
    snapshot: () => (current ??= snapshotOf(++revision, open, settings, files)),
  };
}

function snapshotOf(
  revision: number,
  open: ReadonlyMap<string, File>,
  settings: Settings,
  disk: Environment['files'],
): Snapshot {
  const read = (path: string): File | undefined => {
    const text = open.get(path) ?? disk.readFile(path);
    return typeof text === 'string' ? { text, version: undefined } : text;
  };
  function* diagnose(path: string): Job<readonly Diagnostic[]> {
    const text = read(path)?.text ?? '';
    if (/^\/\/ broken$/m.test(text)) throw new Error('broken on purpose');
    const steps = Number(/^\/\/ slow (\d+)$/m.exec(text)?.[1] ?? 0);
    for (let step = 0; step < steps; step++) {
      const end = performance.now() + 1;
      while (performance.now() < end);
      yield;
    }
    return settings.enable ? findingsIn(path, text, settings) : [];
  }
  function* check(folder: string): Job<ReadonlyMap<string, readonly Diagnostic[]>> {
    const found = new Map<string, readonly Diagnostic[]>();
    const paths = new Set((disk.readDir(folder) ?? []).map(({ name }) => `${folder}/${name}`));
    for (const path of open.keys()) if (path.slice(0, path.lastIndexOf('/')) === folder) paths.add(path);
    for (const path of paths) if (path.endsWith('.go')) found.set(path, yield* diagnose(path));
    return found;
  }
  return {
    revision,
    read,
    diagnose,
    *glance(path) {
      return { diagnostics: yield* diagnose(path), isFinal: true };
    },
    check,
    survey: check,
    surveyed: () => undefined,
    *analyse() {
      // Nothing is exported.
    },
    editionOf: () => 0,
    exports: () => undefined,
    *hover(path, offset) {
      const text = read(path)?.text ?? '';
      yield* diagnose(path);
      const start = offset - /\w*$/.exec(text.slice(0, offset))![0].length;
      const name = /^[a-z]+/.exec(text.slice(start))?.[0];
      if (name === undefined) return undefined;
      const at = { file: path, start, end: start + name.length };
      return { ...at, name, notes: [{ text: 'guarded by `mu` in', places: [at, { ...at, label: 'f' }] }] };
    },
  };
}

function findingsIn(file: string, text: string, settings: Settings): readonly Diagnostic[] {
  const severity = settings.rules['map-alias-write'] ?? 'warning';
  if (severity === 'off') return [];
  const found: Diagnostic[] = [];
  for (const match of text.matchAll(/(?<=^\t)(\w+) := (\w+)(?=\r?$)/gm)) {
    const [statement, copy, source] = match as unknown as readonly [string, string, string];
    const start = match.index;
    const bodyEnd = text.indexOf('\n}', start);
    const write = text.indexOf(`\t${copy}[`, start) + 1;
    if (write === 0 || (bodyEnd >= 0 && write > bodyEnd)) continue;
    const end = start + statement.length;
    const at = { file, start, end };
    const related = [{ file, start: write, end: write + copy.length, message: 'the shared map is written here' }];
    const imported = text.includes('import "maps"')
      ? []
      : [{ file, ...afterPackage(text), newText: '\nimport "maps"\n' }];
    found.push({
      ...at,
      rule: 'map-alias-write',
      severity,
      message: `${copy} shares its map with ${source}`,
      symbol: /func (\w+)[^}]*$/.exec(text.slice(0, start))?.[1] ?? '',
      related,
      fixes: () => [
        {
          title: `Clone ${source} with maps.Clone`,
          kind: 'quickfix',
          preferred: true,
          applicability: /^\/\/ safe$/m.test(text) ? 'safe' : 'unsafe',
          edits: [...imported, { file, start: end - source.length, end, newText: `maps.Clone(${source})` }],
        },
        {
          title: 'Explain the sharing',
          kind: 'refactor.rewrite',
          preferred: false,
          applicability: 'safe',
          confirm: 'Adds a comment',
          edits: [{ file, start, end: start, newText: '// shared on purpose\n\t' }],
        },
      ],
    });
  }
  return found;
}

function afterPackage(text: string): { readonly start: number; readonly end: number } {
  const offset =
    (/^\ufeff?package \w+\r?\n/m.exec(text)?.index ?? 0) + (/^\ufeff?package \w+\r?\n/m.exec(text)?.[0].length ?? 0);
  return { start: offset, end: offset };
}
