/** `SnapshotMap`: a map that is replaced as a whole by each write, for maps that are read often and written rarely. */
import type { Wrapper } from './wrapper.js';

export const snapshotMap: Wrapper = {
  type: 'SnapshotMap',
  title: 'copy-on-write snapshots, which are read without a lock',
  file: 'snapshot_map.go',
  view: 'Snapshot',
  updates: true,
  source: `
import (
	"maps"
	"sync"
	"sync/atomic"
)

// SnapshotMap is a map that is read without a lock. A write copies all entries. Like a map it is a reference, and nil is
// an empty one that cannot be written.
type SnapshotMap[K comparable, V any] struct {
	mu      sync.Mutex // held by writers
	entries atomic.Pointer[map[K]V]
}

// NewSnapshotMap returns a SnapshotMap with these entries. The map must not be written any more.
func NewSnapshotMap[K comparable, V any](entries map[K]V) *SnapshotMap[K, V] {
	m := &SnapshotMap[K, V]{}
	m.entries.Store(&entries)
	return m
}

// Snapshot returns the present entries. Nobody writes to this map: neither may the caller.
func (m *SnapshotMap[K, V]) Snapshot() map[K]V {
	if m == nil {
		return nil
	}
	return *m.entries.Load()
}

// Load returns the value of a key, and whether there is one.
func (m *SnapshotMap[K, V]) Load(key K) (value V, ok bool) {
	value, ok = m.Snapshot()[key]
	return value, ok
}

// Get returns the value of a key, or the zero value if there is none.
func (m *SnapshotMap[K, V]) Get(key K) V {
	return m.Snapshot()[key]
}

// Store sets the value of a key.
func (m *SnapshotMap[K, V]) Store(key K, value V) {
	m.replace(func(entries map[K]V) { entries[key] = value })
}

// LoadOrStore returns the value of a key if there is one, and whether there was. Otherwise it sets the given one.
func (m *SnapshotMap[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	if actual, loaded = m.Load(key); loaded {
		return actual, true
	}
	m.replace(func(entries map[K]V) {
		if actual, loaded = entries[key]; !loaded {
			entries[key], actual = value, value
		}
	})
	return actual, loaded
}

// Update sets the value of a key to what update makes of the present one, with no other write in between. The function
// must not write to the map.
func (m *SnapshotMap[K, V]) Update(key K, update func(value V) V) {
	m.replace(func(entries map[K]V) { entries[key] = update(entries[key]) })
}

// Delete removes a key.
func (m *SnapshotMap[K, V]) Delete(key K) {
	if _, ok := m.Load(key); ok {
		m.replace(func(entries map[K]V) { delete(entries, key) })
	}
}

// Clear removes all keys.
func (m *SnapshotMap[K, V]) Clear() {
	if m.Len() > 0 {
		m.replace(func(entries map[K]V) { clear(entries) })
	}
}

// Len returns how many keys there are.
func (m *SnapshotMap[K, V]) Len() int {
	return len(m.Snapshot())
}

// Range calls f for every entry that is there when it starts, until f returns false. The function may use the map.
func (m *SnapshotMap[K, V]) Range(f func(key K, value V) bool) {
	for key, value := range m.Snapshot() {
		if !f(key, value) {
			return
		}
	}
}

// Clone returns the entries as a map of the caller's own.
func (m *SnapshotMap[K, V]) Clone() map[K]V {
	return maps.Clone(m.Snapshot())
}

// replace makes change on a copy of the entries, which then takes their place.
func (m *SnapshotMap[K, V]) replace(change func(entries map[K]V)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	entries := maps.Clone(m.Snapshot())
	if entries == nil {
		entries = make(map[K]V)
	}
	change(entries)
	m.entries.Store(&entries)
}
`,
};
