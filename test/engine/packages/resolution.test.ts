/** Finding packages: modules, replacements, workspaces, vendor folders, the module cache, GOROOT; choosing files. */
import { describe, expect, it } from 'vitest';
import { matchesHeader, matchesName, parseGoMod, Program } from '../../../server/src/engine/packages/index.js';
import { goVersionOfHeader } from '../../../server/src/engine/packages/build-constraints.js';
import { selectVersions } from '../../../server/src/engine/packages/module-versions.js';
import { relativeTo, typeString } from '../../../server/src/engine/types/index.js';
import { memoryEnvironment, type Files } from '../types/typed-source.js';

/** The type of the variable `v` of the package a file belongs to. */
function typeOfV(files: Files, path: string, goroot?: string): string {
  const pkg = new Program(memoryEnvironment({ ...files }, goroot)).packageOf(path);
  const v = pkg?.lookup('v');
  return v?.kind === 'var' ? typeString(v.written, relativeTo(pkg!.path)) : 'none';
}

describe('an import', () => {
  const use = (path: string, name: string): string => `package main\nimport "${path}"\nvar v = ${name}.V\n`;
  const lib = (type: string, name = 'lib'): string => `package ${name}\nvar V ${type}\n`;

  it.each<[string, Files]>([
    [
      'of the same module',
      { '/w/go.mod': 'module m.io/w', '/w/a.go': use('m.io/w/lib', 'lib'), '/w/lib/l.go': lib('map[int]int') },
    ],
    [
      'of a requirement in the module cache, with capitals',
      {
        '/w/go.mod': 'module w\nrequire (\n\tgithub.com/Big/Lib v1.2.0 // indirect\n)\n',
        '/w/a.go': use('github.com/Big/Lib/sub', 'sub'),
        '/cache/github.com/!big/!lib@v1.2.0/sub/l.go': lib('map[int]int', 'sub'),
      },
    ],
    [
      'of a module with a version in its path',
      {
        '/w/go.mod': 'module w\nrequire m.io/lib/v2 v2.0.1\n',
        '/w/a.go': use('m.io/lib/v2', 'lib'),
        '/cache/m.io/lib/v2@v2.0.1/l.go': lib('map[int]int'),
      },
    ],
    [
      'of a package called otherwise than its folder',
      {
        '/w/go.mod': 'module w\nrequire m.io/go-lib v1.0.0\n',
        '/w/a.go': use('m.io/go-lib', 'other'),
        '/cache/m.io/go-lib@v1.0.0/l.go': lib('map[int]int', 'other'),
      },
    ],
    [
      'replaced by a folder',
      {
        '/w/go.mod': 'module w\nrequire m.io/lib v1.0.0\nreplace m.io/lib => ../local/lib\n',
        '/w/a.go': use('m.io/lib', 'lib'),
        '/local/lib/l.go': lib('map[int]int'),
      },
    ],
    [
      'replaced by another module',
      {
        '/w/go.mod': 'module w\nrequire m.io/lib v1.0.0\nreplace m.io/lib v1.0.0 => m.io/fork v1.1.0\n',
        '/w/a.go': use('m.io/lib', 'lib'),
        '/cache/m.io/fork@v1.1.0/l.go': lib('map[int]int'),
      },
    ],
    [
      'vendored',
      {
        '/w/go.mod': 'module w\nrequire m.io/lib v1.0.0\n',
        '/w/a.go': use('m.io/lib', 'lib'),
        '/w/vendor/m.io/lib/l.go': lib('map[int]int'),
      },
    ],
    [
      'of another module of the go.work',
      {
        '/w/go.work': 'go 1.26\nuse (\n\t./one\n\t./two\n)\n',
        '/w/one/go.mod': 'module one',
        '/w/two/go.mod': 'module m.io/two',
        '/w/one/a.go': use('m.io/two/lib', 'lib'),
        '/w/two/lib/l.go': lib('map[int]int'),
      },
    ],
    [
      'of an internal package of the module',
      {
        '/w/go.mod': 'module m.io/w',
        '/w/a.go': use('m.io/w/internal/lib', 'lib'),
        '/w/internal/lib/l.go': lib('map[int]int'),
      },
    ],
    [
      'vendored for the go.work',
      {
        '/w/go.work': 'go 1.26\nuse ./one\n',
        '/w/one/go.mod': 'module one\nrequire m.io/lib v1.0.0\n',
        '/w/one/a.go': use('m.io/lib', 'lib'),
        '/w/vendor/m.io/lib/l.go': lib('map[int]int'),
        '/cache/m.io/lib@v1.0.0/l.go': lib('string'),
      },
    ],
    [
      'replaced in the go.work, which decides',
      {
        '/w/go.work': 'go 1.26\nuse ./one\nreplace m.io/lib => ./better\n',
        '/w/one/go.mod': 'module one\nrequire m.io/lib v1.0.0\nreplace m.io/lib => ../worse\n',
        '/w/one/a.go': use('m.io/lib', 'lib'),
        '/w/better/l.go': lib('map[int]int'),
        '/w/worse/l.go': lib('string'),
      },
    ],
    [
      'of the installation',
      { '/w/go.mod': 'module w', '/w/a.go': use('lib', 'lib'), '/go/src/lib/l.go': lib('map[int]int') },
    ],
    [
      'vendored in the installation',
      {
        '/w/go.mod': 'module w',
        '/w/a.go': use('lib', 'lib'),
        '/go/src/lib/l.go': 'package lib\nimport "m.io/x"\nvar V = x.V\n',
        '/go/src/vendor/m.io/x/x.go': lib('map[int]int', 'x'),
      },
    ],
    [
      'of a dependency of a dependency, by the requirements of the main module',
      {
        '/w/go.mod': 'module w\nrequire m.io/lib v1.0.0\nrequire m.io/deep v1.5.0\n',
        '/w/a.go': use('m.io/lib', 'lib'),
        '/cache/m.io/lib@v1.0.0/go.mod': 'module m.io/lib\nrequire m.io/deep v1.0.0\n',
        '/cache/m.io/lib@v1.0.0/l.go': 'package lib\nimport "m.io/deep"\nvar V = deep.V\n',
        '/cache/m.io/deep@v1.0.0/d.go': lib('string', 'deep'),
        '/cache/m.io/deep@v1.5.0/d.go': lib('map[int]int', 'deep'),
      },
    ],
    [
      'of a dependency that only a dependency requires, as before Go 1.17: the greatest version counts',
      {
        '/w/go.mod': 'module w\ngo 1.16\nrequire m.io/lib v1.0.0\nrequire m.io/other v1.0.0\n',
        '/w/a.go': use('m.io/lib', 'lib'),
        '/cache/m.io/lib@v1.0.0/go.mod': 'module m.io/lib\nrequire m.io/deep v1.9.0\n',
        '/cache/m.io/lib@v1.0.0/l.go': 'package lib\nimport "m.io/deep"\nvar V = deep.V\n',
        '/cache/cache/download/m.io/other/@v/v1.0.0.mod': 'module m.io/other\nrequire m.io/deep v1.10.0\n',
        '/cache/m.io/deep@v1.9.0/d.go': lib('string', 'deep'),
        '/cache/m.io/deep@v1.10.0/d.go': lib('map[int]int', 'deep'),
      },
    ],
    [
      'of the newest version that modules of the go.work require',
      {
        '/w/go.work': 'go 1.26\nuse (\n\t./one\n\t./two\n)\n',
        '/w/one/go.mod': 'module one\ngo 1.21\nrequire m.io/lib v1.10.0-rc.1\n',
        '/w/two/go.mod': 'module two\ngo 1.21\nrequire m.io/lib v1.9.0\n',
        '/w/one/a.go': use('m.io/lib', 'lib'),
        '/cache/m.io/lib@v1.9.0/l.go': lib('string'),
        '/cache/m.io/lib@v1.10.0-rc.1/l.go': lib('map[int]int'),
      },
    ],
  ])('%s', (_, files) => {
    expect(typeOfV(files, files['/w/a.go'] === undefined ? '/w/one/a.go' : '/w/a.go', '/go')).toBe('map[int]int');
  });

  it('renamed, dotted and blank', () => {
    const files = {
      '/w/go.mod': 'module w',
      '/w/a.go': 'package w\nimport l "w/lib"\nimport . "w/dot"\nimport _ "w/none"\nvar v = map[l.T]D{}\n',
      '/w/lib/l.go': 'package lib\ntype T int\n',
      '/w/dot/d.go': 'package dot\ntype D int\n',
    };
    expect(typeOfV(files, '/w/a.go')).toBe('map[w/lib.T]w/dot.D');
  });

  it('of a file in the module cache resolves as the module worked in says, whichever is asked for first', () => {
    const files = {
      '/w/go.mod': 'module w\ngo 1.21\nrequire (\n\tm.io/Lib v1.0.0\n\tm.io/deep v1.5.0\n)\n',
      '/w/a.go': 'package w\nimport "fmt"\nvar x fmt.Stringer\n',
      '/cache/m.io/!lib@v1.0.0/sub/l.go': 'package sub\nimport "m.io/deep"\nvar v = map[T]deep.V{}\ntype T int\n',
      '/cache/m.io/deep@v1.5.0/d.go': 'package deep\ntype V int\n',
    };
    const program = new Program(memoryEnvironment(files));
    program.resolvedPath('fmt', '/w');
    const pkg = program.packageOf('/cache/m.io/!lib@v1.0.0/sub/l.go')!;
    const v = pkg.lookup('v')!;
    expect(pkg.path).toBe('m.io/Lib/sub');
    expect(v.kind === 'var' && typeString(v.written, relativeTo(pkg.path))).toBe('map[T]m.io/deep.V');
  });

  it('in a cycle ends', () => {
    const files = {
      '/w/go.mod': 'module w',
      '/w/a/a.go': 'package a\nimport "w/b"\nvar v = b.V\nvar W map[int]int\n',
      '/w/b/b.go': 'package b\nimport "w/a"\nvar V = a.W\n',
    };
    expect(typeOfV(files, '/w/a/a.go')).toBe('map[int]int');
  });
});

describe('the files of a package', () => {
  it('are chosen by name', () => {
    const target = { goos: 'linux', goarch: 'amd64' };
    const names = 'a.go a_linux.go a_windows.go a_amd64.go a_linux_arm64.go linux.go a_unix.go a_windows_test.go'.split(
      ' ',
    );
    expect(names.filter((name) => matchesName(name, target))).toEqual(
      'a.go a_linux.go a_amd64.go linux.go a_unix.go'.split(' '),
    );
  });

  it.each([
    ['//go:build linux && !cgo', false],
    ['//go:build (darwin || unix) && go1.18', true],
    ['//go:build ignore', false],
    ['// A comment.\n\n/* another */\n//go:build windows', false],
    ['//go:build !goexperiment.nothing', true],
    ['// +build windows,amd64 linux,!cgo', false],
    ['// +build windows linux,amd64\n// +build !appengine', true],
    ['//go:build linux\n// +build windows', true],
    ['// nothing', true],
  ])('and by %j', (header, belongs) => {
    expect(matchesHeader(`${header}\n\npackage p\n`, { goos: 'linux', goarch: 'amd64' })).toBe(belongs);
  });

  it('make two packages, with in-package and external tests', () => {
    const program = new Program(
      memoryEnvironment({
        '/w/go.mod': 'module w\ngo 1.21\n',
        '/w/a.go': 'package w\nvar hidden map[int]int\n',
        '/w/a_test.go': 'package w\nvar v = hidden\n',
        '/w/b_test.go': 'package w_test\nimport "w"\nvar x = w.Missing\n',
        '/w/tool.go': '//go:build ignore\n\npackage main\nvar v = map[int]bool{}\n',
        '/w/new.go': '//go:build go1.25\n\npackage w\n',
        '/w/old.go': '//go:build go1.13\n\npackage w\n',
      }),
    );
    const [own, external] = program.packagesIn('/w');
    expect([own?.path, own?.files.map((file) => file.path)]).toEqual([
      'w',
      ['/w/a.go', '/w/a_test.go', '/w/new.go', '/w/old.go'],
    ]);
    expect([external?.path, external?.name, external?.files.length]).toEqual(['w_test', 'w_test', 1]);
    expect(program.packageOf('/w/b_test.go')).toBe(external);
    expect(program.packageOf('/w/tool.go')?.name).toBe('main');
    expect(own?.goVersion('/w/a.go')).toEqual([1, 21]);
    expect(own?.goVersion('/w/new.go')).toEqual([1, 25]);
    expect(own?.goVersion('/w/old.go')).toEqual([1, 21]);
  });
});

describe('what is declared', () => {
  const v = (files: Files): string => typeOfV({ '/w/go.mod': 'module w', ...files }, '/w/a.go');

  it('twice, is what the first file says, and does no harm', () => {
    const files = {
      '/w/a.go': 'package w\ntype T map[int]int\nfunc (T) M() T { return nil }\nvar v = T{}.M()[0]\n',
      '/w/b.go': 'package w\ntype T string\nfunc (T) M() string { return "" }\nfunc v() {}\n',
    };
    expect(v(files)).toBe('int');
  });

  it('with types of C, is known but for those', () => {
    const text = 'package w\n// #include <stdio.h>\nimport "C"\n';
    expect(v({ '/w/a.go': `${text}var v = map[string][]C.int{}\n` })).toBe('map[string][]unknown');
    expect(v({ '/w/a.go': `${text}var v = C.f(map[int]int{})\n` })).toBe('unknown');
    expect(v({ '/w/a.go': `${text}type t struct { c C.int; m map[int]int }\nvar v = t{c: C.int(1)}.m\n` })).toBe(
      'map[int]int',
    );
  });

  it('with a package that is missing, is known but for that', () => {
    const files = { '/w/a.go': 'package w\nimport "no.where/x"\nvar v = map[string]x.T{"a": x.New()}\n' };
    expect(v(files)).toBe('map[string]no.where/x.T');
  });

  it('in external tests sees what in-package tests declare', () => {
    const files = {
      '/w/go.mod': 'module w',
      '/w/a.go': 'package w\nvar hidden map[int]int\n',
      '/w/export_test.go': 'package w\nvar Shown = hidden\n',
      '/w/a_test.go': 'package w_test\nimport "w"\nvar v = w.Shown\n',
    };
    expect(typeOfV(files, '/w/a_test.go')).toBe('map[int]int');
  });
});

describe('go.mod', () => {
  it('is read with blocks, comments and quotes', () => {
    const mod = parseGoMod(
      'module "m.io/x" // here\ngo 1.22.3\ntoolchain go1.23.0\nrequire a.b/c v1.0.0\n' +
        'require (\n\td.e/f v0.1.0 // indirect\n)\nreplace (\n\ta.b/c v1.0.0 => ./c\n\td.e/f => g.h/i v2.0.0\n)\n',
    );
    expect(mod.module).toBe('m.io/x');
    expect(mod.go).toEqual([1, 22]);
    expect([...mod.require]).toEqual([
      ['a.b/c', 'v1.0.0'],
      ['d.e/f', 'v0.1.0'],
    ]);
    expect(mod.replace).toEqual([
      { path: 'a.b/c', version: 'v1.0.0', target: './c', targetVersion: undefined },
      { path: 'd.e/f', version: undefined, target: 'g.h/i', targetVersion: 'v2.0.0' },
    ]);
  });

  it('gives way to a build line that demands more', () => {
    expect(goVersionOfHeader('//go:build go1.22 && linux\n\npackage p')).toEqual([1, 22]);
    expect(goVersionOfHeader('//go:build go1.22 || linux\n\npackage p')).toBeUndefined();
    expect(goVersionOfHeader('package p')).toBeUndefined();
  });
});

describe('of two required versions', () => {
  it.each([
    ['v1.10.0', 'v1.9.9'],
    ['v1.0.0', 'v1.0.0-rc.2'],
    ['v1.0.0-rc.10', 'v1.0.0-rc.2'],
    ['v0.0.0-20240102000000-abcdefabcdef', 'v0.0.0-20231231000000-fedcbafedcba'],
    ['v1.0.1-0.20240101000000-abcdefabcdef', 'v1.0.0'],
    ['v3.0.0+incompatible', 'v2.9.0'],
    ['v0.1.0', 'main'],
  ])('%s is greater than %s', (greater, less) => {
    for (const [first, second] of [
      [greater, less],
      [less, greater],
    ]) {
      const mods = [first, second].map((version) => parseGoMod(`module m\nrequire x.y/z ${version}\n`));
      expect([...selectVersions(mods)]).toEqual([['x.y/z', greater]]);
    }
  });
});

describe('files on disk', () => {
  it('that change, appear and go are seen when they are told', () => {
    const files: Record<string, string> = { '/w/go.mod': 'module w', '/w/a.go': 'package w\nvar v = other\n' };
    const program = new Program(memoryEnvironment(files));
    const type = (): string => {
      const v = program.packageOf('/w/a.go')?.lookup('v');
      return v?.kind === 'var' ? typeString(v.written, relativeTo('w')) : 'none';
    };
    expect(type()).toBe('unknown');
    files['/w/b.go'] = 'package w\nvar other map[int]int\n';
    program.changed(['/w/b.go']);
    expect(type()).toBe('map[int]int');
    files['/w/b.go'] = 'package w\nimport "w/lib"\nvar other lib.T\n';
    program.changed(['/w/b.go']);
    expect(type()).toBe('w/lib.T');
    files['/w/lib/lib.go'] = 'package lib\ntype T = map[string]int\n';
    program.changed(['/w/lib/lib.go']);
    const v = program.packageOf('/w/a.go')?.lookup('v');
    expect(v?.kind === 'var' && v.type.kind).toBe('map');
    delete files['/w/b.go'];
    program.changed(['/w/b.go']);
    expect(type()).toBe('unknown');
  });
});
