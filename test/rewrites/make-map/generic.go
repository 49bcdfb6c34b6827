package mapping

type pos interface{ set(int) }

type mapping[V pos] struct {
	m map[string]V
}

func (m *mapping[V]) put(key string, value V) {
	m.m[key] = value // here
}

type queue struct{ at int }

func (q *queue) set(at int) { q.at = at }

// The literals know the type that V stands for.
func newQueues() *mapping[*queue] {
	return &mapping[*queue]{}
}

// Functions on one line with others are left alone.
type first struct{ m map[string]int }
type second struct{ m map[string]int }

func (f *first) reset()   { *f = first{} }
func (s *second) reset()  { *s = second{} }
func (s *second) String() {}

func write(f *first, s *second) {
	f.m["a"] = 1 // here
	s.m["a"] = 1 // here
}
