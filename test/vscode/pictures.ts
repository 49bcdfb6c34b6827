/**
 * Pictures of the real editor for the README: a finding with its evidence, the lightbulb, a hover, the Problems panel. Written
 * to media/ with UPDATE_SCREENSHOTS=1; otherwise to a temporary folder, as a test that these things can be seen.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startEditor } from './code-server-editor.js';
import type { Count } from './count.js';

const root = join(__dirname, '../..');

export async function takePictures(browser: string, count: Count): Promise<void> {
  const keep = process.env['UPDATE_SCREENSHOTS'] === '1';
  const folder = keep ? join(root, 'media') : mkdtempSync(join(tmpdir(), 'mapguard-pictures-'));
  const editor = await startEditor(browser, join(root, 'test/sample'), look);
  try {
    const { server, workspace } = editor;
    const line = readFileSync(join(workspace, file), 'utf8').split('\n').indexOf(`\t${statement}`) + 1;
    const page = await editor.newPage();
    await page.setViewportSize({ width: 1120, height: 640 });
    await page.goto(
      server.pageOf(workspace, [
        ['extensionDevelopmentPath', server.uriOf(root)],
        ['openFile', `${server.uriOf(join(workspace, file))}:${line}:2`],
        ['gotoLineMode', 'true'],
      ]),
    );
    for (const [name, picture] of Object.entries(pictures)) {
      await picture(page);
      await page.screenshot({ path: join(folder, `${name}.png`) });
      console.log(`pass picture ${name}`);
      count.passed++;
      await page.keyboard.press('Escape');
    }
  } finally {
    await editor.stop();
    if (!keep) rmSync(folder, { recursive: true });
  }
}

/** Where the sample service writes into a map that it was only lent. */
const file = 'stats/stats.go';
const statement = 'sum = first';

/** A map that one function reads without the lock that the others take. */
const guarded = 'links map[string]Link';

const look = {
  'window.commandCenter': false,
  'editor.stickyScroll.enabled': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 15,
  'editor.hover.delay': 100,
  'breadcrumbs.enabled': false,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

const pictures: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  /** The finding under the code, and what it says. */
  async squiggle(page) {
    await page.locator('.squiggly-warning').first().waitFor();
    await page.locator('.view-line', { hasText: statement }).getByText('sum').first().hover();
    const hover = page.locator('.monaco-hover', { hasText: 'mapguard' });
    // First come the diagnostics, then what the server says of the map, then whether there are fixes.
    for (const text of ['the same map as', 'Quick Fix']) await hover.filter({ hasText: text }).first().waitFor();
  },

  /** The fixes offered for it. */
  async lightbulb(page) {
    await page.locator('.view-line', { hasText: statement }).getByText('sum').first().click();
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget', { hasText: 'maps.Clone' }).waitFor();
  },

  /** What is known of a map: its guard, and who uses it. */
  async hover(page) {
    await page.keyboard.press('Control+p');
    await page.keyboard.type('store.go');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'store.go' }).first().waitFor();
    await page.keyboard.press('Enter');
    const line = page.locator('.view-line', { hasText: guarded });
    await line.getByText('links').first().hover();
    await page.locator('.monaco-hover', { hasText: 'guarded by' }).first().waitFor();
  },

  /** All findings of the workspace, also of files that are not open. */
  async problems(page) {
    await page.keyboard.press('Control+b'); // Room for the messages.
    await page.keyboard.press('Control+Shift+m');
    await page.locator('.markers-panel', { hasText: 'cache.go' }).waitFor();
  },
};
