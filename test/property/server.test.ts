/**
 * What an editor shows after a life of edits, files written, renamed and deleted by others, branches switched, modules
 * joined and parted, and servers killed in the middle of it: what a server shows that starts on the final state.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainedPackage } from '../support/chained-package.js';
import { LspClient, uriOf } from '../support/lsp-client.js';
import { useBundles } from '../support/use-bundles.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = useBundles();

type Step =
  | { readonly kind: 'type' | 'overwrite'; readonly file: number; readonly at: number; readonly insert: string }
  | { readonly kind: 'open' | 'close' | 'delete' | 'delete-folder' | 'restore'; readonly file: number }
  | { readonly kind: 'rename'; readonly file: number; readonly to: number }
  | { readonly kind: 'branch'; readonly files: readonly (readonly [number, number, string])[] }
  | { readonly kind: 'modules'; readonly text: number }
  | { readonly kind: 'kill' | 'pause' };

const fragments = [
  '\n', '{', '}', '"', '`', '/*', ' ', 'x', '//mapguard:ignore map-alias-write -- meant\n', 'type Counter struct{ visits map[string]int }\n',
  '\nfunc more(m map[string]int) int {\n\tother := m\n\tother["a"] = 1\n\treturn len(m)\n}\n', 'c.mu.Lock()\n', 'package p\n',
]; // prettier-ignore

const [file, insert, at] = [fc.nat(1000), fc.constantFrom(...fragments), fc.double({ min: 0, max: 1, noNaN: true })];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('type'), file, at, insert }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('overwrite'), file, at, insert }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('open', 'close', 'delete', 'restore'), file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete-folder'), file }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename'), file, to: file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('branch'), files: fc.array(fc.tuple(file, at, insert), { minLength: 3, maxLength: 12 }) }) }, // prettier-ignore
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('modules'), text: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('kill', 'pause') }) },
) as fc.Arbitrary<Step>;

describe('after a life of changes', () => {
  it('begins with findings, also in the other module', async () => {
    const editor = new Editor();
    try {
      await editor.start();
      const panel = await editor.fromScratch();
      expect(panel.split('\n').length).toBeGreaterThan(8);
      expect(panel).toContain('/tool/main.go');
    } finally {
      await editor.stop();
    }
  });

  it('the panel shows what a new server finds', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
        const editor = new Editor();
        try {
          await editor.start();
          for (const each of steps) await editor.take(each);
          const expected = await editor.fromScratch();
          const end = Date.now() + 20_000;
          while (editor.panel() !== expected && Date.now() < end) await pause(50);
          expect(editor.panel()).toBe(expected);
          // What is right has to stay so.
          await pause(400);
          expect(editor.panel()).toBe(expected);
        } finally {
          await editor.stop();
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 5), endOnFailure: process.env['RUNS'] === undefined },
    );
  });
});

/**
 * A person at an editor, in a folder with two modules, one of which imports the other, and packages enough to be checked
 * in other threads. Servers that follow each other share a cache.
 */
class Editor {
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-life-')));
  private readonly cache = mkdtempSync(join(tmpdir(), 'mapguard-cache-'));
  private readonly originals: readonly string[];
  private readonly open = new Map<string, { text: string; version: number }>();
  private client!: LspClient;

  constructor() {
    cpSync(join(root, 'test/sample'), join(this.folder, 'links'), { recursive: true });
    const tool = 'package main\n\nimport "example.com/shortlink/stats"\n\nfunc main() {\n\tall, _ := stats.Merged(map[string]int{}, nil)\n\tbackup := all\n\tall["x"] = 1\n\tprintln(len(backup))\n}\n'; // prettier-ignore
    this.write('tool/main.go', tool);
    this.write('tool/go.mod', 'module example.com/tool\n\ngo 1.24\n');
    this.write('go.work', goWork[0]!);
    this.originals = goFilesIn(this.folder);
    for (let i = 0; i < 25; i++) this.write(`tool/chain/p${i}/p.go`, chainedPackage('example.com/tool/chain/p', i));
  }

  async start(): Promise<void> {
    this.client = await this.newClient(this.cache);
    for (const [path, { text, version }] of this.open) this.client.open(this.uri(path), text, version);
  }

  async stop(): Promise<void> {
    await this.client.stop();
    rmSync(this.folder, { recursive: true });
    rmSync(this.cache, { recursive: true });
  }

  private newClient(cache: string): Promise<LspClient> {
    const env = { MAPGUARD_CACHE: cache };
    return LspClient.start({ server: bundle('server.js'), folders: [this.folder], env });
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'open':
        return this.show(this.pick(step.file));
      case 'close':
        return this.hide([...this.open.keys()][step.file % Math.max(this.open.size, 1)]);
      case 'type':
        return this.type(this.pick(step.file), step.at, step.insert);
      case 'overwrite':
        return this.tell([this.overwrite(this.pick(step.file), step.at, step.insert)]);
      case 'delete':
        return this.tell([this.remove(this.pick(step.file))]);
      case 'delete-folder':
        return this.tell([this.remove(dirname(this.pick(step.file)))]);
      case 'restore':
        return this.tell([this.restore(this.originals[step.file % this.originals.length]!)]);
      case 'rename':
        return this.tell(this.rename(this.pick(step.file), dirname(this.pick(step.to))));
      case 'branch':
        return this.tell([
          ...this.originals.map((path) => this.restore(path)),
          ...step.files.map(([file, at, insert]) => this.overwrite(this.pick(file), at, insert)),
        ]);
      case 'modules':
        return this.tell([this.write('go.work', goWork[step.text]!)]);
      case 'pause':
        return pause(150);
      case 'kill':
        this.client.kill();
        return this.start();
    }
  }

  /** Every finding that is shown, a line each. */
  panel(client = this.client): string {
    const latest = new Map(client.published.map(({ uri, diagnostics }) => [uri, diagnostics]));
    return [...latest]
      .flatMap(([uri, diagnostics]) =>
        diagnostics.map((each) => `${uri.slice(uriOf(this.folder).length)} ${JSON.stringify(each)}`),
      ) // prettier-ignore
      .sort()
      .join('\n');
  }

  /** What a server says that has seen nothing but the present. */
  async fromScratch(): Promise<string> {
    const client = await this.newClient(join(this.cache, 'of nobody else', String(performance.now())));
    for (const [path, { text, version }] of this.open) client.open(this.uri(path), text, version);
    for (const [path, { version }] of this.open) await client.diagnosticsOf(this.uri(path), version);
    await client.request('workspace/executeCommand', { command: 'mapguard.server.check' });
    const panel = this.panel(client);
    await client.stop();
    return panel;
  }

  private show(path: string): void {
    if (this.open.has(path)) return;
    const text = readFileSync(join(this.folder, path), 'utf8');
    this.open.set(path, { text, version: 1 });
    this.client.open(this.uri(path), text, 1);
  }

  private hide(path: string | undefined): void {
    if (path === undefined) return;
    this.open.delete(path);
    this.client.close(this.uri(path));
  }

  private type(path: string, at: number, insert: string): void {
    this.show(path);
    const document = this.open.get(path)!;
    const start = Math.floor(at * document.text.length);
    const lines = document.text.slice(0, start).split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)!.length };
    document.text = document.text.slice(0, start) + insert + document.text.slice(start);
    this.client.change(this.uri(path), ++document.version, { range: { start: position, end: position }, text: insert });
  }

  private overwrite(path: string, at: number, insert: string): Change {
    const text = readFileSync(join(this.folder, path), 'utf8');
    const start = Math.floor(at * text.length);
    return this.write(path, text.slice(0, start) + insert + text.slice(start));
  }

  private restore(path: string): Change {
    const original = path.startsWith('links/') ? join(root, 'test/sample', path.slice('links/'.length)) : undefined;
    return this.write(
      path,
      original === undefined ? 'package main\n\nfunc main() {}\n' : readFileSync(original, 'utf8'),
    );
  }

  private rename(path: string, folder: string): readonly Change[] {
    const to = join(folder, `renamed-${path.replaceAll('/', '-')}`);
    const text = readFileSync(join(this.folder, path), 'utf8');
    return [this.remove(path), this.write(to, text)];
  }

  private remove(path: string): Change {
    rmSync(join(this.folder, path), { recursive: true });
    return { path, type: 3 };
  }

  private write(path: string, text: string): Change {
    const file = join(this.folder, path);
    const exists = statSync(file, { throwIfNoEntry: false }) !== undefined;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return { path, type: exists ? 2 : 1 };
  }

  private tell(changes: readonly Change[]): void {
    this.client.notify('workspace/didChangeWatchedFiles', {
      changes: changes.map(({ path, type }) => ({ uri: this.uri(path), type })),
    });
  }

  /** A file that exists; there is always one, since the last is not counted as one that may go. */
  private pick(number: number): string {
    const files = goFilesIn(this.folder);
    if (files.length === 0) this.tell([this.restore(this.originals[0]!)]);
    return files[number % files.length] ?? this.originals[0]!;
  }

  private uri(path: string): string {
    return uriOf(join(this.folder, path));
  }
}

interface Change {
  readonly path: string;
  /** The protocol's `FileChangeType`. */
  readonly type: 1 | 2 | 3;
}

/** Both modules, one alone, and what does not parse. */
const goWork = ['go 1.24\n\nuse (\n\t./links\n\t./tool\n)\n', 'go 1.24\n\nuse ./links\n', 'go 1.24\n\nuse (\n'];

/** Relative paths, sorted. */
function goFilesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
