package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
)

// A checker type-checks packages in an order in which dependencies come first, and keeps what they export.
type checker struct {
	fset     *token.FileSet
	packages map[string]*types.Package // by import path as go list prints it, variant included
}

func newChecker() *checker {
	return &checker{token.NewFileSet(), map[string]*types.Package{"unsafe": types.Unsafe}}
}

// A checkedPackage is a package with what go/types recorded about it.
type checkedPackage struct {
	fset *token.FileSet
	pkg  *types.Package
	info *types.Info
}

// check checks a package: in full, or only its declarations, and then whatever is wrong with it. Files that use cgo have
// no facts about what comes from C, which is no error.
func (c *checker) check(p goPackage, full bool) (*checkedPackage, error) {
	if p.ImportPath == "unsafe" {
		return nil, nil
	}
	var first error
	files := make([]*ast.File, 0, len(p.GoFiles)+len(p.CgoFiles))
	for _, path := range p.paths() {
		file, err := parser.ParseFile(c.fset, path, nil, parser.SkipObjectResolution)
		if file != nil {
			files = append(files, file)
		}
		first = cmp.Or(first, err)
	}
	config := types.Config{
		Importer:         importerFor(c.packages, p.ImportMap),
		FakeImportC:      true,
		IgnoreFuncBodies: !full,
		Sizes:            types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			if len(p.CgoFiles) == 0 {
				first = cmp.Or(first, err)
			}
		},
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	checked := &checkedPackage{fset: c.fset}
	if full {
		checked.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}}
	}
	checked.pkg, _ = config.Check(p.path(), c.fset, files, checked.info)
	c.packages[p.ImportPath] = checked.pkg
	return checked, first
}

type importFunc func(path string) (*types.Package, error)

func (f importFunc) Import(path string) (*types.Package, error) { return f(path) }

func importerFor(packages map[string]*types.Package, importMap map[string]string) types.Importer {
	return importFunc(func(path string) (*types.Package, error) {
		if mapped, ok := importMap[path]; ok {
			path = mapped
		}
		if pkg := packages[path]; pkg != nil {
			return pkg, nil
		}
		return nil, fmt.Errorf("package %s is not listed", path)
	})
}
