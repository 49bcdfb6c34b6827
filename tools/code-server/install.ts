/**
 * Fetches code-server (VS Code for Node) from the npm registry into an ignored folder and makes it run. Needs npm and a
 * C++ compiler for three small native modules. Does not run any install script of the packages: code-server's own
 * refuses root shells and downloads ripgrep from elsewhere.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The entry script of an installed code-server, installing it at the first call. The folder is `.cache/code-server` of
 * the project, or below MAPGUARD_VSCODE_CACHE.
 */
export function installCodeServer(log: (line: string) => void): string {
  const cache = resolve(process.env['MAPGUARD_VSCODE_CACHE'] ?? join(here, '../../.cache'));
  const folder = join(cache, 'code-server');
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  const entry = join(folder, 'node_modules/code-server/out/node/entry.js');
  const done = join(folder, '.installed');
  if (existsSync(done)) return entry;

  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(folder, file));
  log(`Fetching VS Code for Node (code-server, once, 330 MB) into ${folder}`);
  npm(folder, 'ci', '--ignore-scripts');
  npm(folder, 'rebuild', 'argon2', build);
  log('Fetching the dependencies of its workbench');
  npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  npm(vscode, 'rebuild', 'node-pty', '@vscode/spdlog', 'native-watchdog', build);
  npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');

  const asar = join(vscode, 'node_modules.asar');
  if (!existsSync(asar)) symlinkSync('node_modules', asar);
  copyRipgrep(folder, vscode);
  writeFileSync(done, '');
  return entry;
}

/** Said outright: npm hands the project's own `ignore-scripts` down to the scripts it runs. */
const build = '--ignore-scripts=false';

/** `workspace.findFiles` runs the binary at a path where only an install script would have put it. */
function copyRipgrep(folder: string, vscode: string): void {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const require = createRequire(join(folder, 'package.json'));
  const packageName = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  const from = join(dirname(require.resolve(`${packageName}/package.json`)), 'bin', name);
  const to = join(vscode, 'node_modules/@vscode/ripgrep/bin', name);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

function npm(folder: string, ...args: readonly string[]): void {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', [...args, ...quiet], {
    cwd: folder,
    // node-pty's script runs node-gyp through npx, which would stop and ask.
    env: { ...process.env, npm_config_yes: 'true' },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
