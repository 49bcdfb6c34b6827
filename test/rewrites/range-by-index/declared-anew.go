package walk

type item struct {
	name string
	size int
}

func names(items []item) []string {
	var all []string
	for _, it := range items { // here
		it := it.name
		all = append(all, it)
	}
	return all
}

func inner(items []item) []string {
	var all []string
	for _, it := range items { // here
		if it.size > 0 {
			it := it.name
			all = append(all, it)
		}
	}
	return all
}
