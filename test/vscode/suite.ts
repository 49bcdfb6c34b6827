/**
 * The suite that runs inside an editor, any editor: the extension in a desktop, a remote or a web VS Code. It is one
 * bundle without Node. What happens goes to the console, a line a test, since that is all a driver can see of it.
 */
import type MochaTypes from 'mocha';
import * as vscode from 'vscode';

/** Called by VS Code (`extensionTestsPath`). */
export async function run(): Promise<void> {
  // VS Code for the Web saves by itself, and the cases want to discard what they typed.
  await vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global);
  const mocha = await browserMocha();
  mocha.setup({ ui: 'bdd', timeout: 40_000, reporter: ConsoleReporter as unknown as MochaTypes.ReporterConstructor });
  await import('./cases/diagnostics.js');
  await import('./cases/code-actions.js');
  await import('./cases/hover.js');
  await import('./cases/workspace.js');
  await import('./cases/server.js');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** Mocha's build for browsers, which is also a module; it asks for the page's address before it looks for a page. */
async function browserMocha(): Promise<BrowserMocha> {
  const place = globalThis as { location?: unknown; mocha?: unknown };
  place.location ??= { search: '' };
  await import('mocha/mocha.js');
  return place.mocha as BrowserMocha;
}

/** A driver looks for these lines: `test: pass|fail|skip TITLE`, and `test: done` with the counts. */
class ConsoleReporter {
  constructor(runner: MochaTypes.Runner) {
    const count = { passed: 0, failed: 0, skipped: 0 };
    runner.on('pass', (test) => {
      count.passed++;
      console.log(`test: pass ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      count.failed++;
      console.log(`test: fail ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on('pending', (test) => {
      count.skipped++;
      console.log(`test: skip ${test.fullTitle()}`);
    });
    runner.on('end', () => console.log(`test: done ${JSON.stringify(count)}`));
  }
}

interface BrowserMocha {
  setup(options: MochaTypes.MochaOptions): void;
  run(done: (failures: number) => void): unknown;
}
