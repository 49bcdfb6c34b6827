package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"example.com/shortlink/config"
	"example.com/shortlink/store"
)

func TestRedirect(t *testing.T) {
	links := store.New(time.Now, map[string]store.Link{"go": {Target: "https://go.dev"}})
	server := New(config.Default(), links)
	for path, want := range map[string]int{"/go": http.StatusFound, "/help": http.StatusFound, "/nothing": http.StatusNotFound} {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != want {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}
