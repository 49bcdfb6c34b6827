/** The Go code that the engine's types are compared on: parts of the Go installation, and modules of the public proxy. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findGoroot } from './goast-compare.js';

export interface Corpus {
  readonly name: string;
  readonly patterns: readonly string[];
  /** A module with its version; undefined for parts of the installation. */
  readonly module?: string;
}

export const corpora: readonly Corpus[] = [
  { name: 'std', patterns: ['std'] },
  { name: 'cmd', patterns: ['cmd'] },
  { name: 'tools', patterns: ['./...'], module: 'golang.org/x/tools@v0.52.0' },
  { name: 'client-go', patterns: ['./...'], module: 'k8s.io/client-go@v0.34.1' },
  { name: 'prometheus', patterns: ['./...'], module: 'github.com/prometheus/prometheus@v0.305.0' },
  { name: 'pebble', patterns: ['./...'], module: 'github.com/cockroachdb/pebble@v1.1.5' },
  { name: 'hugo', patterns: ['./...'], module: 'github.com/gohugoio/hugo@v0.150.0' },
];

/** Variables for the go command: modules are kept in the project's cache, and no workspace or toolchain interferes. */
export const goVariables: Readonly<Record<string, string>> = {
  GOMODCACHE: resolve(import.meta.dirname, '../../.cache/oracle/mod'),
  GOFLAGS: '-modcacherw',
  GOTOOLCHAIN: 'local',
  GOWORK: 'off',
};

/** The folder of a corpus; a module is downloaded if it is not there. */
export function folderOf(corpus: Corpus): string {
  if (corpus.module === undefined) {
    const goroot = findGoroot();
    if (goroot === undefined) throw new Error('no Go installation found');
    return join(goroot, 'src');
  }
  const cache = goVariables['GOMODCACHE']!;
  mkdirSync(cache, { recursive: true });
  const { stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', corpus.module], {
    cwd: cache,
    encoding: 'utf8',
    env: { ...process.env, ...goVariables },
  });
  const { Dir, Error: message } = JSON.parse(stdout || '{}') as { readonly Dir?: string; readonly Error?: string };
  if (Dir === undefined) throw new Error(`${corpus.module} cannot be downloaded: ${message ?? stderr}`);
  return Dir;
}
