package registry

type unit struct{ path, name string }

var units = make(map[string]*unit)

// A lock that is held to the end of the function is taken once.
func find(path, name string) *unit {
	if u := units[path]; u != nil { // here
		if name != "" && u.name != name {
			panic("two names for " + path)
		}
		return u
	}
	u := new(unit)
	u.path = path
	u.name = name
	units[path] = u
	return u
}

type counts struct {
	of map[string]int
}

// The two may be one.
func (c *counts) add(other *counts) int {
	if size := len(c.of); size > 10 {
		return size
	}
	size := 0
	for name, n := range other.of {
		c.of[name] += n // here
		size += n
	}
	return size
}
