package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// A restricted importer knows the standard library and the packages of the modules worked in, these from their sources:
// export data would tell about other modules too.
type restricted struct {
	fset     *token.FileSet
	packages map[string]goPackage
	std      types.Importer
	checked  map[string]*types.Package
}

func newRestricted(fset *token.FileSet, pkgs []goPackage) *restricted {
	packages := map[string]goPackage{}
	for _, p := range pkgs {
		packages[p.ImportPath] = p
	}
	open := func(path string) (io.ReadCloser, error) { return os.Open(packages[path].Export) }
	return &restricted{fset, packages, importer.ForCompiler(fset, "gc", open), map[string]*types.Package{}}
}

func (r *restricted) Import(path string) (*types.Package, error) {
	p, ok := r.packages[path]
	switch {
	case path == "unsafe":
		return types.Unsafe, nil
	case ok && p.Standard:
		return r.std.Import(path)
	case !ok || p.Module == nil || !p.Module.Main:
		return nil, fmt.Errorf("%s is hidden", path)
	}
	if pkg := r.checked[path]; pkg != nil {
		return pkg, nil
	}
	files, err := parseFiles(r.fset, p)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: r, FakeImportC: true, IgnoreFuncBodies: true, Error: func(error) {}}
	pkg, _ := config.Check(path, r.fset, files, nil)
	r.checked[path] = pkg
	return pkg, nil
}

func parseFiles(fset *token.FileSet, p goPackage) ([]*ast.File, error) {
	var files []*ast.File
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Dir, name)
		}
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}
