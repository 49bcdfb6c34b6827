package config

type tables map[string]map[int][]string

// Without a package for maps loops copy what the entries hold.
func edited(t tables) (tables, int) {
	draft := t // here
	draft["a"][1] = nil
	return draft, len(t["a"])
}
