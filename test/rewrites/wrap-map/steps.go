package server

import "errors"

type handler func() error

// No lock holds the check and the write together: a sync.Map would let two of one name in.
var handlers = make(map[string]handler) // here

func register(name string, h handler) error {
	if _, ok := handlers[name]; ok {
		return errors.New("handler " + name + " is there already")
	}
	handlers[name] = h
	return nil
}

func find(name string) handler {
	return handlers[name]
}

func size() int { return len(handlers) }

// What is made of the key alone may be made twice.
var pages = make(map[string]string) // here

func page(name string) string {
	if p, ok := pages[name]; ok {
		return p
	}
	p := render(name)
	pages[name] = p
	return p
}

func isKnown(name string) bool {
	_, ok := pages[name]
	return ok
}

func render(name string) string { return "<" + name + ">" }
