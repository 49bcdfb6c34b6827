package config

import "net/url"

type limits struct {
	name   string
	byHost map[string]int
}

func loops(in map[string]map[string]int, byTeam map[string]limits, queries map[string]url.Values) {
	out := make(map[string]map[string]int, len(in))
	for k, v := range in {
		out[k] = v // here
	}
	teams := make(map[string]limits, len(byTeam))
	for k, v := range byTeam {
		// The limits of a team.
		teams[k] = v // here
	}
	asked := make(map[string]url.Values)
	for k := range queries {
		asked[k] = queries[k] // here
	}
}
