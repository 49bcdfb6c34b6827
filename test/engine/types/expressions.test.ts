/** The types of expressions, form by form, in the words of go/types. */
import { describe, expect, it } from 'vitest';
import { TypedSource } from './typed-source.js';

/** The type of the expression at the mark `x` in a function body with these declarations before it. */
function typeOf(body: string, declarations = ''): string {
  return new TypedSource(`package w\n${declarations}\nfunc test() {\n${body}\n}\n`).type('x');
}

describe('names', () => {
  it.each([
    ['a local hides a package-level name', 'v := map[int]int{}; _ = /*x*/v', 'var v string', 'map[int]int'],
    ['an inner block hides an outer one', 'v := 1; { v := "s"; _ = /*x*/v }', '', 'string'],
    ['and ends', 'v := 1; { v := "s"; _ = v }; _ = /*x*/v', '', 'int'],
    ['a name declares itself after its value', 'v := "s"; { v := len(v); _ = /*x*/v }', '', 'int'],
    ['redeclaring keeps the type', 'a, b := 1, 2; c, b := "", 3; _ = c; _ = a; _ = /*x*/b', '', 'int'],
    ['an if statement opens a scope', 'v := 1; if v := "s"; v != "" { } else { _ = /*x*/v }', '', 'string'],
    [
      'predeclared names can be hidden',
      'len := func(m map[int]int) map[int]int { return m }; _ = /*x*/len(nil)',
      '',
      'map[int]int',
    ],
    ['predeclared types too', 'type string map[int]int; var s string; _ = /*x*/s', '', 'string'],
    ['a closure sees what is around it', 'm := map[int]bool{}; _ = func() { _ = /*x*/m }', '', 'map[int]bool'],
    ['parameters are the outermost names of a body', '_ = func(m map[int]bool) { _ = /*x*/m }', '', 'map[int]bool'],
    ['each case clause is a block', 'switch v := 1; v { case 1: v := ""; _ = v; case 2: _ = /*x*/v }', '', 'int'],
    [
      'a received value is declared in its clause',
      'c := make(chan map[int]int); select { case m := <-c: _ = /*x*/m }',
      '',
      'map[int]int',
    ],
  ])('%s', (_, body, declarations, type) => {
    expect(typeOf(body, declarations)).toBe(type);
  });

  it('of nothing have an unknown type', () => {
    expect(typeOf('_ = /*x*/missing')).toBe('unknown');
  });
});

describe('operators and constants', () => {
  it.each([
    ['m := map[string]int{}; v := m["a"]; _ = /*x*/v', 'int'],
    ['v := 1 + 2.0; _ = /*x*/v', 'float64'],
    ["v := 'a' + 1; _ = /*x*/v", 'rune'],
    ['v := 1 << 3; _ = /*x*/v', 'int'],
    ['n := 2; var v uint8 = /*x*/1 << n; _ = v', 'uint8'],
    ['n := 2; type u uint8; _ = u((/*x*/1 << n) - uint16(1))', 'uint16'],
    ['n := 2; type u uint8; _ = u(/*x*/1 << n >> 1)', 'u'],
    ['v := 1 < 2; _ = /*x*/v', 'bool'],
    ['type yes bool; var v yes = /*x*/1 < len("a") && 2 < 3; _ = v', 'yes'],
    ['type yes bool; var y yes; n := 1; _ = (/*x*/n < 2) == y', 'yes'],
    ['v := 2i; _ = /*x*/v', 'complex128'],
    ['v := real(2i + complex64(1)); _ = /*x*/v', 'float32'],
    ['v := "a" + "b"; _ = /*x*/v', 'string'],
    ['v := "abc"[1]; _ = /*x*/v', 'byte'],
    ['v := "abc"[1:]; _ = /*x*/v', 'string'],
    ['v := &map[int]int{}; _ = /*x*/v', '*map[int]int'],
    ['v := *new(map[int]int); _ = /*x*/v', 'map[int]int'],
    ['v := new(map[int]int{}); _ = /*x*/v', '*map[int]int'],
    ['v := new(12); _ = /*x*/v', '*int'],
    ['const c = 3; var v [c * 2]int; _ = /*x*/v', '[6]int'],
    ['const (a = iota + 1; b; c); var v [c]int; _ = /*x*/v', '[3]int'],
    ['const s = "h\\u00e9"; var v [len(s)]int; _ = /*x*/v', '[3]int'],
    ['v := [...]int{5: 1, 2}; _ = /*x*/v', '[7]int'],
    ['var v [len([4]int{})]int; _ = /*x*/v', '[4]int'],
    ['var v [^uint8(0) >> 4]int; _ = /*x*/v', '[15]int'],
    ['v := [3]int{}; w := v[:]; _ = /*x*/w', '[]int'],
    ['v := min(1, 2.5); _ = /*x*/v', 'float64'],
    ['v := append([]map[int]int(nil), nil); _ = /*x*/v', '[]map[int]int'],
    ['c := make(chan<- int, 1); _ = /*x*/c', 'chan<- int'],
  ])('%s', (body, type) => {
    expect(typeOf(body)).toBe(type);
  });
});

describe('range', () => {
  it.each([
    ['for k := range map[string]int{} { _ = /*x*/k }', 'string'],
    ['for _, v := range map[string]map[int]int{} { _ = /*x*/v }', 'map[int]int'],
    ['for i := range 10 { _ = /*x*/i }', 'int'],
    ['var n uint8; for i := range n { _ = /*x*/i }', 'uint8'],
    ['for _, r := range "abc" { _ = /*x*/r }', 'rune'],
    ['for _, v := range &[2]map[int]int{} { _ = /*x*/v }', 'map[int]int'],
    ['for v := range make(chan map[int]int) { _ = /*x*/v }', 'map[int]int'],
    ['f := func(yield func(string, map[int]int) bool) {}; for _, v := range f { _ = /*x*/v }', 'map[int]int'],
  ])('%s', (body, type) => {
    expect(typeOf(body)).toBe(type);
  });
});

describe('fields and methods', () => {
  const declarations = `
type Base struct{ Labels map[string]string }
func (b *Base) All() map[string]string { return b.Labels }
type Middle struct{ *Base }
type Outer struct { Middle; name string }
type Named interface { Lookup(string) map[int]int }
type Both interface { Named; error }
type Pointer *Base
type Key struct{ name string }
type Twice struct { Base; Middle }
`;
  it.each([
    ['promoted through pointers', 'var o Outer; _ = /*x*/o.Labels', 'map[string]string'],
    ['promoted methods', 'var o Outer; _ = /*x*/o.All()', 'map[string]string'],
    ['method values', 'var o Outer; _ = /*x*/o.All', 'func() map[string]string'],
    ['method expressions', '_ = /*x*/(*Base).All', 'func(*Base) map[string]string'],
    ['interface methods, embedded', 'var b Both; _ = /*x*/b.Lookup("")', 'map[int]int'],
    ['the shallowest counts', 'var t Twice; _ = /*x*/t.Labels', 'map[string]string'],
    ['fields of named pointer types', 'var p Pointer; _ = /*x*/p.Labels', 'map[string]string'],
    ['but not their methods', 'var p Pointer; _ = /*x*/p.All', 'unknown'],
    ['elided literals', 'v := map[string]*Base{"a": /*x*/{}}; _ = v', '*Base'],
    ['elided keys', 'v := map[Key]int{/*x:*/{}: 1}; _ = v', 'Key'],
    ['anonymous structs', 'v := struct{ m map[int]int }{}; _ = /*x*/v.m', 'map[int]int'],
    ['type switches, one type', 'var e any; switch v := e.(type) { case map[int]int: _ = /*x*/v }', 'map[int]int'],
    ['type switches, several', 'var e error; switch v := e.(type) { case Both, Named: _ = /*x*/v }', 'error'],
    ['type assertions', 'var e any; v, ok := e.(map[int]int); _ = ok; _ = /*x*/v', 'map[int]int'],
    ['several results', 'f := func() (int, map[int]int) { return 0, nil }; _, v := f(); _ = /*x*/v', 'map[int]int'],
    ['conversions', '_ = /*x*/Base(Base{})', 'Base'],
    ['calls of a conversion to a function type', '_ = /*x*/(func() map[int]int)(nil)()', 'map[int]int'],
  ])('%s', (_, body, type) => {
    expect(typeOf(body, declarations)).toBe(type);
  });

  it('says through which embedded fields a selector goes', () => {
    const source = new TypedSource(`package w\n${declarations}\nfunc test() { var o Outer; _ = /*x*/o.Labels }`);
    const { info, node } = source.at('x');
    const selection = info.selectionOf(node)!;
    expect(selection.kind).toBe('field');
    expect(selection.path.map((field) => field.name)).toEqual(['Middle', 'Base']);
    expect(selection.indirect).toBe(true);
  });
});

describe('generics', () => {
  const declarations = `
type Set[K comparable] map[K]struct{}
func (s Set[E]) Add(e E) Set[E] { return s }
type Pair[A, B any] struct { first A; second B }
type List[T any] struct { next *List[T]; items []T }
type Alias[V any] = map[string]V
func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
func Clone[M ~map[K]V, K comparable, V any](m M) M { return m }
func Map[T, U any](in []T, f func(T) U) []U { return nil }
func Zero[T any]() T { var t T; return t }
func Recursive[T any](t T) []T { return Recursive[T](t) }
func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return nil }
type Setter[T any] interface { *T; Set(string) }
type Value struct{}
func (*Value) Set(string) {}
func Make[T any, P Setter[T]](s string) T { var t T; return t }
func From[T any, P Setter[T]](p P) T { return *p }
func apply(f func(int) string) {}
func twice[T any](t T) string { return "" }
func pick[T, V any](t T, v V) T { return t }
func convert[U, T any](t T) (u U) { return u }
type Getter[T any] interface { Get() T }
func (Value) Get() map[int]int { return nil }
func get[T any](g Getter[T]) T { return g.Get() }
`;
  it.each([
    ['_ = /*x*/Set[int]{}.Add(1)', 'Set[int]'],
    ['p := Pair[string, map[int]int]{}; _ = /*x*/p.second', 'map[int]int'],
    ['var l List[Set[int]]; _ = /*x*/l.next.next.items[0]', 'Set[int]'],
    ['var a Alias[int]; _ = /*x*/a["k"]', 'int'],
    ['_ = /*x*/Keys(map[string]int{})', '[]string'],
    ['_ = /*x*/Clone(Set[int]{})', 'Set[int]'],
    ['_ = /*x*/Map([]int{}, func(i int) map[int]bool { return nil })', '[]map[int]bool'],
    ['_ = /*x*/Zero[map[int]int]()', 'map[int]int'],
    ['_ = /*x*/Recursive(map[int]int{})', '[]map[int]int'],
    ['_ = /*x*/Compose(func(int) string { return "" }, func(string) []byte { return nil })', 'func(int) []byte'],
    ['_ = /*x*/Make[Value]("")', 'Value'],
    ['_ = /*x*/From(&Value{})', 'Value'],
    ['_ = /*x*/Map([]int{}, twice)', '[]string'],
    ['apply(/*x*/twice)', 'func(t int) string'],
    ['var f func(bool) string = /*x*/twice; _ = f', 'func(t bool) string'],
    ['_ = /*x*/pick[any](map[int]int{}, 1)', 'any'],
    ['apply(/*x*/convert[string])', 'func(t int) (u string)'],
    ['_ = /*x*/Map([]int{}, convert[map[int]int])', '[]map[int]int'],
    ['_ = /*x*/get(Value{})', 'map[int]int'],
  ])('%s', (body, type) => {
    expect(typeOf(body, declarations)).toBe(type);
  });

  it('are one type for identical arguments', () => {
    const source = new TypedSource(
      `package w\n${declarations}\nvar a = /*a*/Zero[Set[int]]()\nvar b = /*b*/Clone(Set[int]{})`,
    );
    const [a, b] = [source.at('a'), source.at('b')];
    expect(a.info.typeOf(a.node)).toBe(b.info.typeOf(b.node));
  });

  it('keep the aliases that arguments are spelled with, as one type', () => {
    const source = new TypedSource(
      `package w\n${declarations}\ntype Long = map[int]int\nvar a Set[*Long]\nvar b Set[*map[int]int]\nfunc f() { _ = /*a*/a; _ = /*b*/b; _ = /*c*/Zero[Pair[Long, int]]() }`,
    );
    const [a, b] = [source.at('a'), source.at('b')];
    expect(['a', 'b', 'c'].map((mark) => source.type(mark))).toEqual([
      'Set[*Long]',
      'Set[*map[int]int]',
      'Pair[Long, int]',
    ]);
    expect(a.info.typeOf(a.node)).toBe(b.info.typeOf(b.node));
  });

  it('know the type parameters of a receiver by its own names', () => {
    const source = new TypedSource('package w\ntype S[K comparable] map[K]int\nfunc (s S[E]) f() { _ = /*x*/s }');
    expect(source.type('x')).toBe('S[E]');
  });

  it('take type parameters with a core type for what they are', () => {
    const source = new TypedSource('package w\nfunc f[M ~map[string][]V, V any](m M) { _ = /*x*/m["a"] }');
    expect(source.type('x')).toBe('[]V');
  });
});

describe('broken and cyclic code', () => {
  it.each([
    ['type T T\nvar v T'],
    ['type T [len(v)]int\nvar v T'],
    ['var v = w\nvar w = v'],
    ['type A = B\ntype B = A\nvar v A'],
    ['type T struct { T }\nvar v T'],
    ['type T[P any] struct { f *T[[]P] }\nvar v T[int]'],
    ['type I interface { I }\nvar v I'],
    ['const v = v'],
    ['func v(a [v]int) {}'],
    ['type T[P T[P]] int\nvar v T[int]'],
  ])('%s does not hang', (declarations) => {
    const source = new TypedSource(`package w\n${declarations}\nfunc test() { _ = /*x*/v; _ = v.a.b[1](2) }`);
    expect(typeof source.type('x')).toBe('string');
  });

  it('keeps the first of two declarations', () => {
    expect(typeOf('_ = /*x*/v', 'var v map[int]int\nvar v string')).toBe('map[int]int');
  });

  it('types chains of operators of any length', () => {
    const source = `package w\nfunc f() { v := ${'"a" + '.repeat(20_000)}"b"; _ = /*x*/v }`;
    expect(new TypedSource(source).type('x')).toBe('string');
  });
});
