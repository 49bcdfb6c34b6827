/** Installs the packaged extension as a user would, and sees it find something: the package holds all it needs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEditor } from './code-server-editor.js';
import type { Count } from './count.js';

const root = join(__dirname, '../..');

export async function tryPackage(browser: string, count: Count): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapguard-package-'));
  const editor = await startEditor(browser, join(root, 'test/vscode/workspace'));
  try {
    const vsix = join(folder, 'mapguard.vsix');
    const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
    execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], { cwd: root, stdio: 'pipe' });
    const folders = ['--user-data-dir', editor.userDataDir, '--extensions-dir', editor.extensionsDir];
    execFileSync(process.execPath, [editor.entry, ...folders, '--install-extension', vsix], { stdio: 'pipe' });
    const page = await editor.newPage();
    const file = editor.server.uriOf(join(editor.workspace, 'stock.go'));
    await page.goto(editor.server.pageOf(editor.workspace, [['openFile', file]]));
    await page.locator('.squiggly-warning').first().waitFor({ timeout: 60_000 });
    console.log(`pass the package works where it is installed (${Math.round(statSync(vsix).size / 1024)} KiB)`);
    count.passed++;
  } finally {
    await editor.stop();
    rmSync(folder, { recursive: true });
  }
}
