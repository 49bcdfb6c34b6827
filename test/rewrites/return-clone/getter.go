package config

import (
	"fmt"
	"sync"
)

type Set map[string]bool

type Registry struct {
	mu    sync.RWMutex
	names map[string]string
	sets  map[string]Set
}

func (r *Registry) Names() map[string]string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.names // here
}

func (r *Registry) Sets() (map[string]Set, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if len(r.sets) == 0 {
		return nil, fmt.Errorf("empty")
	}
	return r.sets, nil // here
}
