package stats

import "testing"

func TestShare(t *testing.T) {
	c := NewCounter()
	c.Visit("go")
	share := c.Share(map[string]int{"go": 1, "map": 3})
	if share["go"] != 0.25 || share["map"] != 0.75 {
		t.Errorf("got %v", share)
	}
}

func TestAlive(t *testing.T) {
	alive := Alive([]string{"a", "bb"}, func(target string) bool { return len(target) > 1 })
	if alive["a"] || !alive["bb"] {
		t.Errorf("got %v", alive)
	}
}
