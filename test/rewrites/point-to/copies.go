package cache

import "sync"

type cache struct {
	mu sync.Mutex
	m  map[string]int
}

type server struct{ cache cache }

func (s *server) get(p *cache, k string) int {
	c := s.cache // here
	c.mu.Lock()
	defer c.mu.Unlock()
	d := *p // here
	e := *p // here
	use(e)
	return c.m[k] + d.m[k]
}

func use(cache) {}
