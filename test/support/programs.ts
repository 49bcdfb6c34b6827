/** Programs that tests drive and that may be missing: looked for on the path, installed where Debian's packages can be. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of the first of the names; undefined where there is none, and none can be had. */
export function findProgram(names: readonly string[], debianPackage: string): string | undefined {
  const found = onPath(names);
  if (found !== undefined || process.getuid?.() !== 0 || onPath(['apt-get']) === undefined) return found;
  console.log(`Installing ${debianPackage}`);
  try {
    install(debianPackage);
  } catch {
    try {
      // A fresh machine does not know yet which packages there are.
      execFileSync('apt-get', ['update'], { stdio: 'ignore' });
      install(debianPackage);
    } catch {
      console.log(`apt-get could not install ${debianPackage}.`);
    }
  }
  return onPath(names);
}

function install(debianPackage: string): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { stdio: 'ignore', env });
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
