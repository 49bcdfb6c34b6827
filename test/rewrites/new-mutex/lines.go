package server

var names = []string{ // of days
	"Monday",
}                             // to be translated
var numbers = map[string]int{ // by name
	"Monday": 1, // here
}                            // and
var limit = number("Monday") // the last

func number(name string) int {
	numbers[name]++ // here
	return numbers[name]
}

// A table is searched in a loop with a label.
type table struct {
	rows [][]string
	seen map[string]bool
}

func (t *table) find(words []string) []string {
	var last []string
Search:
	for i := 0; t.seen[words[0]] && i < len(t.rows); i++ { // here
		for j, word := range words {
			if t.rows[i][j] != word {
				continue Search
			}
		}
		last = t.rows[i]
	}
	return last
}

func (t *table) add(words []string) {
	t.seen[words[0]] = true
	t.rows = append(t.rows, words)
}

// An empty line above the first comment stays one.
type calls struct {

	// how often
	counts map[string]int
}

func (c *calls) add(name string) {
	c.counts[name]++ // here
}
