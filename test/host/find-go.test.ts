import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGoroot, findModuleCache } from '../../server/src/host/find-go.js';
import { createNodeHost, slashed } from '../../server/src/host/node.js';

let home: string;
beforeEach(() => {
  home = slashed(realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-go-'))));
  for (const folder of ['told/src/runtime', 'env/src/runtime', 'env/bin', 'bin', 'cache']) {
    mkdirSync(join(home, folder), { recursive: true });
  }
});
afterEach(() => rmSync(home, { recursive: true }));

describe('GOROOT', () => {
  it('is the setting, if there is Go', () => {
    expect(goroot(`${home}/told/`, { GOROOT: `${home}/env` })).toBe(`${home}/told`);
    expect(goroot(`${home}/nothing`, { GOROOT: `${home}/env` })).toBe(`${home}/env`);
  });

  it('is none if it is told to be off', () => {
    expect(goroot('off', { GOROOT: `${home}/env` })).toBeUndefined();
    expect(goroot('', { GOROOT: 'off', PATH: `${home}/env/bin` })).toBeUndefined();
  });

  it('is read from the file that `go env -w` writes', () => {
    writeFileSync(join(home, 'goenv'), `GOFLAGS=-mod=mod\nGOROOT=${home}/env\n`);
    expect(goroot('', { GOENV: `${home}/goenv` })).toBe(`${home}/env`);
  });

  it('is found through links from the path', () => {
    writeFileSync(join(home, 'env/bin/go'), '');
    symlinkSync(join(home, 'env/bin/go'), join(home, 'bin/go'));
    expect(goroot('', { PATH: `/nowhere:${home}/bin` })).toBe(`${home}/env`);
  });
});

describe('the module cache', () => {
  it('is $GOMODCACHE, or lies below the first folder of $GOPATH, or at home', () => {
    mkdirSync(join(home, 'path/pkg/mod'), { recursive: true });
    expect(cache({ GOMODCACHE: `${home}/cache`, GOPATH: `${home}/path` })).toBe(`${home}/cache`);
    expect(cache({ GOPATH: `${home}/path:/other` })).toBe(`${home}/path/pkg/mod`);
    expect(cache({})).toBeUndefined();
    mkdirSync(join(home, 'go/pkg/mod'), { recursive: true });
    expect(cache({})).toBe(`${home}/go/pkg/mod`);
    expect(cache({ GOMODCACHE: 'off' })).toBeUndefined();
  });
});

function goroot(setting: string, variables: Readonly<Record<string, string>>): string | undefined {
  return findGoroot(setting, machine(variables));
}

function cache(variables: Readonly<Record<string, string>>): string | undefined {
  return findModuleCache(machine(variables));
}

function machine(variables: Readonly<Record<string, string>>) {
  return { variables, home, platform: 'linux', files: createNodeHost({}).files };
}
