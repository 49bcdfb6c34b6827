// Package cache remembers rendered pages.
package cache

import "sync"

// Cache maps paths to pages and counts how often each is asked for.
type Cache struct {
	sync.RWMutex
	pages map[string][]byte
	hits  map[string]int

	missesMu sync.Mutex
	misses   map[string]int
}

// New makes an empty cache.
func New() *Cache {
	return &Cache{pages: map[string][]byte{}, hits: map[string]int{}, misses: map[string]int{}}
}

// Get looks a page up.
//
// The counter of hits is written under a lock that readers share; the counter of misses has a lock of its own.
func (c *Cache) Get(path string) ([]byte, bool) {
	c.RLock()
	defer c.RUnlock()
	page, ok := c.pages[path]
	if !ok {
		c.missesMu.Lock()
		c.misses[path]++
		c.missesMu.Unlock()
		return nil, false
	}
	c.hits[path]++
	return page, true
}

// Put keeps a page.
func (c *Cache) Put(path string, page []byte) {
	c.Lock()
	defer c.Unlock()
	c.pages[path] = page
	c.hits[path] = 0
}

// Evict forgets a page. The lock is let go of too early.
func (c *Cache) Evict(path string) bool {
	c.Lock()
	_, ok := c.pages[path]
	c.Unlock()
	if ok {
		delete(c.pages, path)
	}
	return ok
}

// Reset forgets everything while it holds the lock.
func (c *Cache) Reset() {
	c.Lock()
	clear(c.pages)
	clear(c.hits)
	c.Unlock()
}
