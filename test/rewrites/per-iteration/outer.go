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

// In one declaration, no statement can stand between the variable and its address.
func grouped() map[int]*item {
	var (
		it  item
		out = map[int]*item{0: &it} // here
	)
	return out
}
