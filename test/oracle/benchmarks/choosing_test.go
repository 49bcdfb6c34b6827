// Package benchmarks measures ways to share a map between goroutines: each is read and written in a given mix by a given
// number of goroutines.
package benchmarks

import (
	"fmt"
	"hash/maphash"
	"maps"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

const keys = 1024

type store interface {
	load(key string) (int, bool)
	put(key string, value int)
}

// A map and a RWMutex beside it.
type locked struct {
	mu      sync.RWMutex
	entries map[string]int
}

func (m *locked) load(key string) (int, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	v, ok := m.entries[key]
	return v, ok
}

func (m *locked) put(key string, value int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[key] = value
}

// The type that the SafeMap rewrite generates.
type safe struct{ entries *SafeMap[string, int] }

func (m *safe) load(key string) (int, bool) { return m.entries.Load(key) }
func (m *safe) put(key string, value int)   { m.entries.Store(key, value) }

type syncMap struct{ entries sync.Map }

func (m *syncMap) load(key string) (int, bool) {
	v, ok := m.entries.Load(key)
	if !ok {
		return 0, false
	}
	return v.(int), true
}

func (m *syncMap) put(key string, value int) { m.entries.Store(key, value) }

// Sixteen maps, each with a mutex of its own.
type sharded struct {
	seed   maphash.Seed
	shards [16]locked
}

func (m *sharded) of(key string) *locked {
	return &m.shards[maphash.String(m.seed, key)%uint64(len(m.shards))]
}

func (m *sharded) load(key string) (int, bool) { return m.of(key).load(key) }
func (m *sharded) put(key string, value int)   { m.of(key).put(key, value) }

// A map that is never written: writers copy it and put the copy in its place.
type snapshot struct {
	mu      sync.Mutex
	current atomic.Pointer[map[string]int]
}

func (m *snapshot) load(key string) (int, bool) {
	v, ok := (*m.current.Load())[key]
	return v, ok
}

func (m *snapshot) put(key string, value int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := maps.Clone(*m.current.Load())
	next[key] = value
	m.current.Store(&next)
}

func newSharded() store {
	m := &sharded{seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].entries = make(map[string]int)
	}
	return m
}

func newSnapshot() store {
	m := &snapshot{}
	m.current.Store(&map[string]int{})
	return m
}

var stores = []struct {
	name string
	make func() store
}{
	{"RWMutex", func() store { return &locked{entries: make(map[string]int)} }},
	{"SafeMap", func() store { return &safe{NewSafeMap[string, int](nil)} }},
	{"sync.Map", func() store { return &syncMap{} }},
	{"sharded", newSharded},
	{"snapshot", newSnapshot},
}

// BenchmarkStore names its cases `<store>/reads=<percent>/goroutines=<count>`.
func BenchmarkStore(b *testing.B) {
	names := make([]string, keys)
	for i := range names {
		names[i] = fmt.Sprintf("key-%d", i)
	}
	for _, kind := range stores {
		for _, writes := range []int{500, 50, 1} {
			for _, goroutines := range []int{1, 2, 4, 8} {
				b.Run(fmt.Sprintf("%s/reads=%g/goroutines=%d", kind.name, 100-float64(writes)/10, goroutines), func(b *testing.B) {
					m := kind.make()
					for i, name := range names {
						m.put(name, i)
					}
					work(b, m, names, writes, goroutines)
				})
			}
		}
	}
}

// work makes b.N accesses, `writes` of a thousand of them writes.
func work(b *testing.B, m store, names []string, writes, goroutines int) {
	var wg sync.WaitGroup
	var total atomic.Int64
	runtime.GC()
	b.ResetTimer()
	for g := range goroutines {
		wg.Add(1)
		go func() {
			defer wg.Done()
			random := rand.New(rand.NewPCG(uint64(g), 1))
			sum := 0
			for i := g; i < b.N; i += goroutines {
				r := random.Uint32()
				name := names[r%keys]
				if int(r>>10)%1000 < writes {
					m.put(name, i)
				} else if v, ok := m.load(name); ok {
					sum += v
				}
			}
			total.Add(int64(sum))
		}()
	}
	wg.Wait()
}
