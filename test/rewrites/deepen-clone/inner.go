package config

import "maps"

type limits struct{ byHost map[string]int }

func clones(in map[string]map[string]int, byTeam map[string]limits, flat map[string]int) {
	out := maps.Clone(in)       // here
	teams := maps.Clone(byTeam) // here
	same := maps.Clone(flat)    // here
	_, _, _ = out, teams, same
}
