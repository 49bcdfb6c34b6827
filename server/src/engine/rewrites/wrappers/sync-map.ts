/** `SyncMap`: a sync.Map with types, for keys that are written once and read often, or by one goroutine each. */
import type { Wrapper } from './wrapper.js';

export const syncMap: Wrapper = {
  type: 'SyncMap',
  title: 'a typed sync.Map',
  file: 'sync_map.go',
  view: 'Clone',
  updates: false,
  source: `
import "sync"

// SyncMap is a sync.Map whose keys and values have types. Like a map it is a reference, and nil is an empty one that
// cannot be written.
type SyncMap[K comparable, V any] struct {
	entries sync.Map
}

// NewSyncMap returns a SyncMap with a copy of these entries.
func NewSyncMap[K comparable, V any](entries map[K]V) *SyncMap[K, V] {
	m := &SyncMap[K, V]{}
	for key, value := range entries {
		m.entries.Store(key, value)
	}
	return m
}

// Load returns the value of a key, and whether there is one.
func (m *SyncMap[K, V]) Load(key K) (value V, ok bool) {
	if m == nil {
		return value, false
	}
	found, ok := m.entries.Load(key)
	value, _ = found.(V)
	return value, ok
}

// Get returns the value of a key, or the zero value if there is none.
func (m *SyncMap[K, V]) Get(key K) V {
	value, _ := m.Load(key)
	return value
}

// Store sets the value of a key.
func (m *SyncMap[K, V]) Store(key K, value V) {
	m.entries.Store(key, value)
}

// LoadOrStore returns the value of a key if there is one, and whether there was. Otherwise it sets the given one.
func (m *SyncMap[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	found, loaded := m.entries.LoadOrStore(key, value)
	actual, _ = found.(V)
	return actual, loaded
}

// Delete removes a key.
func (m *SyncMap[K, V]) Delete(key K) {
	if m == nil {
		return
	}
	m.entries.Delete(key)
}

// Clear removes the keys that it finds.
func (m *SyncMap[K, V]) Clear() {
	m.Range(func(key K, _ V) bool {
		m.Delete(key)
		return true
	})
}

// Len counts the keys.
func (m *SyncMap[K, V]) Len() int {
	count := 0
	m.Range(func(K, V) bool {
		count++
		return true
	})
	return count
}

// Range calls f for every entry, until f returns false. The function may use the map.
func (m *SyncMap[K, V]) Range(f func(key K, value V) bool) {
	if m == nil {
		return
	}
	m.entries.Range(func(key, value any) bool {
		typed, _ := value.(V)
		return f(key.(K), typed)
	})
}

// Clone returns the entries as a map of the caller's own.
func (m *SyncMap[K, V]) Clone() map[K]V {
	clone := make(map[K]V)
	m.Range(func(key K, value V) bool {
		clone[key] = value
		return true
	})
	return clone
}
`,
};
