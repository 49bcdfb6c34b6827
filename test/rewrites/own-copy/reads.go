package server

import "fmt"

func show(done chan bool) {
	names := map[string]int{"a": 1}
	go func() { // here
		fmt.Println(names["a"])
		done <- true
	}()
	names["b"] = 2
}

// The literal has no name for the map: what it calls has.
func report(done chan bool) {
	names := map[string]int{"a": 1}
	print := func() {
		fmt.Println(names["a"])
	}
	go func() { // here
		print()
		done <- true
	}()
	names["b"] = 2
}
