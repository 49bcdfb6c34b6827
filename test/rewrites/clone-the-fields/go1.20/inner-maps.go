package schedule

type week struct {
	name  string
	rooms map[string]map[int]string
	notes [2]map[string]bool
	hours map[string]map[int]string
}

func (w week) named(name string) week {
	out := w // here
	out.name = name
	out.rooms["A1"][9] = name
	out.notes[0][name] = true
	return out
}
