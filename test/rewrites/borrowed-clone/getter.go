package config

type cache struct{ m map[string]int }

func (c *cache) all() map[string]int { return c.m }

func visit(c *cache) int {
	m := c.all() // here
	m["x"] = 1
	return len(m)
}
