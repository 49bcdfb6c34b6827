package config

import "errors"

type table map[int]string

type file struct {
	tables map[int]table
}

func (f *file) table(n int) (table, error) {
	t, ok := f.tables[n]
	if !ok {
		return nil, errors.New("no table")
	}
	return t, nil
}

// What a call returns besides cannot be cloned with it.
func (f *file) first() table {
	t, err := f.table(1) // here
	if err != nil {
		return nil
	}
	t[0] = "first"
	return t
}

func (f *file) known() table {
	t := f.tables[1] // here
	t[0] = "first"
	return t
}

// What the entries hold would still be shared.
func edited(tables map[int]table) (map[int]table, string) {
	draft := tables // here
	draft[1][0] = "edited"
	return draft, tables[1][0]
}
