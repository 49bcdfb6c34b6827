package config

var table map[string]int

type box struct {
	name string
	m    map[string][]int
}

func newBox(name string) *box { return &box{name: name} }

type lazy struct{ m map[string]int }

func newLazy() *lazy {
	return &lazy{
		m: nil,
	}
}

func write(b *box, l *lazy, k string) {
	var local map[string]bool
	local[k] = true            // here
	table[k] = 1               // here
	b.m[k] = append(b.m[k], 1) // here
	l.m[k]++                   // not an assignment
	l.m[k] = len(l.m)          // here
	if v := 1; v > 0 {
		l.m[k] = v // here
	}
}
