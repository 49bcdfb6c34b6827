/**
 * Go text that exercises every node kind and field of the grammar, errors included: at start-up the fast reader must
 * see in it exactly what the library's cursor sees. It is not meant to compile.
 */
export const sample = `// Package sample has one of everything.
package sample

import "fmt"
import (
	. "math"
	_ "embed"
	str "strings"
)

const answer = 42
const (
	zero, one int = iota, 1
	two
)

var x, y = 1.5, 2i
var (
	r rune = 'r' // trailing
	s = \`raw "string"\`
	e = "escaped \\n \\u00e9 é 😀"
	p *int
)

type Alias = map[string][]int
type Set[K comparable, V any] struct{ m map[K]V }
type AliasOf[T any] = Set[string, T]
type (
	Number interface {
		~int | ~float64
		fmt.Stringer
		Method(a, b int, rest ...string) (n int, err error)
	}
	Pair struct {
		A, B int \`json:"a"\`
		*Set[string, int]
		fmt.Formatter
	}
	Arrays struct {
		fixed [4]int
		ch    chan<- int
		in    <-chan (chan int)
		f     func(int) func() bool
	}
)

func (s *Set[K, V]) Get(k K) (v V, ok bool) { v, ok = s.m[k]; return v, ok }

func noBody(a int) bool

func generic[T Number, U any](t T, u U) *T { return nil }

func all(ctx any, args ...int) {
	/* block
	comment */
	a := [...]int{1, 2: 3, 4}
	b := []Pair{{A: 1}, {B: 2}}
	c := Alias{"k": {1}}
	d, _ := make(map[string]int), new(Pair)
	d["x"]++
	a[0]--
	a[1] += 1 << 3 &^ 1 %% 2
	if v := a[1:2:3]; len(v) > 0 && !ok || x != y {
		fmt.Println(v...)
	} else if true && !false {
	} else {
		goto done
	}
	for i := 0; i < 10; i++ {
		continue
	}
	for range a {
		break
	}
loop:
	for k, v := range c {
		for x >= 1 {
			break loop
		}
		_, _ = k, v
	}
	for {
		fallthrough
	}
	switch z := x.(type) {
	case int, *Pair:
		_ = z
	default:
	}
	switch x := 1; x {
	case 1, 2:
		fallthrough
	default:
		;
	}
	select {
	case v := <-ch:
		_ = v
	case ch <- 1:
	case <-ch:
	default:
	}
	go func(n int) { defer wg.Done() }(1)
	defer mu.Unlock()
	var local Pair
	type inner struct{}
	_ = generic[int, string](1, "")
	_ = Set[string, int]{}
	_ = []byte("x")
	_ = (*Pair)(nil)
	_ = ctx.(fmt.Stringer).String()
	_ = struct{}{}
	_ = pkg.Generic[int](3)
	_ = Set[int, *Pair]
	_ = -x + ^y*(+z)
	{
		f := func() {}
		f()
	}
	return
done:
}

func broken() {
	x := 
	if y. {
	foo(1, 2
	m[
}

var last = map[K
func (`.replace('%%', '%');
