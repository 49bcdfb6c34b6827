package config

func loops(in map[string]map[string]int, lists map[string][]int) {
	out := make(map[string]map[string]int, len(in))
	for k, v := range in {
		out[k] = v // here
	}
	for k := range in {
		out[k] = in[k] // here
	}
	all := make(map[string][]int)
	for k, v := range lists {
		all[k] = v // here
	}
}
