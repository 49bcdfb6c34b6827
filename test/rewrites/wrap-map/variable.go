package server

var hits = map[string]int{} // here

var lists = make(map[string][]string) // here

var passedOn = make(map[string]int) // here

var lazy map[string]int // here

var table map[string]int // here

func init() {
	table = map[string]int{"a": 1}
}

func count(path string, n, bonus int) int {
	hits[path]++
	hits[path] += n
	hits[path] -= n * bonus
	hits[path] = hits[path] + bonus
	hits[path] = n + bonus*2
	lists[path] = append(lists[path], "x")
	use(passedOn)
	if lazy == nil {
		lazy = make(map[string]int)
	}
	return hits[path] + table[path]
}

func use(map[string]int) {}

func reset() { clear(hits) }
