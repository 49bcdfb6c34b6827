package cache

import "sync"

type shard struct {
	mu sync.Mutex
	m  map[string]int
}

func total(shards []shard, byName map[string]shard) int {
	n := 0
	for _, s := range shards { // here
		s.mu.Lock()
		n += len(s.m)
		s.mu.Unlock()
	}
	for _, s := range byName { // here
		n += len(s.m)
	}
	return n
}
