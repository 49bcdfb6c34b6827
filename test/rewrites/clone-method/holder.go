package config

import "sync"

// Config is what users set.
type Config struct {
	Name   string
	Labels map[string]string
	Groups map[string][]string
	Parent *Config
}

type Pair[K comparable, V any] struct {
	Left, Right map[K]V
}

type Guarded struct {
	sync.Mutex
	m map[string]int
}

func (c *Config) For(env string) *Config {
	out := *c // here
	out.Name = env
	return &out
}

func swap(p Pair[string, int]) Pair[string, int] {
	p.Left, p.Right = p.Right, p.Left
	return p // here
}

func history(list []Config, c Config) []Config {
	return append(list, *pick(list)) // here
}

func pick(list []Config) *Config { return &list[0] }

type visitor struct {
	seen map[string]map[string]bool
}

func (v visitor) visit(name string) visitor {
	v.seen[name] = make(map[string]bool)
	return v // here
}
