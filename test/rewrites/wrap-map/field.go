package server

import "fmt"

// A hub knows who is there.
type hub struct {
	name    string
	members map[string]*member // here
	limit   int                // of members
}

type member struct {
	id   string
	seen int
}

func newHub() *hub {
	return &hub{
		name:    "main",
		members: make(map[string]*member),
		limit:   10,
	}
}

func (h *hub) join(prefix string, id int) {
	h.members[prefix+fmt.Sprint(id+1)] = &member{id: prefix}
	if m, ok := h.members[prefix]; ok {
		m.seen++
	}
	h.members[prefix].seen = len(h.members) + 1
}

func (h *hub) leave(id string) {
	delete(h.members, id)
	for id, m := range h.members {
		if m.seen == 0 && h.members[id] != nil {
			delete(h.members, id)
		}
	}
}
