/**
 * `npm run oracle:rewrites [-- FOLDER …]`: every rewrite on real modules, judged by the Go toolchain. Without folders:
 * Go's own sources, `std` and `cmd`. A folder is a module whose dependencies are in the module cache.
 *
 * `--packages PATTERN`, which may be given several times, names packages as the go command does, in each of the folders.
 * `--found` leaves out what is forced; `--failures FILE` writes each failure there; `--overlay FILE` writes the files as
 * all preferred rewrites of findings together make them, as `go test -overlay` reads it; `--together KIND`, all of one
 * kind, forced ones say. `--every N` takes every Nth package. Which package it is at is told on standard error.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createNodeHost } from '../../server/src/host/node.js';
import { importBundled } from '../support/bundle.js';
import { findGoroot } from './goast-compare.js';
import { buildJudge, openJudge } from './rewrite-judge.js';
import type * as run from './rewrite-run.js';
import { makeFolder } from '../support/go-command.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    found: { type: 'boolean' },
    failures: { type: 'string' },
    overlay: { type: 'string' },
    together: { type: 'string' },
    packages: { type: 'string', multiple: true },
    every: { type: 'string', default: '1' },
  },
});

void main();

async function main(): Promise<void> {
  const goroot = findGoroot();
  if (goroot === undefined) throw new Error('no Go here');
  const place = makeFolder(new Map());
  try {
    const program = buildJudge(place.path, goroot);
    const corpora =
      positionals.length > 0
        ? positionals.map((folder) => ({ folder, patterns: ['./...'] }))
        : [
            { folder: join(goroot, 'src'), patterns: ['std'] },
            { folder: join(goroot, 'src/cmd'), patterns: ['cmd'] },
          ];
    for (const { folder, patterns } of corpora) await tryModule(program, folder, values.packages ?? patterns);
  } finally {
    place.remove();
  }
}

async function tryModule(program: string, folder: string, patterns: readonly string[]): Promise<void> {
  const { tryRewrites } = await importBundled<typeof run>('test/oracle/rewrite-run.ts');
  const judge = await openJudge(program, folder, patterns);
  const folders = [...new Set(judge.files.map((file) => dirname(file)))].filter(
    (_, i) => i % Number(values.every) === 0,
  );
  const environment = { ...createNodeHost().environment(''), goos: 'linux', goarch: 'amd64' };
  const failed = ({ kind, title, file, line, what }: run.Failure): void => {
    const text = `${file}:${line}: ${kind}: ${title}: ${what}`;
    if (values.failures === undefined) console.log(text);
    else write(values.failures, `${text}\n`, 'a');
  };
  const result = await tryRewrites({
    environment,
    judge,
    folders,
    force: values.found !== true,
    together: values.together,
    failed,
    begun(at) {
      console.error(`${new Date().toISOString().slice(11, 19)} ${folders.indexOf(at) + 1}/${folders.length} ${at}`);
    },
  });
  judge.close();
  console.log(`\n${folder}: ${folders.length} packages, ${judge.files.length} files`);
  console.table(
    Object.fromEntries(
      [...result.tallies].map(
        ([kind, { offered, skipped, compiles, vetted, formatted, rechecked, gone, nothingNew }]) => [
          kind,
          {
            offered,
            'not judged': skipped,
            compiles: share(compiles, offered - skipped),
            vet: share(vetted, offered - skipped),
            gofmt: share(formatted, offered - skipped),
            gone: share(gone, rechecked),
            'nothing new': share(nothingNew, rechecked),
          },
        ],
      ),
    ),
  );
  if (values.overlay !== undefined) write(values.overlay, overlayOf(result.together, dirname(values.overlay)), 'w');
  if (result.failures.length > 0) process.exitCode = 1;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : part === whole ? 'all' : `${part} of ${whole}`;
}

/** Each rewritten file beside the list that maps the originals to them. */
function overlayOf(texts: ReadonlyMap<string, string>, folder: string): string {
  const replace: Record<string, string> = {};
  [...texts].forEach(([path, text], i) => {
    replace[path] = join(folder, `overlay-${i}.go`);
    write(replace[path], text, 'w');
  });
  return JSON.stringify({ Replace: replace }, null, 2);
}

function write(path: string, text: string, flag: 'a' | 'w'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag });
}
