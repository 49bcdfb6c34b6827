package shelf

// Order is what a customer asks for.
type Order struct {
	Name  string
	Count int
}

// Totals adds up the orders by name.
func Totals(orders []Order) map[string]int {
	totals := make(map[string]int)
	for _, order := range orders {
		totals[order.Name] += order.Count
	}
	return totals
}
