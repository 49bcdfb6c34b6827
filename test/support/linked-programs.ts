/**
 * Go programs linked into one, since linking takes longer than running: each becomes a package whose main function is
 * called by name.
 */
import { makeFolder, runIn, type Outcome } from './go-command.js';

export interface LinkedPrograms {
  /** What the compiler says; empty if it is content. */
  readonly errors: string;
  /** Runs the program with this number under the race detector. */
  run(at: number): Outcome;
  /** Runs it without. */
  runPlain(at: number): Outcome;
  remove(): void;
}

/** @param programs the Go files of each, by path in its package */
export function linkPrograms(programs: readonly ReadonlyMap<string, string>[], { plain = false } = {}): LinkedPrograms {
  const folder = makeFolder(combinedModule(programs));
  const build = (...flags: readonly string[]): string => runIn(folder.path, 'go', ['build', ...flags, './run']).output;
  const errors = build('-race', '-o', 'programs') + (plain ? build('-o', 'plain') : '');
  return {
    errors,
    run: (at) => runIn(folder.path, './programs', [packageName(at)], raceSettings, mostTime),
    runPlain: (at) => runIn(folder.path, './plain', [packageName(at)], { GOMAXPROCS: '4' }, mostTime),
    remove: folder.remove,
  };
}

/** In milliseconds: who copies a lock that is held waits for ever, and under the detector no runtime notices. */
const mostTime = 15_000;

/**
 * The detector would wait a second at the end of each program for reports that are still on their way. Four threads meet
 * more often than two.
 */
export const raceSettings = { GORACE: 'halt_on_error=0 exitcode=66 atexit_sleep_ms=20', GOMAXPROCS: '4' };

/** Whether the race detector, or the runtime itself, saw a race on a map. */
export function isRaceOnMap(output: string): boolean {
  if (/fatal error: concurrent map/.test(output)) return true;
  return output.split(/^={18}$/m).some((report) => /DATA RACE/.test(report) && mapFunction.test(report));
}

/** A frame of the runtime's map code, or of reflection over a map. */
const mapFunction =
  /runtime\.map(assign|delete|access|iter|clear|clone)|internal\/runtime\/maps\.|reflect\.(map|Value\.\w*Map|\(\*MapIter)/;

/** Steps on a `sync.Map` are no race each: what is lost between them is counted. */
export function isRaceOrLost(output: string): boolean {
  return /^lost/m.test(output) || isRaceOnMap(output);
}

function combinedModule(programs: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  const files = new Map([['go.mod', 'module programs\n\ngo 1.25\n']]);
  programs.forEach((own, at) => {
    for (const [path, text] of own)
      if (path.endsWith('.go')) files.set(`${packageName(at)}/${path}`, asPackage(text, at));
  });
  const names = programs.map((_, at) => packageName(at));
  files.set(
    'run/main.go',
    `package main\n\nimport (\n\t"os"\n${names.map((name) => `\t"programs/${name}"\n`).join('')})\n\n` +
      `func main() {\n\tswitch os.Args[1] {\n${names.map((name) => `\tcase "${name}":\n\t\t${name}.Main()\n`).join('')}\t}\n}\n`,
  );
  return files;
}

function asPackage(text: string, at: number): string {
  return text.replace(/^package main$/m, `package ${packageName(at)}`).replace(/^func main\(\)/m, 'func Main()');
}

function packageName(at: number): string {
  return `program${at}`;
}
