package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
)

// A listed is a package as "go list" describes it.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	ForTest    string
	GoFiles    []string
	ImportMap  map[string]string
	Standard   bool
	DepOnly    bool
	Module     *struct{ GoVersion string }
}

// A program is every package of a module and what they import, type-checked from source: nothing is compiled.
type program struct {
	fset  *token.FileSet
	sizes types.Sizes
	pkgs  map[string]*unit
	// By file: the packages that it belongs to, the one with the most files last.
	byFile map[string][]*unit
}

// A unit is one package, with the state that checks share.
type unit struct {
	listed
	prog *program

	declared sync.Once
	types    *types.Package
	parsed   sync.Once
	whole    map[string]*ast.File
	stripped map[string]*ast.File
	sources  map[string][]byte
	// Verdicts on the files as they are, by their names.
	known sync.Map
	// By path, of the file as it is: whether gofmt would change it, and the identifiers in it.
	formatted, names sync.Map
}

// What rewrites import, needed whether or not the module does; rewriting these themselves would make them import
// themselves.
var brought = []string{"maps", "slices", "sync", "sync/atomic"}

// load lists the packages that the patterns name in the folder, with their tests.
func load(folder string, patterns []string) (*program, error) {
	args := append([]string{"list", "-e", "-deps", "-test", "-json=ImportPath,Name,Dir,ForTest,GoFiles,ImportMap,Standard,DepOnly,Module"}, patterns...)
	args = append(args, brought...)
	cmd := exec.Command("go", args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	prog := &program{
		fset:   token.NewFileSet(),
		sizes:  types.SizesFor("gc", "amd64"),
		pkgs:   map[string]*unit{},
		byFile: map[string][]*unit{},
	}
	dec := json.NewDecoder(out)
	for {
		u := &unit{prog: prog}
		if err := dec.Decode(&u.listed); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		prog.pkgs[u.ImportPath] = u
		if u.DepOnly || filepath.Ext(u.ImportPath) == ".test" || slices.Contains(brought, u.path()) {
			continue
		}
		for _, name := range u.GoFiles {
			path := filepath.Join(u.Dir, name)
			prog.byFile[path] = append(prog.byFile[path], u)
		}
	}
	return prog, cmd.Wait()
}

// unitOf returns the package that holds all the files, the one with tests rather than the one without.
func (p *program) unitOf(paths []string) *unit {
	var best *unit
	for _, u := range p.byFile[paths[0]] {
		if best == nil || len(u.GoFiles) > len(best.GoFiles) {
			best = u
		}
	}
	return best
}

// importFrom type-checks the declarations of an imported package.
func (u *unit) importFrom(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if mapped, ok := u.ImportMap[path]; ok {
		path = mapped
	}
	dep, ok := u.prog.pkgs[path]
	if !ok {
		return nil, fmt.Errorf("no package %s", path)
	}
	dep.declared.Do(func() {
		dep.parse()
		conf := dep.config(func(error) {})
		conf.IgnoreFuncBodies = true
		files := make([]*ast.File, 0, len(dep.stripped))
		for _, name := range dep.GoFiles {
			if file := dep.stripped[filepath.Join(dep.Dir, name)]; file != nil {
				files = append(files, file)
			}
		}
		dep.types, _ = conf.Check(dep.path(), u.prog.fset, files, nil)
		if dep.DepOnly {
			dep.stripped = nil
		}
	})
	if dep.types == nil {
		return nil, errors.New("no types of " + path)
	}
	return dep.types, nil
}

// path is the import path without the test that it was built for.
func (u *unit) path() string {
	for i := range u.ImportPath {
		if u.ImportPath[i] == ' ' {
			return u.ImportPath[:i]
		}
	}
	return u.ImportPath
}

func (u *unit) config(report func(error)) *types.Config {
	conf := &types.Config{
		Importer:    importerFunc(u.importFrom),
		Sizes:       u.prog.sizes,
		Error:       report,
		FakeImportC: true,
	}
	if u.Module != nil && u.Module.GoVersion != "" {
		conf.GoVersion = "go" + u.Module.GoVersion
	}
	return conf
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// parse reads the package's files, whole and without function bodies.
func (u *unit) parse() {
	u.parsed.Do(func() {
		u.whole, u.stripped, u.sources = map[string]*ast.File{}, map[string]*ast.File{}, map[string][]byte{}
		for _, name := range u.GoFiles {
			path := filepath.Join(u.Dir, name)
			source, err := os.ReadFile(path)
			if err != nil {
				continue
			}
			mode := parser.SkipObjectResolution
			if !u.DepOnly {
				mode |= parser.ParseComments
			}
			file, _ := parser.ParseFile(u.prog.fset, path, source, mode)
			if file == nil {
				continue
			}
			if !u.DepOnly {
				u.whole[path] = file
				u.sources[path] = source
			}
			u.stripped[path] = withoutBodies(file)
		}
	})
}

// withoutBodies returns the file with functions as declarations only; the file itself stays as it is.
func withoutBodies(file *ast.File) *ast.File {
	bare := *file
	bare.Decls = make([]ast.Decl, len(file.Decls))
	for i, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			head := *fn
			head.Body = nil
			decl = &head
		}
		bare.Decls[i] = decl
	}
	return &bare
}
