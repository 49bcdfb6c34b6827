/**
 * A real VS Code in a headless browser: code-server with the extension and a copy of the workspace, ended and removed
 * together. Needs Chromium; says why when there is none.
 */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { installCodeServer } from '../../tools/code-server/install.js';
import { serveCodeServer, type RunningCodeServer } from '../../tools/code-server/serve.js';
import { findProgram } from '../support/programs.js';

export interface CodeServerEditor {
  readonly server: RunningCodeServer;
  /** The copy, an absolute path. */
  readonly workspace: string;
  /** code-server's entry script and the folders it runs with. */
  readonly entry: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  newPage(): Promise<Page>;
  stop(): Promise<void>;
}

/** A copy of `workspace`; `settings` are the user's. */
export async function startEditor(
  browserPath: string,
  workspace: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<CodeServerEditor> {
  const entry = installCodeServer(console.log);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-editor-')));
  const [copy, userDataDir, extensionsDir] = ['workspace', 'user', 'extensions'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  cpSync(workspace, copy, { recursive: true });
  mkdirSync(join(userDataDir, 'User'), { recursive: true });
  const quiet = {
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    'extensions.autoUpdate': false,
  };
  writeFileSync(join(userDataDir, 'User/settings.json'), JSON.stringify({ ...quiet, ...settings }));
  let server: RunningCodeServer | undefined;
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    server = await serveCodeServer({ entry, userDataDir, extensionsDir });
    browser = await launch(browserPath);
  } catch (error) {
    await stop();
    throw error;
  }
  const running = browser;
  const newPage = async (): Promise<Page> => {
    const context = await running.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 });
    return context.newPage();
  };
  return { server, workspace: copy, entry, userDataDir, extensionsDir, newPage, stop };
}

/** A headless Chromium that talks to nobody but us. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...browserFlags] });
}

/** Chromium's path: found, or installed where Debian's packages can be; undefined with the reason told. */
export function findBrowser(): string | undefined {
  return findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], 'chromium');
}

const browserFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
