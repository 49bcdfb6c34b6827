package wrappers

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
)

// A shared is what all wrappers can do.
type shared[K comparable, V any] interface {
	Load(K) (V, bool)
	Get(K) V
	Store(K, V)
	LoadOrStore(K, V) (V, bool)
	Delete(K)
	Clear()
	Len() int
	Range(func(K, V) bool)
	Clone() map[K]V
}

// An updater can also change a value in one step.
type updater[K comparable, V any] interface {
	shared[K, V]
	Update(K, func(V) V)
}

func each(t *testing.T, run func(t *testing.T, m shared[string, []int])) {
	t.Run("SafeMap", func(t *testing.T) { run(t, NewSafeMap(map[string][]int{})) })
	t.Run("SyncMap", func(t *testing.T) { run(t, NewSyncMap(map[string][]int{})) })
	t.Run("SnapshotMap", func(t *testing.T) { run(t, NewSnapshotMap(map[string][]int{})) })
}

func TestBehavesAsAMap(t *testing.T) {
	each(t, func(t *testing.T, m shared[string, []int]) {
		if v, ok := m.Load("a"); v != nil || ok {
			t.Errorf("an empty one has %v, %v", v, ok)
		}
		m.Store("a", []int{1})
		m.Store("nil", nil)
		if v, ok := m.Load("nil"); v != nil || !ok {
			t.Errorf("a nil value is %v, %v", v, ok)
		}
		if v, loaded := m.LoadOrStore("a", nil); !loaded || !slices.Equal(v, []int{1}) {
			t.Errorf("LoadOrStore of a key that is there: %v, %v", v, loaded)
		}
		if v, loaded := m.LoadOrStore("b", []int{2}); loaded || !slices.Equal(v, []int{2}) {
			t.Errorf("LoadOrStore of a new key: %v, %v", v, loaded)
		}
		clone := m.Clone()
		if got := slices.Sorted(maps.Keys(clone)); !slices.Equal(got, []string{"a", "b", "nil"}) || m.Len() != 3 {
			t.Errorf("keys %v, length %d", got, m.Len())
		}
		clone["c"] = nil
		if m.Len() != 3 {
			t.Error("a clone is not the caller's own")
		}
		m.Range(func(key string, _ []int) bool {
			m.Delete(key) // may use the map
			return true
		})
		if m.Len() != 0 || m.Get("a") != nil {
			t.Errorf("left after deleting all: %v", m.Clone())
		}
		m.Store("a", nil)
		m.Clear()
		if m.Len() != 0 {
			t.Error("left after Clear")
		}
		calls := 0
		m.Store("a", nil)
		m.Store("b", nil)
		m.Range(func(string, []int) bool { calls++; return false })
		if calls != 1 {
			t.Errorf("Range went on %d times", calls)
		}
	})
}

func TestNilIsAnEmptyMap(t *testing.T) {
	for _, m := range []shared[int, int]{(*SafeMap[int, int])(nil), (*SyncMap[int, int])(nil), (*SnapshotMap[int, int])(nil)} {
		m.Delete(1)
		m.Clear()
		m.Range(func(int, int) bool { t.Error("an entry"); return true })
		if _, ok := m.Load(1); ok || m.Get(1) != 0 || m.Len() != 0 || len(m.Clone()) != 0 {
			t.Errorf("%T is not empty", m)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a write to a nil %T goes through", m)
				}
			}()
			m.Store(1, 1)
		}()
	}
}

func TestStartsEmptyWithANilMap(t *testing.T) {
	for _, m := range []shared[int, int]{NewSafeMap[int, int](nil), NewSyncMap[int, int](nil), NewSnapshotMap[int, int](nil)} {
		m.Store(1, 2)
		if m.Get(1) != 2 {
			t.Errorf("%T lost a write", m)
		}
	}
}

// Every method at the same time as every other, from several goroutines; the race detector watches.
func TestUnderStress(t *testing.T) {
	each(t, func(t *testing.T, m shared[string, []int]) {
		const workers, rounds = 8, 300
		var done sync.WaitGroup
		for worker := range workers {
			done.Add(1)
			go func() {
				defer done.Done()
				for round := range rounds {
					key := fmt.Sprint(round % 7)
					m.Store(key, []int{worker})
					m.LoadOrStore(key, []int{round})
					if v, ok := m.Load(key); ok && len(v) != 1 {
						t.Errorf("half a value: %v", v)
					}
					_ = m.Get(key)
					_ = m.Len()
					m.Range(func(key string, _ []int) bool { return key != "3" })
					maps.DeleteFunc(m.Clone(), func(string, []int) bool { return true })
					m.Delete(key)
					if round%100 == 0 {
						m.Clear()
					}
				}
			}()
		}
		done.Wait()
	})
}

// Of updates at the same time none is lost, and of several LoadOrStore one wins.
func TestUpdatesAreNotLost(t *testing.T) {
	for _, m := range []updater[string, int]{NewSafeMap(map[string]int{}), NewSnapshotMap(map[string]int{})} {
		const workers, rounds = 8, 200
		var done sync.WaitGroup
		for range workers {
			done.Add(1)
			go func() {
				defer done.Done()
				for range rounds {
					m.Update("n", func(v int) int { return v + 1 })
				}
			}()
		}
		done.Wait()
		if got := m.Get("n"); got != workers*rounds {
			t.Errorf("%T: %d of %d updates", m, got, workers*rounds)
		}
	}
}

func TestOneOfSeveralWins(t *testing.T) {
	for _, m := range []shared[string, int]{NewSafeMap(map[string]int{}), NewSyncMap(map[string]int{}), NewSnapshotMap(map[string]int{})} {
		const workers = 16
		got := make([]int, workers)
		var done sync.WaitGroup
		for worker := range workers {
			done.Add(1)
			go func() {
				defer done.Done()
				got[worker], _ = m.LoadOrStore("first", worker)
			}()
		}
		done.Wait()
		if len(slices.Compact(got)) != 1 || m.Get("first") != got[0] {
			t.Errorf("%T: several winners: %v", m, got)
		}
	}
}

// A snapshot that was taken is not changed by later writes.
func TestSnapshotsStay(t *testing.T) {
	m := NewSnapshotMap(map[string]int{"a": 1})
	before := m.Snapshot()
	m.Store("a", 2)
	m.Delete("a")
	m.Store("b", 3)
	if !maps.Equal(before, map[string]int{"a": 1}) {
		t.Errorf("the snapshot changed: %v", before)
	}
}
