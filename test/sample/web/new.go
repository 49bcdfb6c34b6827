package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"example.com/shortlink/store"
)

// Routes adds the server's other pages to a mux.
func (s *Server) Routes(mux *http.ServeMux) {
	titles := map[string]string{"new": "A new link", "stats": "Statistics"}
	created := make(map[string]int)

	// Each request is served in its own goroutine, and all of them count in one map.
	mux.HandleFunc("POST /new", func(w http.ResponseWriter, r *http.Request) {
		code := strconv.FormatInt(int64(s.store.Len()), 36)
		err := s.store.Add(code, store.Link{Target: r.FormValue("target")})
		if errors.Is(err, store.ErrTaken) {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		created[r.RemoteAddr]++
		fmt.Fprintln(w, titles["new"], s.config.Domain+"/"+code)
	})

	// Titles never change after the handlers exist, so they need no lock.
	mux.HandleFunc("GET /stats", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, titles["stats"], len(s.store.Codes()))
	})
	mux.Handle("/", s)
}
