// Package web serves the links over HTTP.
package web

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.com/shortlink/cache"
	"example.com/shortlink/config"
	"example.com/shortlink/store"
)

// Server answers every request in a goroutine of its own, as net/http does.
type Server struct {
	config *config.Config
	store  *store.Store
	cache  *cache.Cache

	// lastSeen is written by all requests.
	lastSeen map[string]time.Time

	ratesMu sync.Mutex
	rates   map[string]int
}

// New makes a server.
func New(c *config.Config, s *store.Store) *Server {
	return &Server{
		config:   c,
		store:    s,
		cache:    cache.New(),
		lastSeen: make(map[string]time.Time),
		rates:    make(map[string]int),
	}
}

// ServeHTTP redirects codes to their targets.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.lastSeen[r.RemoteAddr] = time.Now()
	if !s.allow(r.RemoteAddr) {
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return
	}
	code := r.URL.Path[1:]
	if target, ok := s.config.Aliases[code]; ok {
		http.Redirect(w, r, target, http.StatusFound)
		return
	}
	if link, ok := s.store.Resolve(code); ok {
		http.Redirect(w, r, link.Target, http.StatusFound)
		return
	}
	page, ok := s.cache.Get(code)
	if !ok {
		page = fmt.Appendf(nil, "%s has no link %q\n", s.config.Domain, code)
		s.cache.Put(code, page)
	}
	w.WriteHeader(http.StatusNotFound)
	w.Write(page)
}

// allow counts the requests of a client, under the lock.
func (s *Server) allow(client string) bool {
	s.ratesMu.Lock()
	defer s.ratesMu.Unlock()
	s.rates[client]++
	return s.rates[client] <= s.config.Limits.Links
}
