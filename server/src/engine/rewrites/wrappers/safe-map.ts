/** `SafeMap`: a map and a read-write mutex. */
import type { Wrapper } from './wrapper.js';

export const safeMap: Wrapper = {
  type: 'SafeMap',
  title: 'a SafeMap, which locks every access',
  file: 'safe_map.go',
  view: 'Clone',
  updates: true,
  source: `
import (
	"maps"
	"sync"
)

// SafeMap is a map that several goroutines may use at the same time. Like a map it is a reference, and nil is an empty
// one that cannot be written.
type SafeMap[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]V
}

// NewSafeMap returns a SafeMap with a copy of these entries.
func NewSafeMap[K comparable, V any](entries map[K]V) *SafeMap[K, V] {
	m := &SafeMap[K, V]{entries: make(map[K]V, len(entries))}
	maps.Copy(m.entries, entries)
	return m
}

// Load returns the value of a key, and whether there is one.
func (m *SafeMap[K, V]) Load(key K) (value V, ok bool) {
	if m == nil {
		return value, false
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	value, ok = m.entries[key]
	return value, ok
}

// Get returns the value of a key, or the zero value if there is none.
func (m *SafeMap[K, V]) Get(key K) V {
	value, _ := m.Load(key)
	return value
}

// Store sets the value of a key.
func (m *SafeMap[K, V]) Store(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[key] = value
}

// LoadOrStore returns the value of a key if there is one, and whether there was. Otherwise it sets the given one.
func (m *SafeMap[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if actual, loaded = m.entries[key]; loaded {
		return actual, true
	}
	m.entries[key] = value
	return value, false
}

// Update sets the value of a key to what update makes of the present one, with no other write in between. The function
// must not use the map.
func (m *SafeMap[K, V]) Update(key K, update func(value V) V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[key] = update(m.entries[key])
}

// Delete removes a key.
func (m *SafeMap[K, V]) Delete(key K) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, key)
}

// Clear removes all keys.
func (m *SafeMap[K, V]) Clear() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.entries)
}

// Len returns how many keys there are.
func (m *SafeMap[K, V]) Len() int {
	if m == nil {
		return 0
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.entries)
}

// Range calls f for every entry that is there when it starts, until f returns false. The function may use the map.
func (m *SafeMap[K, V]) Range(f func(key K, value V) bool) {
	for key, value := range m.Clone() {
		if !f(key, value) {
			return
		}
	}
}

// Clone returns the entries as a map of the caller's own.
func (m *SafeMap[K, V]) Clone() map[K]V {
	if m == nil {
		return nil
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return maps.Clone(m.entries)
}
`,
};
