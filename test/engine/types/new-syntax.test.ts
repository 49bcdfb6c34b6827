/**
 * Syntax of Go 1.26 and 1.27 that the grammar lacks, in an open buffer: it is typed right, and what stands around it keeps
 * its types, whatever state the declaration beside it is in.
 */
import { describe, expect, it } from 'vitest';
import { openFile } from '../../../server/src/engine/syntax/buffer/document.js';
import { Program } from '../../../server/src/engine/packages/index.js';
import { mapFacts } from '../../../server/src/engine/types/index.js';
import { loadTestGrammar } from '../../support/buffer.js';
import { memoryEnvironment } from './typed-source.js';

const grammar = await loadTestGrammar();

/** The types of what is declared in a text that is open in an editor, `name type` each, in order. */
function declared(text: string): readonly string[] {
  const program = new Program(memoryEnvironment({ '/w/go.mod': 'module w\ngo 1.27\n' }));
  const file = openFile(grammar, '/w/a.go', text);
  program.update('/w/a.go', file);
  const pkg = program.packageOf('/w/a.go')!;
  return mapFacts(pkg, file, true)
    .filter(({ role }) => role !== 'expr')
    .map(({ start, end, type }) => `${text.slice(start, end)} ${type}`);
}

const before = 'package w\n\nvar before = map[string]int{}\n\n';
const after = '\n\nfunc after(m map[int]bool) { n := m; _ = n }\n';
const around = ['before map[string]int', 'm map[int]bool', 'n map[int]bool'];

describe('in an open buffer', () => {
  it('methods with type parameters are typed', () => {
    const text = `${before}type Box[K comparable, V any] struct{ items map[K]V }

func (b *Box[K, V]) Map[U any, P interface{ *U }](f func(V) U, p P) map[K]U { return nil }

func use(b *Box[string, int]) {
	inferred := b.Map(func(i int) []bool { return nil }, nil)
	given := b.Map[float64](nil, nil)
	value := b.Map[error, *error]
	_, _, _ = inferred, given, value
}${after}`;
    expect(declared(text)).toEqual([
      'before map[string]int',
      'items map[K]V',
      'b *Box[K, V]',
      'f func(V) U',
      'p P',
      'b *Box[string, int]',
      'inferred map[string][]bool',
      'i int',
      'given map[string]float64',
      'value func(f func(int) error, p *error) map[string]error',
      'm map[int]bool',
      'n map[int]bool',
    ]);
  });

  it('new of an expression is typed', () => {
    const text = `${before}var p, q = new(map[string]int{"a": 1}), new(before)

func f() { i, s := new(1 + 2), new(f2().m); _, _ = i, s }

func f2() (s struct{ m map[int]int }) { return }${after}`;
    expect(declared(text)).toEqual([
      'before map[string]int',
      'p *map[string]int',
      'q *map[string]int',
      'i *int',
      's *map[int]int',
      's struct{m map[int]int}',
      'm map[int]int',
      'm map[int]bool',
      'n map[int]bool',
    ]);
  });

  it.each([
    ['a method with type parameters', 'func (t T) M[U any, ](u U'],
    ['its body', 'func (t T) M[U any](u U) { x := u. }'],
    ['its brackets', 'func (t T) M[U (u U) {}'],
    ['new', 'func f() { x := new(1 + ) }'],
    ['an unclosed new', 'var x = new(map[string]int{'],
    ['a self-referential constraint', 'type A[P A[P]] interface{ m(P'],
    ['what a type switch has', 'func f() { switch x := y.(type) { case '],
  ])('half of %s costs nothing else', (_, broken) => {
    expect(declared(`${before}${broken}${after}`)).toEqual(expect.arrayContaining(around));
  });
});
