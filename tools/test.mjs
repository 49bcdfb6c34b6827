/**
 * `npm test`: all levels, one after the other, each with its own output, and one line of counts at the end. A type check
 * or a linter counts as one test. What is skipped is named with its reason.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const skips = [];

for (const project of ['server/src/engine', 'server', 'client', 'test']) {
  await checkWith(`types of ${project}`, 'tsc', ['-p', project]);
}
await checkWith('eslint', 'eslint', ['--max-warnings', '0', '.']);
await checkWith('prettier', 'prettier', ['--check', '--log-level', 'warn', '.']);
await checkWith('boundaries', 'depcruise', [
  '--config',
  '.dependency-cruiser.cjs',
  'client',
  'server',
  'test',
  'tools',
]);
await checkWith('knip', 'knip', ['--no-progress']);
await runVitest();
await runEditors();

for (const skip of skips) console.log(`skipped: ${skip}`);
for (const failure of failures) console.log(`failed: ${failure}`);
const { passed, failed, skipped } = totals;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

/** A command that passes or fails as a whole. */
async function checkWith(name, command, args) {
  console.log(`\n== ${name}`);
  const { status } = await run(join('node_modules', '.bin', command), args);
  if (status === 0) {
    totals.passed++;
    console.log('ok');
  } else {
    totals.failed++;
    failures.push(name);
  }
}

async function runVitest() {
  console.log('\n== unit tests, fixtures, server');
  const folder = mkdtempSync(join(tmpdir(), 'mapguard-test-'));
  const file = join(folder, 'counts.json');
  try {
    process.env.MAPGUARD_TEST_COUNTS = file;
    await run(join('node_modules', '.bin', 'vitest'), [
      'run',
      '--reporter=default',
      '--reporter=./tools/test-reporter.mjs',
    ]);
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    totals.passed += counts.passed;
    totals.failed += counts.failures.length;
    totals.skipped += counts.skips.length;
    failures.push(...counts.failures);
    skips.push(...counts.skips);
  } catch (error) {
    totals.failed++;
    failures.push(`vitest gave no counts: ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The suites in a real VS Code end with a line of counts of their own, and name their skips as this script does. */
async function runEditors() {
  console.log('\n== editors');
  const { status, output } = await run('npm', ['run', '--silent', 'test:editors']);
  const counts = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output);
  if (counts === null) {
    totals.failed++;
    failures.push('the editor suites gave no counts');
    return;
  }
  totals.passed += Number(counts[1]);
  totals.failed += Number(counts[2]);
  totals.skipped += Number(counts[3] ?? 0);
  if (Number(counts[2]) > 0) failures.push('editor suites');
  else if (status !== 0) {
    totals.failed++;
    failures.push(`the editor suites ended with status ${status}`);
  }
  skips.push(...[...output.matchAll(/^skipped: (.*)$/gm)].map((match) => match[1]));
}

/** Runs a command, showing its output as it comes; resolves to its exit status and what it wrote to standard output. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
    });
    child.on('error', (error) => resolve({ status: -1, output: String(error) }));
    child.on('close', (status) => resolve({ status, output }));
  });
}
