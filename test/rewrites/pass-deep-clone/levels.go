package config

type Rule struct {
	Tags  map[string]string
	Hosts [2][]string
	next  *Rule
}

func use(m any) {}

func pass(k map[string]map[string][]int, rules map[string]Rule, byWeight map[float64][]int, cond bool) {
	use(k)        // here
	use(rules)    // here
	use(byWeight) // here
	_ = cond && take(k)
}

func take(map[string]map[string][]int) bool { return true }
