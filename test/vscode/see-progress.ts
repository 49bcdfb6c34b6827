/** The check of a workspace of many packages as a person sees it: how far it is in the status bar, what it found in a message. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEditor } from './code-server-editor.js';
import type { Count } from './count.js';

const root = join(__dirname, '../..');
const packages = 400;

export async function seeProgress(browser: string, count: Count): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapguard-many-'));
  writeFileSync(join(folder, 'go.mod'), 'module example.com/many\n\ngo 1.24\n');
  for (let i = 0; i < packages; i++) {
    mkdirSync(join(folder, `p${i}`));
    cpSync(join(root, 'test/sample/stats/stats.go'), join(folder, `p${i}/stats.go`));
  }
  const editor = await startEditor(browser, folder);
  try {
    const { server, workspace } = editor;
    const page = await editor.newPage();
    await page.goto(server.pageOf(workspace, [['extensionDevelopmentPath', server.uriOf(root)]]));
    const progress = page.locator('.statusbar-item', { hasText: `of ${packages} packages` });
    await progress.waitFor({ timeout: 60_000 });
    await progress.waitFor({ state: 'hidden', timeout: 60_000 });
    console.log('pass the scan shows its progress');
    count.passed++;

    await page.keyboard.press('F1');
    await page.keyboard.type('Mapguard: Check Workspace');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Check Workspace' }).first().waitFor();
    await page.keyboard.press('Enter');
    const message = new RegExp(`Mapguard: \\d+ findings in ${packages} packages`);
    await page.locator('.notification-list-item', { hasText: message }).first().waitFor({ timeout: 60_000 });
    console.log('pass the command says what it found');
    count.passed++;
  } finally {
    await editor.stop();
    rmSync(folder, { recursive: true });
  }
}
