package config

type item struct{ id, n int }

func index(items []item) map[int]*item {
	out := make(map[int]*item)
	for _, it := range items {
		out[it.id] = &it // here
	}
	for i, it := range items {
		out[i] = &it // here
		if it.n > 0 {
			break
		}
	}
	return out
}
