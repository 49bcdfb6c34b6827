/**
 * Runs the suite in a real VS Code without a desktop, takes the pictures, tries the packaged extension; ends with a
 * line `N passed, N failed, N skipped`. Needs built bundles (`--tests`). Where there is no browser everything is
 * skipped, counted and said.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { findBrowser, startEditor } from './code-server-editor.js';
import { takePictures } from './pictures.js';
import { tryPackage } from './try-package.js';

const root = join(__dirname, '../..');

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

async function main(): Promise<void> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  const browser = findBrowser();
  if (browser === undefined) {
    console.log('skipped: the editor suites, since there is no chromium');
    count.skipped += parts.length;
  } else {
    for (const part of parts) {
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

const parts = [runSuite, takePictures, tryPackage];

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

/** Reads what the suite's reporter prints; resolves when it is done. */
function countTests(page: Page, count: Count): Promise<void> {
  const mark = 'test: ';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The suite did not end within five minutes.')), 300_000);
    page.on('console', (message) => {
      const text = message.text();
      const start = text.indexOf(mark);
      if (start < 0) {
        if (process.env['VERBOSE']) console.log(`  ${text}`);
        return;
      }
      const line = text.slice(start + mark.length);
      if (!line.startsWith('done ')) return console.log(line.replace(/^skip /, 'skipped: '));
      const { passed, failed, skipped } = JSON.parse(line.slice('done '.length).split('\n')[0]!) as Count;
      count.passed += passed;
      count.failed += failed;
      count.skipped += skipped;
      clearTimeout(timer);
      resolve();
    });
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
