package config

type item struct{ id, n int }

func index(rows [][2]int) map[int]*item {
	out := make(map[int]*item)
	var it item
	for _, row := range rows {
		it.id, it.n = row[0], row[1]
		out[it.id] = &it // here
	}
	return out
}
