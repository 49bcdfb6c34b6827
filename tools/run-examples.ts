/**
 * `npx tsx tools/run-examples.ts [DIR]`: runs the engine over a folder of examples, `RULE/{bad,good}/CASE/*.go`, with
 * `// want RULE` marks. In bad ones exactly the marked lines may be reported at warning or above, in good ones none.
 * DIR defaults to $MAPGUARD_EXAMPLES. Exit status 1 if an example is not as it says.
 */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FileSystem, Workspace } from '../server/src/engine/index.js';
import { createNodeHost } from '../server/src/host/node.js';
import { checkFiles, openWorkspaceOn } from '../test/support/engine.js';
import { compareWithMarks } from '../test/support/matching.js';

void main(process.argv[2] ?? process.env['MAPGUARD_EXAMPLES']);

async function main(given: string | undefined): Promise<void> {
  if (given === undefined) throw new Error('usage: run-examples.ts DIR');
  const folder = resolve(given);
  const host = createNodeHost();
  const workspace = await openWorkspaceOn(host.environment(''));
  const results = new Map<string, { passed: number; failed: number }>();
  for (const path of casesBelow(folder)) {
    const rule = path.slice(0, path.indexOf('/'));
    const result = results.get(rule) ?? { passed: 0, failed: 0 };
    results.set(rule, result);
    const problems = problemsIn(join(folder, path), host.files, workspace);
    if (problems.length === 0) result.passed++;
    else result.failed++;
    for (const problem of problems) console.log(`${path}: ${problem}`);
  }
  console.log('');
  for (const [rule, { passed, failed }] of results) console.log(`${rule}: ${passed} passed, ${failed} failed`);
  const all = [...results.values()];
  const failed = all.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${all.reduce((sum, result) => sum + result.passed, 0)} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** Folders with Go files, relative to the folder of all examples. */
function casesBelow(top: string): readonly string[] {
  const files = readdirSync(top, { recursive: true, encoding: 'utf8' });
  const cases = files
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^[^/]+\/(bad|good)\/[^/]+\/[^/]+\.go$/.test(path))
    .map((path) => path.slice(0, path.lastIndexOf('/')));
  return [...new Set(cases)].sort();
}

/** What is missing, with `-`, and what should not be there, with `+`. */
function problemsIn(path: string, files: FileSystem, workspace: Workspace): readonly string[] {
  const names = readdirSync(path).filter((name) => name.endsWith('.go'));
  const found = checkFiles(
    workspace,
    names.map((name) => `${path}/${name}`),
  );
  return names.flatMap((name) => {
    const text = files.readFile(`${path}/${name}`) ?? '';
    const { expected, observed } = compareWithMarks(name, text, found.get(`${path}/${name}`) ?? []);
    const missing = expected.filter((line) => !observed.includes(line)).map((line) => `- ${line}`);
    return [...missing, ...observed.filter((line) => !expected.includes(line)).map((line) => `+ ${line}`)];
  });
}
