package catalogue

type catalogue struct {
	byName map[string]int
	names  map[int]string
}

func (c *catalogue) add(name string, number int) {
	c.byName[name] = number // here
}

// Readers run at the same time: the other map is written under the lock that keeps them out.
func (c *catalogue) invert() {
	for name, number := range c.byName {
		c.names[number] = name
	}
}

func (c *catalogue) total() int {
	sum := 0
	for _, number := range c.byName {
		sum += number
	}
	return sum
}
