package store

import (
	"errors"
	"testing"
	"time"
)

func TestAddAndResolve(t *testing.T) {
	s := New(time.Now, nil)
	if err := s.Add("go", Link{Target: "https://go.dev"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Add("go", Link{Target: "https://example.com"}); !errors.Is(err, ErrTaken) {
		t.Errorf("got %v", err)
	}
	if link, ok := s.Resolve("go"); !ok || link.Target != "https://go.dev" {
		t.Errorf("got %v, %v", link, ok)
	}
}

func TestSweep(t *testing.T) {
	now := time.Unix(1000, 0)
	s := New(func() time.Time { return now }, map[string]Link{
		"old": {Expires: now.Add(-time.Second)},
		"new": {},
	})
	if swept := s.Sweep(); swept != 1 || len(s.Codes()) != 1 {
		t.Errorf("swept %d, left %v", swept, s.Codes())
	}
}
