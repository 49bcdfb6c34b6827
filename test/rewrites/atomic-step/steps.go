package cache

import "sync"

var m sync.Map

type other struct{}

func (other) Load(k string) (any, bool) { return nil, false }
func (other) Store(k string, v any)     {}

func steps(k string, v int, o other) any {
	if _, ok := m.Load(k); !ok {
		m.Store(k, v) // here
	}
	if _, ok := m.Load(k); !ok {
		m.Store(k, compute()) // here
	}
	if old, ok := m.Load(k); ok {
		m.Delete(k) // here
		return old
	}
	old, ok := m.Load(k)
	m.Store(k, v) // here
	if _, ok := o.Load(k); !ok {
		o.Store(k, v) // here
	}
	return []any{old, ok}
}

func once(k string) any {
	v, ok := m.Load(k)
	if !ok {
		v = compute()
		m.Store(k, v) // here
	}
	return v
}

func compute() int { return 1 }
