package writer

type meta struct {
	props map[string]string
	user  map[string]string
	size  int
}

type writer struct {
	meta meta
	err  error
}

func (w *writer) finish(err error) {
	*w = writer{meta: w.meta, err: err} // here
}
