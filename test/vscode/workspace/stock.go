package shelf

// Deliver counts a delivery and says what was there before.
func Deliver(stock map[string]int, name string) (before, after int) {
	next := stock
	next[name] = stock[name] + 1
	return stock[name], next[name]
}
