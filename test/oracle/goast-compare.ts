/**
 * Holds the batch parser equal to go/parser: every node, with kind, range, operator or name, and place in the tree. The
 * Go program in `goast/` is built with the Go installation, which must be there; see `hasGo`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseFile } from '../../server/src/engine/syntax/batch/parse-file.js';
import { goastLines } from './goast-lines.js';

export interface Comparison {
  files: number;
  nodes: number;
  /** Files that go/parser rejects, and how many of those the batch parser rejects as well. */
  rejected: number;
  rejectedToo: number;
  /** The first difference of each file that differs. */
  readonly differences: string[];
  /** Files that go/parser alone rejects, with its message. */
  readonly accepted: string[];
}

/** Whether there is a Go installation, and where its sources are. */
export function findGoroot(): string | undefined {
  const found = spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Every Go file under a folder, test data included. */
export function goFilesUnder(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile() && entry.name.endsWith('.go')).map((e) => join(e.parentPath, e.name));
}

/** Builds the Go program into a folder; returns its path. */
export function buildGoast(folder: string): string {
  const program = join(folder, 'goast');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'goast') });
  return program;
}

/** What the Go program prints of some files: for each a line with path and verdict, and the lines of its nodes. */
export function goastOf(program: string, paths: readonly string[]): string[][] {
  const output = execFileSync(program, { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 1 << 30 });
  return output
    .slice('# '.length)
    .split('\n# ')
    .map((part) => part.trimEnd().split('\n'));
}

/** Compares file by file. */
export function compareWithGo(program: string, paths: readonly string[]): Comparison {
  const result: Comparison = { files: 0, nodes: 0, rejected: 0, rejectedToo: 0, differences: [], accepted: [] };
  for (let i = 0; i < paths.length; i += filesPerRun) {
    for (const lines of goastOf(program, paths.slice(i, i + filesPerRun))) compareFile(lines, result);
  }
  return result;
}

/** So many files' lines fit into a string. */
const filesPerRun = 100;

function compareFile([header, ...expected]: readonly string[], result: Comparison): void {
  const [, path, verdict] = /^(.*?) (ok|error: .*)$/.exec(header!)!;
  const file = parseFile(path!, readFileSync(path!, 'utf8'), { bodies: true });
  result.files++;
  if (verdict !== 'ok') {
    result.rejected++;
    if (file === undefined) result.rejectedToo++;
    else result.accepted.push(`${path} ${verdict}`);
    return;
  }
  if (file === undefined) {
    result.differences.push(`${path}: rejected`);
    return;
  }
  const lines = goastLines(file);
  result.nodes += lines.length;
  for (let i = 0; i < Math.max(lines.length, expected.length); i++) {
    if (lines[i] === expected[i]) continue;
    result.differences.push(`${path}:\n  go/parser: ${expected[i]}\n  batch:     ${lines[i]}`);
    return;
  }
}
