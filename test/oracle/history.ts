/**
 * `npm run oracle:history -- REPOSITORY …`, after a build: bugs that people have mended are the judge of what is missed.
 * Takes each commit of a repository (a clone with its history) whose message speaks of a race on a map, checks the
 * packages of the files it changes, and some that import them, as they were before and as they are after, and tells
 * whether a finding in such a file is there before and gone after.
 *
 * `--most N` looks at the newest N only; `--match TEXT` at those whose message or hash has the text. A commit may mend
 * what no static analysis can see, or more than a race, so "missed" means: to be read. Modules that are not in the
 * module cache are known by their names only.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string', default: '40' }, match: { type: 'string' } },
});

const cli = join(import.meta.dirname, '../../dist/cli.js');
const aboutMaps =
  'concurrent map|map (data )?race|concurrent access .*map|map iteration and map write|' +
  'race.*(on|in|with|of|to|accessing|reading|writing|iterating) [a-z ]*\\bmaps?\\b';
/** A commit that changes more files does other things, too. */
const mostFiles = 12;
const mostImporters = 5;
const code = ['--', '*.go', ':!*_test.go', ':!vendor/*', ':!*/vendor/*'];

interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly files: readonly string[];
}

/** One line of `mapguard check --format json`, as far as it is asked for. */
interface Finding {
  readonly file: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly start: { readonly line: number };
}

main();

function main(): void {
  if (!existsSync(cli)) throw new Error('Build first: npm run build');
  if (positionals.length === 0) throw new Error('Name the repositories to look through.');
  for (const repository of positionals) {
    const counts = { found: 0, missed: 0 };
    for (const commit of commitsOf(repository)) {
      const mended = mendedBy(repository, commit);
      console.log(`${mended.length > 0 ? 'found ' : 'missed'} ${commit.hash.slice(0, 10)} ${commit.subject}`);
      for (const { file, start, severity, rule, message } of mended)
        console.log(`         ${file}:${start.line + 1}: ${severity}: ${message} (${rule})`);
      counts[mended.length > 0 ? 'found' : 'missed']++;
    }
    console.log(`${repository}: ${counts.found} found, ${counts.missed} missed\n`);
  }
}

function git(repository: string, args: readonly string[], input?: string): Buffer {
  return execFileSync('git', ['-C', repository, ...args], {
    input,
    maxBuffer: 1 << 30,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

function linesOf(repository: string, args: readonly string[]): readonly string[] {
  return git(repository, args).toString('utf8').split('\n').filter(Boolean);
}

function commitsOf(repository: string): readonly Commit[] {
  const found: Commit[] = [];
  for (const line of linesOf(repository, ['log', '--no-merges', '--format=%H %s', '-i', '-E', `--grep=${aboutMaps}`])) {
    if (values.match !== undefined && !line.includes(values.match)) continue;
    const [hash = '', ...words] = line.split(' ');
    const files = linesOf(repository, ['show', '--format=', '--name-only', hash, ...code]);
    if (files.length > 0 && files.length <= mostFiles) found.push({ hash, subject: words.join(' '), files });
    if (found.length === Number(values.most)) break;
  }
  return found;
}

/** What is found in the commit's files before it, and no more after. */
function mendedBy(repository: string, { hash, files }: Commit): readonly Finding[] {
  const place = mkdtempSync(join(tmpdir(), 'mapguard-history-'));
  try {
    const folders = new Set(files.map((file) => dirname(file)));
    for (const importer of importersOf(repository, `${hash}^`, folders)) folders.add(importer);
    const [before, after] = ['before', 'after'].map((name) => {
      const root = join(place, name);
      checkOut(repository, name === 'before' ? `${hash}^` : hash, root);
      return check(root, folders);
    }) as [readonly Finding[], readonly Finding[]];
    const left = new Map<string, number>();
    for (const finding of after) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
    return before.filter((finding) => {
      const count = left.get(keyOf(finding)) ?? 0;
      left.set(keyOf(finding), count - 1);
      return count <= 0 && files.includes(finding.file);
    });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Where it is may have moved. */
function keyOf({ file, rule, message }: Finding): string {
  return `${file} ${rule} ${message.replace(/on line \d+/g, '')}`;
}

/** Folders of packages that import one of the folders' packages by its last steps. */
function importersOf(repository: string, revision: string, folders: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const folder of folders) {
    const pattern = `"[^"]+/${folder === '.' ? basename(repository) : folder}"`;
    const { stdout } = spawnSync('git', ['-C', repository, 'grep', '-lE', pattern, revision, ...code]);
    for (const line of stdout.toString('utf8').split('\n').filter(Boolean))
      found.push(dirname(line.slice(line.indexOf(':') + 1)));
  }
  return [...new Set(found)].slice(0, mostImporters);
}

/** Writes the Go files of a revision; what a partial clone has not, is left out. */
function checkOut(repository: string, revision: string, root: string): void {
  const wanted = linesOf(repository, ['ls-tree', '-r', revision]).flatMap((line) => {
    const [, type, id, path] = /^\d+ (\w+) (\w+)\t(.*)$/.exec(line) ?? [];
    const isNeeded = path !== undefined && /(\.go|(^|\/)(go\.(mod|work)|modules\.txt))$/.test(path);
    return type === 'blob' && isNeeded ? [{ id: id!, path }] : [];
  });
  const ids = wanted.map(({ id }) => `${id}\n`).join('');
  const blobs = git(repository, ['cat-file', '--batch'], ids);
  let at = 0;
  for (const { path } of wanted) {
    const end = blobs.indexOf('\n', at);
    const [, type, size] = blobs.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, blobs.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
}

function check(root: string, folders: ReadonlySet<string>): readonly Finding[] {
  const there = [...folders].filter((folder) => existsSync(join(root, folder)));
  if (there.length === 0) return [];
  const args = [cli, 'check', '--no-cache', '--format', 'json', '--fail-on', 'error', ...there];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, maxBuffer: 1 << 30 });
  const lines = stdout.toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Finding);
}
