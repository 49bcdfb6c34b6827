package schedule

type hours map[int]string

type week struct {
	name  string
	rooms map[string]hours
	notes [2]map[string]map[string]bool
}

// What the entries hold would still be shared.
func (w week) named(name string) week {
	out := w // here
	out.name = name
	out.rooms["A1"][9] = name
	return out
}
