package vet

type function struct {
	name string
	vars map[string]int
}

func find(name string) (*function, error) { return nil, nil }

// There may be no function to lock.
func flush(fn *function, used bool) bool {
	if fn != nil && fn.vars["ret"] != 0 && !used { // here
		return true
	}
	return false
}

type builder struct{ sizes map[string]int }

func build(name string) (*builder, error) { return nil, nil }

func size(name string) int {
	b, err := build(name)
	if err == nil && b.sizes[name] > 0 { // here
		return 1
	}
	return 0
}

type table struct {
	open bool
	rows map[string]int
}

// What is selected from is there.
func has(t *table, name string) bool {
	if t.open && t.rows[name] > 0 { // here
		return true
	}
	return false
}
