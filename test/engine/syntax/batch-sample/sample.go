//go:build sample

// Package sample has every node kind of go/ast, and what is ambiguous in Go's syntax.
package sample

import "fmt"
import (
	. "strings" // dot import
	_ "embed"
	alias "os"
)

// Constants of every literal kind.
const (
	a0 = iota
	a1
	i0, i1, i2, i3, i4, i5 = 0, 42, 4_2, 0600, 0_600, 0o600
	i6, i7, i8             = 0xBad_Face, 0x_67_7a, 0b1010
	f0, f1, f2, f3, f4, f5 = 0., 72.40, 072.40, 2.71828, 1.e+0, 6.67428e-11
	f6, f7, f8, f9         = .25, 1_5., 0x1p-2, 0x.8p1
	c0, c1, c2, c3         = 0i, 0123i, 0x1p-2i, 1.e+0i
	r0, r1, r2, r3, r4, r5 = 'a', '本', '\t', '\000', '\x07', '\u12e4'
	r6, r7, r8             = '\U00101234', '\'', '😀'
	s0, s1, s2, s3         = `abc`, `\n
	\n`, "\n\"\u65e5本\U00008a9e\xff😀", ""
	typed int              = 1
)

var x, y = 1, 2
var z map[string][]int

type (
	Array    [2 * N]struct{ x, y int32 }
	Auto     = [3]*[]float64
	Pointer  *int
	Func     func(prefix string, values ...int) (n int, err error)
	Func1    func(int, string) func() int
	Chan     chan (<-chan chan<- int)
	Receiver <-chan <-chan int
	Embedded struct {
		T1
		*T2
		P.T3
		*P.T4
		G[int]
		x, y int
		a    []int
		b    [N]int
		c    [N * 2]int
		_    struct{}
		F    *func() `tag:"raw"`
		g    G[int]      "tag"
		Pair[int, string]
	}
	Interface interface {
		fmt.Stringer
		Read(p []byte) (n int, err error)
		Close() error
		M(int, ...string)
		~int | ~string | []byte
		G[int]
		H[int, string]
		interface{ N() }
		*int
	}
)

// Type parameters and array lengths.
type (
	T0[P any]              struct{}
	T1[P *C]               struct{} // a length
	T2[P *C,]              struct{}
	T3[P *[]C]             struct{}
	T4[P *C | Q]           struct{}
	T5[P *C | ~Q]          struct{}
	T6[P (C)]              struct{}
	T7[P (C),]             struct{}
	T8[P ([]int)]          struct{}
	T9[P []int]            struct{}
	TA[P [N]int]           struct{}
	TB[P interface{ m() }] struct{}
	TC[N]                  struct{}
	TD[]                   struct{}
	TE[P, Q any, R ~int | string, S C[P]] = map[P]Q
	TF[P ~int]             []P
	TG[N + 1]              int
	TH[P *C | Q,]          int
	TI[f(1)]               int
	TJ[P func(int), Q chan int] int
)

func external(a, b int) (c int)
func (T0[P]) m()
func (t *T0[P]) m1(a, b int, c ...string) {}
func (recv *pkg) generic(x T) (_ []T, err error) { return nil, nil }
func Generic[K comparable, V int | float64](m map[K]V, f func(V) bool) V { var s V; return s }

func expressions() {
	_ = a + b*c - d/e%f&g&^h<<1>>2 | i ^ j
	_ = a == b && c != d || e < f && (g <= h) || !(i > j) || k >= l
	_ = -x + +y + ^z + *p + **q + <-ch + <-<-chch
	_ = &T{1, 2, x: 3, "k": {4, {5}}, [2]int{1}: &T{}}
	_ = []int{1, 2: 3}
	_ = [...]string{0: "a", "b"}
	_ = map[string]struct{ x int }{"a": {1}}
	_ = struct{ a int }{1}
	_ = pkg.T{}.f.g
	_ = G[int]{}
	_ = pkg.G[int, string]{}
	_ = G[[]int, map[string]int](x)
	_ = f[T](x)
	_ = f[T1, T2]
	_ = f[*T](x)[func(int) string]
	_, _ = x.(T), x.(*pkg.T).f
	_ = a[1][i+1][x:y][:][x:][:y][x:y:z][:y:z]
	_ = f(x, g(y)...)
	_ = append(a, b...,
	)
	_ = f(1,
		2,
	)
	_ = []byte("x")
	_ = (*T)(p)
	_ = (<-chan int)(c)
	_ = <-chan int(c)
	_ = (func())(f)
	_ = *(*[]T)(p)
	_ = interface{}(x)
	_ = map[string]int(m)
	_ = func(x int) (y int) { return x }(1)
	_ = func() {}
	_ = (*T).m
	_ = []T.m
	_ = make(chan<- int, 1)
	_ = make(<-chan <-chan int)
	_ = new([]int)
	_ = new(x + 1)
	_ = T{f: func() bool { return T{}.ok }}
	_ = ((x))
	_ = x /* inside */ + // and at the end
		y
}

func statements() {
	;
	;;
	{
	}
	{ x++ }
	x--
	a, b = b, a
	a, b := <-c, 1
	a += 1; b -= 1; c *= 1; d /= 1; e %= 1
	a &= 1; b |= 1; c ^= 1; d <<= 1; e >>= 1; f &^= 1
	ch <- <-ch
	f()
	<-ch
	go f(x)
	defer func() { recover() }()
	const k = 1
	type local struct{ m map[string]int }
	var v, w int = 1, 2
	var (
		u = 1
	)
	if x {
	}
	if x := f(); x > 0 {
	} else if y {
	} else if z := (T{}); z == (T{1}) {
	} else {
	}
	if ; x {
	}
	if f(T{}) && m[T{1}] {
	}
	if func() bool { return true }() {
	}
	if x == (struct{ a int }{1}) {
	}
	if []int{1}[0] == 1 {
	}
	for {
		break
	}
	for x {
		continue
	}
	for i := 0; i < 10; i++ {
	}
	for ; ; {
	}
	for ; x; {
	}
	for i := range 10 {
	}
	for range ch {
	}
	for k, v := range m {
	}
	for k = range m {
	}
	for x.y, a[0] = range f(T{}.m) {
	}
	for x := range func(yield func(int) bool) {} {
	}
	for range (T{}).all {
	}
	switch {
	}
	switch x {
	case 1, 2:
		fallthrough
	case 3:
	default:
		f()
	}
	switch x := f(); x {
	}
	switch x := f(); {
	case x > 1:
	}
	switch ; {
	}
	switch x.(type) {
	case nil, int, []T, func(int), *pkg.T, G[int]:
	}
	switch t := x.(type) {
	case error:
	}
	switch x := 1; t := y.(type) {
	}
	switch x := 1; y.(type) {
	}
	switch x := y.(T); x {
	}
	select {
	case x := <-ch:
	case x, ok = <-ch:
		f()
	case a[0], b.c = <-ch:
	case ch <- x:
	case <-ch:
	case (<-ch):
	default:
	}
	select {}
outer:
	for {
		break outer
		continue outer
		goto end
	}
L1:
L2:
	x++
	if x {
		goto end
	end:
	}
empty: ;
	switch {
	case x:
	label:
		f()
	}
	return
last:
}

func results() (int, string)            { return 1, "a" }
func variadic(...int)                   {}
func names(a, b int, c, d string)       {}
func mixed(int, *string, []T, pkg.T)    {}
func functions(f func(a int), g func()) {}
func single() map[string]int            { return nil }
func pointers() *T                      { return nil }
func paren() (x []int)                  { return }
func chans(<-chan int, chan<- int, chan int) <-chan int { return nil }
func arrays(a [N]int, b [2][3]int) {}
func instances(G[int], G[K, V], pkg.G[int], []T) {}
func trailing(
	a int, // comment
	b ...string,
) {
}

// Наименование is not ASCII, nor is its body.
func Наименование(имя string) { имя = "日本語"; ñ, x٣ := 1, 2; _ = "😀" + имя } // after
