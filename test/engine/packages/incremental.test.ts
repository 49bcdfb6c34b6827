/** Edits: what a program says after them equals what a new one says, and what they do not touch stays the same. */
import { describe, expect, it } from 'vitest';
import { Program } from '../../../server/src/engine/packages/index.js';
import { parseFile } from '../../../server/src/engine/syntax/batch/parse-file.js';
import type { Decl } from '../../../server/src/engine/syntax/source-file.js';
import { mapFacts, type Info, type MapFact, type Package } from '../../../server/src/engine/types/index.js';
import { memoryEnvironment } from '../types/typed-source.js';

const base: Readonly<Record<string, string>> = {
  '/w/go.mod': 'module w\n\ngo 1.26\n',
  '/w/a/a.go': `package a

import "w/b"

type Outer struct {
	inner b.Inner
	own   map[string]int
}

func New() *Outer { return &Outer{inner: b.Make()} }

func (o *Outer) Names() map[string]bool { return o.inner.Set }

var table = b.Table
`,
  '/w/a/use.go': `package a

func use() {
	o := New()
	names := o.Names()
	for name := range names {
		_ = name
	}
	t := table
	_ = t
}

func apart() {
	m := map[int]int{}
	_ = m
}
`,
  '/w/b/b.go': `package b

import "w/c"

type Inner struct{ Set map[string]bool }

func Make() Inner { return Inner{} }

var Table = c.Lookup("x")

func body() { m := map[int]string{}; _ = m }
`,
  '/w/c/c.go': `package c

// Lookup finds.
func Lookup(key string) map[string]int { return nil }

type Unused map[int]int
`,
};

class Session {
  readonly files = { ...base } as Record<string, string>;
  readonly program = new Program(memoryEnvironment(this.files));

  edit(path: string, from: string, to: string): void {
    const text = this.files[path]!;
    if (!text.includes(from)) throw new Error(`no ${from} in ${path}`);
    this.set(
      path,
      text.replace(from, () => to),
    );
  }

  set(path: string, text: string): void {
    this.files[path] = text;
    const file = parseFile(path, text, { bodies: true });
    if (file === undefined) throw new Error(`syntax error in ${text}`);
    this.program.update(path, file);
  }

  package(name: string): Package {
    return this.program.packageOf(`/w/${name}/${name}.go`)!;
  }

  infos(name: string): Map<string, Info> {
    const pkg = this.package(name);
    const decls = pkg.files.flatMap((file) => file.decls).filter((decl) => decl.root !== 0 && !isImport(decl));
    return new Map(decls.map((decl) => [decl.text, pkg.info(decl)]));
  }

  /** First lines of the declarations whose Info is not what it was. */
  changedSince(name: string, before: ReadonlyMap<string, Info>): string[] {
    const changed = [...this.infos(name)].filter(([text, info]) => before.get(text) !== info);
    return changed.map(([text]) => /^(func|type|var|const).*/m.exec(text)![0]).sort();
  }
}

function isImport(decl: Decl): boolean {
  return decl.text.includes('import "');
}

function factsOf(program: Program): readonly MapFact[] {
  return ['a', 'b', 'c'].flatMap((name) =>
    program.packagesIn(`/w/${name}`).flatMap((pkg) => pkg.files.flatMap((file) => mapFacts(pkg, file, true))),
  );
}

function expectAsFresh(session: Session): void {
  expect(factsOf(session.program)).toEqual(factsOf(new Program(memoryEnvironment(session.files))));
}

describe('an edit', () => {
  it('inside a body stales that function alone and keeps its object', () => {
    const session = new Session();
    const before = session.infos('a');
    const func = session.package('a').lookup('New');
    session.edit('/w/a/a.go', 'return &Outer{inner: b.Make()}', 'o := &Outer{inner: b.Make()}; return o');
    expect(session.changedSince('a', before)).toEqual(['func New() *Outer { o := &Outer{inner: b.Make()}; return o }']);
    expect(session.package('a').lookup('New')).toBe(func);
    expect(func?.origin?.decl.text).toContain('o := &Outer');
    expectAsFresh(session);
  });

  it('of a comment before a type keeps the type', () => {
    const session = new Session();
    const before = session.infos('a');
    const type = session.package('a').lookup('Outer');
    session.edit('/w/a/a.go', 'type Outer struct {', '// Outer is new.\ntype Outer struct {  // really');
    expect(session.changedSince('a', before)).toEqual(['type Outer struct {  // really']);
    expect(session.package('a').lookup('Outer')).toBe(type);
    expect(type?.origin?.decl.text).toContain('really');
    expectAsFresh(session);
  });

  it('of a type stales what mentions it, and nothing else', () => {
    const session = new Session();
    const before = session.infos('a');
    session.edit('/w/a/a.go', 'own   map[string]int', 'own   map[int]int');
    const changed = session.changedSince('a', before);
    expect(changed).toContain('func use() {');
    expect(changed).not.toContain('func apart() {');
    expect(changed).not.toContain('var table = b.Table');
    expectAsFresh(session);
  });

  it('of an imported package reaches its importers, through packages between', () => {
    const session = new Session();
    const before = session.infos('a');
    session.edit('/w/c/c.go', 'map[string]int {', 'map[int]bool {');
    const changed = session.changedSince('a', before);
    expect(changed).toContain('var table = b.Table');
    expect(changed).toContain('func use() {');
    expect(changed).not.toContain('type Outer struct {');
    expect(changed).not.toContain('func apart() {');
    expectAsFresh(session);
  });

  it('inside a body of an imported package reaches nobody', () => {
    const session = new Session();
    const before = session.infos('a');
    session.edit('/w/b/b.go', 'map[int]string{}', 'map[int]bool{}');
    expect(session.changedSince('a', before)).toEqual([]);
    expectAsFresh(session);
  });

  it('that declares a name which was looked up in vain is seen', () => {
    const session = new Session();
    session.edit('/w/a/use.go', 'm := map[int]int{}', 'm := later()');
    session.infos('a');
    session.edit('/w/a/a.go', 'var table', 'func later() map[bool]bool { return nil }\n\nvar table');
    expect(factsOf(session.program).some((fact) => fact.type === 'map[bool]bool' && fact.role === 'def')).toBe(true);
    expectAsFresh(session);
  });

  it('that declares a method for an alias of a type reaches the type', () => {
    const session = new Session();
    session.edit('/w/c/c.go', 'type Unused map[int]int', 'type Unused map[int]int\n\ntype Alias = Unused');
    session.edit('/w/b/b.go', 'm := map[int]string{}', 'm := c.Unused(nil).Kept()');
    session.infos('b');
    session.edit('/w/c/c.go', 'type Alias', 'func (a *Alias) Kept() map[int]bool { return nil }\n\ntype Alias');
    expectAsFresh(session);
    session.edit('/w/c/c.go', '(a *Alias)', '(a *Unused)');
    expectAsFresh(session);
  });

  it('leaves earlier states usable', () => {
    const session = new Session();
    const old = session.package('a');
    const use = old.files.flatMap((file) => file.decls).find((decl) => decl.text.includes('func use'))!;
    session.edit('/w/a/a.go', 'map[string]bool { return o.inner.Set }', 'map[int]bool { return nil }');
    session.package('a');
    const names = old
      .info(use)
      .objectOf([...Array(use.last).keys()].find((node) => node >= use.first && nameIs(use, node, 'names'))!);
    expect(names?.kind === 'var' && names.type.kind === 'map' && names.type.key).toMatchObject({ name: 'string' });
  });
});

function nameIs(decl: Decl, node: number, name: string): boolean {
  return decl.text.slice(decl.ast.start[node], decl.ast.end[node]) === name;
}

describe('any sequence of edits', () => {
  /** For each place the texts that may stand there. */
  const variants: readonly { readonly path: string; readonly texts: readonly string[] }[] = [
    { path: '/w/a/a.go', texts: ['import "w/b"', 'import b "w/b"', 'import b "w/c"', 'import . "w/b"'] },
    { path: '/w/a/a.go', texts: ['own   map[string]int', 'own   []map[string]int', 'b.Inner; own int', 'own   Own'] },
    { path: '/w/a/a.go', texts: ['func (o *Outer) Names()', 'func (o Outer) Names()', 'func (o *Outer) Other()'] },
    { path: '/w/a/use.go', texts: ['t := table', 't := New', 't := make(Own)', 't := Table'] },
    {
      path: '/w/a/use.go',
      texts: ['func apart()', 'type Own map[int]int\n\nfunc apart()', 'func (o *Outer) Names2()'],
    },
    { path: '/w/b/b.go', texts: ['Set map[string]bool', 'Set Set', 'set map[string]bool', 'Set, More map[int]int'] },
    { path: '/w/b/b.go', texts: ['func Make() Inner', 'func Make() *Inner', 'func (i Inner) Make() Inner'] },
    { path: '/w/b/b.go', texts: ['c.Lookup("x")', 'c.Unused{}', 'Set{}', 'map[int]Inner{}'] },
    { path: '/w/b/b.go', texts: ['func body()', 'type Set map[string]string\n\nfunc body()', 'func Body()'] },
    { path: '/w/c/c.go', texts: ['map[string]int { return', 'Unused { return', 'map[string]Unused { return'] },
    { path: '/w/c/c.go', texts: ['// Lookup finds.', '// Lookup looks.', 'func extra() {}'] },
    { path: '/w/c/c.go', texts: ['type Unused map[int]int', 'type Unused []int', 'type Inner map[int]int'] },
  ];

  it.each([1, 2, 3, 4])('leaves the program as a new one would be (seed %i)', (seed) => {
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    const session = new Session();
    const chosen = variants.map(() => 0);
    for (let step = 0; step < 60; step++) {
      const place = random(variants.length);
      const { path, texts } = variants[place]!;
      const next = random(texts.length);
      const text = session.files[path]!;
      if (!text.includes(texts[chosen[place]!]!)) continue;
      session.edit(path, texts[chosen[place]!]!, texts[next]!);
      chosen[place] = next;
      expectAsFresh(session);
    }
  });
});
