package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A goPackage is what `go list -json` says of one package.
type goPackage struct {
	Dir, ImportPath, ForTest string
	GoFiles, CgoFiles        []string
	ImportMap                map[string]string
	DepOnly, Standard        bool
	Module                   *struct {
		Main      bool
		GoVersion string
	}
}

// path is the import path without the variant: of "p [p.test]" it is "p".
func (p goPackage) path() string {
	path, _, _ := strings.Cut(p.ImportPath, " ")
	return path
}

// isForeign reports whether the package is neither the standard library's nor of the modules worked in.
func (p goPackage) isForeign() bool { return !p.Standard && (p.Module == nil || !p.Module.Main) }

// paths are the absolute paths of the package's files.
func (p goPackage) paths() []string {
	names := slices.Concat(p.GoFiles, p.CgoFiles)
	for i, name := range names {
		if !filepath.IsAbs(name) {
			names[i] = filepath.Join(p.Dir, name)
		}
	}
	return names
}

// load lists the packages and everything they depend on, dependencies first.
func load(dir string, patterns []string, tests bool) ([]goPackage, error) {
	args := []string{"list", "-e", "-deps", "-json=Dir,ImportPath,ForTest,GoFiles,CgoFiles,ImportMap,DepOnly,Standard,Module"}
	if tests {
		args = append(args, "-test")
	}
	cmd := exec.Command("go", append(append(args, "--"), patterns...)...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var pkgs []goPackage
	decoder := json.NewDecoder(bytes.NewReader(out))
	for decoder.More() {
		var p goPackage
		if err := decoder.Decode(&p); err != nil {
			return nil, err
		}
		pkgs = append(pkgs, p)
	}
	return pkgs, nil
}

// wantedPackages says by import path whose facts are printed: of the packages that were asked for, those with their
// tests where there are tests, but not the variants that are built again for the tests of others. With deps also what
// they depend on.
func wantedPackages(pkgs []goPackage, deps bool) map[string]bool {
	tested := map[string]bool{}
	for _, p := range pkgs {
		if p.ForTest != "" && p.path() == p.ForTest {
			tested[p.ForTest] = true
		}
	}
	wanted := map[string]bool{}
	for _, p := range pkgs {
		isVariant := p.ForTest != "" && p.path() != p.ForTest && p.path() != p.ForTest+"_test"
		isMain := strings.HasSuffix(p.ImportPath, ".test")
		isAsked := p.ImportPath != "unsafe" && (!p.DepOnly || deps && !p.Standard)
		wanted[p.ImportPath] = isAsked && !isVariant && !isMain && !tested[p.ImportPath]
	}
	return wanted
}
