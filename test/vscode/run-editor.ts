/**
 * Runs the suite in a real VS Code without a desktop and in VS Code for the Web, takes the pictures, tries the packaged
 * extension; ends with a line `N passed, N failed, N skipped`. Needs built bundles (`--tests`). Where there is no browser everything is
 * skipped, counted and said.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { findBrowser, startEditor } from './code-server-editor.js';
import { patience, readLine, type Count } from './count.js';
import { takePictures } from './pictures.js';
import { runInWeb } from './run-web.js';
import { seeProgress } from './see-progress.js';
import { tryPackage } from './try-package.js';

const root = join(__dirname, '../..');

async function main(): Promise<void> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  const browser = findBrowser();
  if (browser === undefined) {
    console.log('skipped: the editor suites, since there is no chromium');
    count.skipped += parts.length;
  } else {
    for (const part of parts) {
      console.log(`-- ${part.name}`);
      try {
        await part(browser, count);
      } catch (error) {
        count.failed++;
        console.log(error);
      }
    }
  }
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  if (count.failed > 0) process.exitCode = 1;
}

const parts = [runSuite, runInWeb, seeProgress, takePictures, tryPackage];

async function runSuite(browser: string, count: Count): Promise<void> {
  const editor = await startEditor(browser, join(root, 'test/vscode/workspace'));
  try {
    const { server, workspace } = editor;
    const page = await editor.newPage();
    const done = countTests(page, count);
    const tests = server.uriOf(join(root, 'dist/test/suite.js'));
    await page.goto(
      server.pageOf(workspace, [
        ['extensionDevelopmentPath', server.uriOf(root)],
        ['extensionTestsPath', tests],
      ]),
    );
    await done;
  } finally {
    await editor.stop();
  }
}

/** Resolves when the suite is done. */
function countTests(page: Page, count: Count): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The suite did not end.')), patience);
    page.on('console', (message) => {
      if (!readLine(message.text(), count)) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
