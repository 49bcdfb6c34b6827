package server

// A lookup finds names by their first letter.
type lookup struct {
	buf   [3]string
	names map[byte][]string
}

func (l *lookup) find(name string) bool {
	for _, known := range l.names[name[0]] { // here
		if known == name {
			return true
		}
	}
	return false
}

func (l *lookup) add(name string) {
	if l.names == nil {
		l.names = make(map[byte][]string)
	}
	l.names[name[0]] = append(l.names[name[0]], name)
}

// A pool is copied: a lock would be too.
type pool struct {
	members map[string]int
}

var current *pool

func (p *pool) add(name string) {
	p.members[name]++ // here
}

func restore() func() {
	saved := *current
	return func() { current = &saved }
}

// A ring is passed to function literals by value.
type ring struct {
	slots map[int]string
}

func (r *ring) set(n int, s string) {
	r.slots[n] = s // here
}

var show = func(r ring) int { return len(r.slots) }
