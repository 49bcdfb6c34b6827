// Rewrites judges texts of Go files as the go command would: do they type-check in their packages, does go vet find
// anything new, would gofmt change them. Usage: rewrites FOLDER PATTERN...
//
// It first writes a line with the files of every package, then answers each line of its input with a line, in any
// order. Both are JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"sync"
)

type request struct {
	ID int `json:"id"`
	// By absolute path.
	Files map[string]string `json:"files"`
}

type answer struct {
	ID int `json:"id"`
	// Why no verdict is possible: the package does not type-check as it is.
	Skipped string `json:"skipped"`
	verdict
}

func main() {
	prog, err := load(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(slices.Sorted(maps.Keys(prog.byFile))); err != nil {
		os.Exit(1)
	}
	var writing sync.Mutex
	var working sync.WaitGroup
	tokens := make(chan struct{}, runtime.GOMAXPROCS(0))
	in := bufio.NewReader(os.Stdin)
	dec := json.NewDecoder(in)
	for {
		var req request
		if err := dec.Decode(&req); err != nil {
			break
		}
		tokens <- struct{}{}
		working.Go(func() {
			defer func() { <-tokens }()
			result := prog.judge(req)
			writing.Lock()
			defer writing.Unlock()
			_ = out.Encode(result)
		})
	}
	working.Wait()
}

func (p *program) judge(req request) answer {
	paths := slices.Sorted(maps.Keys(req.Files))
	known := slices.IndexFunc(paths, func(path string) bool { return len(p.byFile[path]) > 0 })
	if known < 0 {
		return answer{ID: req.ID, Skipped: "not part of the build"}
	}
	u := p.unitOf(paths[known:])
	u.parse()
	after := u.check(req.Files)
	before := u.baseline(paths, after.besides)
	if len(before.Errors) > 0 {
		return answer{ID: req.ID, Skipped: "does not type-check as it is: " + before.Errors[0]}
	}
	after.Vet = without(after.Vet, before.Vet)
	return answer{ID: req.ID, verdict: after}
}

// without leaves out each message once for each time that it is among the known ones.
func without(messages, known []string) []string {
	counts := map[string]int{}
	for _, message := range known {
		counts[message]++
	}
	left := []string{}
	for _, message := range messages {
		if counts[message]--; counts[message] < 0 {
			left = append(left, message)
		}
	}
	return left
}
