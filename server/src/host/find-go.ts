/**
 * Where Go's own sources and the module cache lie, found by looking, never by running `go`: a workspace that nobody has
 * trusted yet may have put its own `go` on the path. Needs a machine; undefined when there is nothing, which is fine.
 */
import { realpathSync } from 'node:fs';
import type { FileSystem } from '../engine/index.js';

export interface Machine {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: string;
  readonly files: FileSystem;
}

/** The folder above Go's `src`: the user's setting, $GOROOT, the `go` on the path, the usual places. None for `off`. */
export function findGoroot(setting: string, machine: Machine): string | undefined {
  const told = [setting, goVariable('GOROOT', machine)].filter((path) => path !== '');
  if (told[0] === off) return undefined;
  return [...told, ...besideGo(machine), ...usualPlaces(machine)]
    .map(clean)
    .find((path) => machine.files.readDir(`${path}/src/runtime`) !== undefined);
}

/** $GOMODCACHE, or `pkg/mod` of the first folder in $GOPATH, or of `~/go`. None for `off`. */
export function findModuleCache(machine: Machine): string | undefined {
  const told = goVariable('GOMODCACHE', machine);
  if (told === off) return undefined;
  const gopath = goVariable('GOPATH', machine).split(machine.platform === 'win32' ? ';' : ':')[0];
  const path = clean(told || `${gopath || `${machine.home}/go`}/pkg/mod`);
  return machine.files.readDir(path) === undefined ? undefined : path;
}

/** As Go's own variables say that something is not to be used. */
const off = 'off';

/** A variable of the environment, or of the file that `go env -w` writes; empty if unset. */
function goVariable(name: string, machine: Machine): string {
  const { variables, files } = machine;
  const set = variables[name];
  if (set) return set;
  const path = variables['GOENV'] || `${configFolder(machine)}/go/env`;
  const line = files.readFile(clean(path))?.match(new RegExp(`^${name}=(.*)$`, 'm'));
  return line?.[1]?.trim() ?? '';
}

function configFolder({ variables, home, platform }: Machine): string {
  if (platform === 'win32') return variables['APPDATA'] ?? `${home}/AppData/Roaming`;
  if (platform === 'darwin') return `${home}/Library/Application Support`;
  return variables['XDG_CONFIG_HOME'] || `${home}/.config`;
}

/** `go` lies in GOROOT/bin, often behind links; where it is a version manager's script, the usual places answer. */
function besideGo({ variables, platform }: Machine): readonly string[] {
  const windows = platform === 'win32';
  const folders = (variables['PATH'] ?? variables['Path'] ?? '')
    .split(windows ? ';' : ':')
    .filter((path) => path !== '');
  return folders.flatMap((folder) => {
    try {
      return [parent(parent(clean(realpathSync(`${folder}/${windows ? 'go.exe' : 'go'}`))))];
    } catch {
      return [];
    }
  });
}

function usualPlaces({ home, variables, platform, files }: Machine): readonly string[] {
  const downloaded = (files.readDir(`${clean(home)}/sdk`) ?? [])
    .map((entry) => entry.name)
    .filter((name) => name.startsWith('go'))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => `${home}/sdk/${name}`);
  if (platform === 'win32') return [`${variables['ProgramFiles'] ?? 'C:/Program Files'}/Go`, 'C:/Go', ...downloaded];
  return [
    '/usr/local/go',
    '/opt/homebrew/opt/go/libexec',
    '/usr/local/opt/go/libexec',
    '/usr/lib/go',
    '/usr/lib/golang',
    '/usr/share/go',
    '/snap/go/current',
    ...downloaded,
  ];
}

function parent(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function clean(path: string): string {
  return path.replaceAll('\\', '/').replace(/\/+$/, '');
}
