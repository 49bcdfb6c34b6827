// Command maptypes prints what go/types knows about map-typed expressions: the ground truth for the engine's types.
//
//	maptypes [-tests] [-deps] [-all] [-restricted] DIR PATTERN...
//
// For each package, dependencies first, it prints a line {"package","files","cgo"} or {"package","skipped"} with the
// first error, and after the former one JSON object a line for every value expression, variable definition and struct field
// whose type is a map or a struct or array that holds one by value: {"file","start","end","role","class","type"}, offsets
// in bytes. With -all also what is neither map nor holder: definitions, and expressions that are one value, no constant
// and of no basic type, with class "". With -deps the packages that the named ones depend on are covered as well, apart from
// the standard library. With -restricted other modules cannot be imported, and what depends on them is left out.
//
// Everything is checked from source, so nothing is built. DIR must be inside a module or GOROOT/src.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	tests := flag.Bool("tests", false, "cover _test.go files too")
	all := flag.Bool("all", false, "print what is neither a map nor a holder too")
	deps := flag.Bool("deps", false, "cover dependencies too")
	restricted := flag.Bool("restricted", false, "hide other modules")
	flag.Parse()
	if flag.NArg() < 2 {
		fmt.Fprintln(os.Stderr, "usage: maptypes [-tests] [-deps] [-all] [-restricted] DIR PATTERN...")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Args()[1:], *tests, *deps, *all, *restricted); err != nil {
		fmt.Fprintln(os.Stderr, "maptypes:", err)
		os.Exit(1)
	}
}

// A header precedes the facts of a package, or says why it has none.
type header struct {
	Package string   `json:"package"`
	Files   []string `json:"files,omitempty"`
	Cgo     bool     `json:"cgo,omitempty"`
	Skipped string   `json:"skipped,omitempty"`
}

func run(dir string, patterns []string, tests, deps, all, restricted bool) error {
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	pkgs, err := load(root, patterns, tests)
	if err != nil {
		return err
	}
	wanted := wantedPackages(pkgs, deps)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	checker := newChecker()
	for _, p := range pkgs {
		if restricted && p.isForeign() {
			continue
		}
		checked, err := checker.check(p, wanted[p.ImportPath])
		if !wanted[p.ImportPath] {
			continue
		}
		if err != nil && !restricted {
			if err := encoder.Encode(header{Package: p.ImportPath, Skipped: err.Error()}); err != nil {
				return err
			}
			continue
		}
		if err := encoder.Encode(header{p.ImportPath, p.paths(), len(p.CgoFiles) > 0, ""}); err != nil {
			return err
		}
		for _, f := range checked.facts(all) {
			if err := encoder.Encode(f); err != nil {
				return err
			}
		}
	}
	return nil
}
