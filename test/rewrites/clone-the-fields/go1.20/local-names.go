package config

// The fields' names are in use: each copy needs a name of its own.
func differ() bool {
	for _, c := range []struct {
		left  map[string]int
		right map[string]int
	}{
		{map[string]int{"a": 1}, map[string]int{"a": 2}},
	} {
		d := c // here
		d.left["b"] = d.right["b"]
		if c.left["b"] != d.left["b"] {
			return true
		}
	}
	return false
}
