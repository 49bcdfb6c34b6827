/**
 * Runs the suite in a desktop VS Code: the one at VSCODE_PATH, or a download. Needs built bundles (`--tests`), a display,
 * and, without VSCODE_PATH, the network.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';

const root = join(__dirname, '../..');

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapguard-desktop-'));
  const vscodeExecutablePath = process.env['VSCODE_PATH'];
  try {
    const workspace = join(folder, 'workspace');
    cpSync(join(root, 'test/vscode/workspace'), workspace, { recursive: true });
    await runTests({
      ...(vscodeExecutablePath ? { vscodeExecutablePath } : {}),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'dist/test/suite.js'),
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', `--user-data-dir=${folder}/user`],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
