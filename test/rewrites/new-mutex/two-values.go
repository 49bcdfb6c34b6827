package history

type history struct {
	numbers map[string]int
	names   []string
}

func (h *history) add(name string) {
	h.numbers[name] = len(h.names) // here
	h.names = append(h.names, name)
}

func (h *history) equals(k *history) bool {
	if len(h.numbers) != len(k.numbers) {
		return false
	}
	for i, name := range h.names {
		if name != k.names[i] {
			return false
		}
	}
	if len(k.numbers) == 0 {
		return true
	}
	return true
}
