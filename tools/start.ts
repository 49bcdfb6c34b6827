/**
 * `npm start -- DIR`: builds, then opens DIR (a sample service, if none is named) in VS Code with the extension loaded:
 * the desktop one if `code` is on the path, otherwise one in the browser that is fetched on demand.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installCodeServer } from './code-server/install.js';
import { serveCodeServer } from './code-server/serve.js';

const root = join(__dirname, '..');

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(args: readonly string[]): Promise<void> {
  const folder = resolve(process.env['INIT_CWD'] ?? '.', args[0] ?? join(root, 'test/sample'));
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { stdio: 'inherit' });
  if (opensInDesktop(folder)) return;

  const entry = installCodeServer(console.log);
  const data = join(root, '.cache/start');
  mkdirSync(data, { recursive: true });
  const extensionsDir = join(data, 'extensions');
  const server = await serveCodeServer({ entry, userDataDir: join(data, 'user'), extensionsDir });
  console.log(`Open ${server.pageOf(folder, [['extensionDevelopmentPath', server.uriOf(root)]])}`);
  console.log('Ctrl+C ends it.');
  process.once('SIGINT', () => void server.stop());
  process.once('SIGTERM', () => void server.stop());
}

function opensInDesktop(folder: string): boolean {
  const shell = process.platform === 'win32';
  const { status } = spawnSync('code', ['--new-window', `--extensionDevelopmentPath=${root}`, folder], { shell });
  return status === 0;
}
