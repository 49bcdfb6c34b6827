// Package stats counts visits and compares periods.
package stats

import (
	"maps"
	"sync"
)

// Counter is used by one goroutine at a time.
type Counter struct {
	visits map[string]int
}

// NewCounter makes a counter that has seen nothing.
func NewCounter() *Counter {
	return &Counter{visits: make(map[string]int)}
}

// Visit counts one visit.
func (c *Counter) Visit(code string) {
	visits := c.visits
	visits[code]++
}

// Growth adds a batch of visits and tells how much every code has gained.
//
// It never finds a gain: before is not what was there before, but the map that is being added to.
func (c *Counter) Growth(batch map[string]int) map[string]int {
	before := c.visits
	for code, n := range batch {
		c.visits[code] += n
	}
	gain := make(map[string]int)
	for code, n := range c.visits {
		if d := n - before[code]; d > 0 {
			gain[code] = d
		}
	}
	return gain
}

// Share adds a batch and tells which part of all visits each code has gained, from a copy of the counts.
func (c *Counter) Share(batch map[string]int) map[string]float64 {
	before := maps.Clone(c.visits)
	total := 0
	for code, n := range batch {
		c.visits[code] += n
		total += n
	}
	share := make(map[string]float64)
	for code, n := range c.visits {
		if d := n - before[code]; d > 0 {
			share[code] = float64(d) / float64(total)
		}
	}
	return share
}

// Merged adds up two periods.
//
// The sum is written into the first period, so the second return value, the first period's total, is wrong.
func Merged(first, second map[string]int) (sum map[string]int, firstTotal int) {
	sum = first
	for code, n := range second {
		sum[code] += n
	}
	for _, n := range first {
		firstTotal += n
	}
	return sum, firstTotal
}

// Checked asks for the size of every target, all at once, and writes the answers from all goroutines.
func Checked(targets []string, size func(string) int) map[string]int {
	sizes := make(map[string]int)
	var wg sync.WaitGroup
	for _, target := range targets {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sizes[target] = size(target)
		}()
	}
	wg.Wait()
	return sizes
}

// Alive asks in the same way, but one goroutine alone writes the map.
func Alive(targets []string, isAlive func(string) bool) map[string]bool {
	type answer struct {
		target string
		alive  bool
	}
	answers := make(chan answer)
	for _, target := range targets {
		go func() { answers <- answer{target, isAlive(target)} }()
	}
	alive := make(map[string]bool)
	for range targets {
		a := <-answers
		alive[a.target] = a.alive
	}
	return alive
}
