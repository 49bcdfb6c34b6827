package server

import "sync"

// The comments of a struct's fields stand in one column.
type cache struct {
	mutex   sync.Mutex                        // held by writers
	size    int                               // in entries
	entries map[string]*entry                 // here
	widest  map[string]map[string]map[int]int // by place
	free    []*entry                          // to be used again
}

type entry struct{ key string }

func (c *cache) get(key string) *entry {
	return c.entries[key]
}

func (c *cache) put(e *entry) {
	c.entries[e.key] = e
}
