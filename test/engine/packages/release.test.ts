/** Letting go of packages: what importers hold stays, and the package is the same when it is asked for again. */
import { describe, expect, it } from 'vitest';
import { Program } from '../../../server/src/engine/packages/index.js';
import { PackageState } from '../../../server/src/engine/packages/package-state.js';
import { mapFacts } from '../../../server/src/engine/types/index.js';
import type { Package, Var } from '../../../server/src/engine/types/types.js';
import { memoryEnvironment } from '../types/typed-source.js';

const files = {
  '/w/go.mod': 'module w\n',
  '/w/lib/lib.go':
    'package lib\n\ntype T struct{ M map[string]int }\n\nfunc New(size int) *T {\n\tm := make(map[string]int, size)\n\treturn &T{m}\n}\n\nvar V = New(1)\n',
  '/w/lib/lib_test.go': 'package lib\n\nfunc helper() { m := New(1).M; m["a"]++ }\n',
  '/w/main.go': 'package main\n\nimport "w/lib"\n\nvar v = lib.New(2)\n',
};

function factsOf(pkg: Package): readonly string[] {
  return pkg.files.flatMap((file) =>
    mapFacts(pkg, file).map((fact) => `${fact.file} ${fact.start} ${fact.role} ${fact.type}`),
  );
}

function typeOfV(program: Program): Var['type'] {
  return (program.packagesIn('/w')[0]!.lookup('v') as Var).type;
}

describe('a package that is let go of', () => {
  it('keeps the types that others hold', () => {
    const program = new Program(memoryEnvironment(files));
    const before = typeOfV(program);
    const facts = factsOf(program.packagesIn('/w/lib')[0]!);
    program.release('/w/lib');
    expect(typeOfV(program)).toBe(before);
    expect(factsOf(program.packagesIn('/w/lib')[0]!)).toEqual(facts);
    expect(typeOfV(program)).toBe(before);
  });

  it('has no bodies and no tests left, and no declaration that leads to any', () => {
    const program = new Program(memoryEnvironment(files));
    typeOfV(program);
    factsOf(program.packagesIn('/w/lib')[0]!);
    program.release('/w/lib');
    const state = program.importable('w/lib', '/w') as unknown;
    if (!(state instanceof PackageState)) throw new Error('the package is not there');
    expect(state.files.map(({ path }) => path)).toEqual(['/w/lib/lib.go']);
    const held = state.funcs.flatMap((func) => [
      func.origin!.decl,
      ...func.type.params.map((param) => param.origin!.decl),
    ]);
    expect(held).toHaveLength(2);
    for (const { ast, root } of held) expect(ast.d[root]).toBe(0);
  });

  it('says what the files say when it is asked for again', () => {
    const own: Record<string, string> = { ...files };
    const program = new Program(memoryEnvironment(own));
    const facts = factsOf(program.packagesIn('/w/lib')[0]!);
    program.release('/w/lib');
    expect(factsOf(program.packagesIn('/w/lib')[0]!)).toEqual(facts);
    program.release('/w/lib');
    own['/w/lib/lib.go'] = own['/w/lib/lib.go']!.replaceAll('map[string]int', 'map[int]int');
    program.changed(['/w/lib/lib.go']);
    const fresh = new Program(memoryEnvironment(own));
    expect(factsOf(program.packagesIn('/w/lib')[0]!)).toEqual(factsOf(fresh.packagesIn('/w/lib')[0]!));
  });

  it('stays whole while a file of it is open', () => {
    const program = new Program(memoryEnvironment(files));
    const [pkg] = program.packagesIn('/w/lib');
    program.update('/w/lib/lib.go', pkg!.files[0]);
    program.release('/w/lib');
    expect(program.packagesIn('/w/lib')[0]!.files).toHaveLength(2);
  });

  it('is one package for its external tests and for what these import', () => {
    const own = {
      ...files,
      '/w/lib/lib_test.go': 'package lib\n\nfunc (t *T) Own() map[string]int { return t.M }\n',
      '/w/lib/use_test.go': 'package lib_test\n\nimport "w/help"\n\nvar m = help.Make().Own()\n',
      '/w/help/help.go': 'package help\n\nimport "w/lib"\n\nfunc Make() *lib.T { return lib.New(1) }\n',
      '/w/main.go': 'package main\n\nimport "w/help"\n\nvar v = help.Make()\n',
    };
    const program = new Program(memoryEnvironment(own));
    typeOfV(program);
    const external = program.packagesIn('/w/lib')[1]!;
    expect(factsOf(external).map((fact) => fact.split(' ').at(-1))).toEqual(['map[string]int', 'map[string]int']);
  });
});
