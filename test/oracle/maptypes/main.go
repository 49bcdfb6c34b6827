// Command maptypes prints what go/types knows about map-typed expressions: the ground truth for the engine's types.
//
//	maptypes [-tests] [-all] [-restricted] DIR PATTERN...
//
// It prints one JSON object a line for every value expression, variable definition and struct field whose type is a
// map or a struct or array that holds one by value: {"file","start","end","role","class","type"}, offsets in bytes,
// files relative to DIR, in the order of packages, files and positions. With -all also what is neither map nor holder:
// definitions, and expressions that are one value, no constant and of no basic type, with class "". With -restricted other modules
// cannot be imported, and what depends on them is left out. Dependencies come from the build cache's
// export data, so DIR must be inside a module, or GOROOT/src, that builds.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A goPackage is what `go list -json` says of one package.
type goPackage struct {
	Dir, ImportPath, Export, ForTest string
	GoFiles, CgoFiles                []string
	ImportMap                        map[string]string
	DepOnly, Standard                bool
	Module                           *struct{ Main bool }
}

type fact struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Role  string `json:"role"`
	Class string `json:"class"`
	Type  string `json:"type"`
}

func main() {
	tests := flag.Bool("tests", false, "cover _test.go files too")
	all := flag.Bool("all", false, "print what is neither a map nor a holder too")
	hide := flag.Bool("restricted", false, "hide other modules")
	flag.Parse()
	if flag.NArg() < 2 {
		fmt.Fprintln(os.Stderr, "usage: maptypes [-tests] [-all] [-restricted] DIR PATTERN...")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Args()[1:], *tests, *all, *hide); err != nil {
		fmt.Fprintln(os.Stderr, "maptypes:", err)
		os.Exit(1)
	}
}

func run(dir string, patterns []string, tests, all, hide bool) error {
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	pkgs, err := load(root, patterns, tests)
	if err != nil {
		return err
	}
	exports := map[string]string{}
	tested := map[string]bool{} // packages that are listed again together with their in-package tests
	for _, p := range pkgs {
		exports[p.ImportPath] = p.Export
		if p.ForTest != "" && strings.HasPrefix(p.ImportPath, p.ForTest+" [") {
			tested[p.ForTest] = true
		}
	}
	fset := token.NewFileSet()
	var modules *restricted
	if hide {
		modules = newRestricted(fset, pkgs)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for _, p := range pkgs {
		if p.DepOnly || strings.HasSuffix(p.ImportPath, ".test") || tested[p.ImportPath] {
			continue
		}
		facts, err := factsOf(root, fset, p, exports, modules, all)
		if err != nil {
			fmt.Fprintf(os.Stderr, "skipped %s: %v\n", p.ImportPath, err)
			continue
		}
		for _, f := range facts {
			if err := encoder.Encode(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// load lists the packages and everything they depend on, with export data.
func load(dir string, patterns []string, tests bool) ([]goPackage, error) {
	args := []string{"list", "-e", "-export", "-deps", "-json=Dir,ImportPath,Export,ForTest,GoFiles,CgoFiles,ImportMap,DepOnly,Standard,Module"}
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

// If modules is set, it is where imports come from.
func factsOf(root string, fset *token.FileSet, p goPackage, exports map[string]string, modules *restricted, all bool) ([]fact, error) {
	files, err := parseFiles(fset, p)
	if err != nil {
		return nil, err
	}
	open := func(path string) (io.ReadCloser, error) {
		if mapped, ok := p.ImportMap[path]; ok {
			path = mapped
		}
		return os.Open(exports[path])
	}
	var first error
	config := types.Config{
		Importer:    importer.ForCompiler(fset, "gc", open),
		FakeImportC: true,
		Error:       func(err error) { first = cmp.Or(first, err) },
	}
	if modules != nil {
		config.Importer = modules
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}}
	path, _, _ := strings.Cut(p.ImportPath, " ") // without the variant: "p [p.test]"
	pkg, _ := config.Check(path, fset, files, info)
	if first != nil && len(p.CgoFiles) == 0 && modules == nil {
		return nil, first
	}
	found := map[fact]bool{}
	add := func(n ast.Node, role string, t types.Type) {
		class := classOf(t)
		if class == "" && !all {
			return
		}
		start := fset.Position(n.Pos())
		file, err := filepath.Rel(root, start.Filename)
		if err != nil {
			file = start.Filename
		}
		text := types.TypeString(t, types.RelativeTo(pkg))
		if modules != nil && strings.Contains(text, "invalid type") {
			return
		}
		found[fact{file, start.Offset, fset.Position(n.End()).Offset, role, class, text}] = true
	}
	for expr, tv := range info.Types {
		_, paren := expr.(*ast.ParenExpr)
		if !paren && tv.IsValue() && tv.Type != nil && !isBlank(expr) && !(all && isPlain(tv)) {
			add(expr, "expr", tv.Type)
		}
	}
	for ident, obj := range info.Defs {
		if v, ok := obj.(*types.Var); ok && !isBlank(ident) {
			role := "def"
			if v.IsField() {
				role = "field"
			}
			add(ident, role, v.Type())
		}
	}
	facts := make([]fact, 0, len(found))
	for f := range found {
		facts = append(facts, f)
	}
	slices.SortFunc(facts, func(a, b fact) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Role, b.Role))
	})
	return facts, nil
}

// isPlain reports whether the value is a constant, of a basic type, or several values: what untyped operands become is not compared.
func isPlain(tv types.TypeAndValue) bool {
	switch tv.Type.(type) {
	case *types.Basic, *types.Tuple:
		return true
	}
	return tv.Value != nil
}

func isBlank(e ast.Expr) bool {
	ident, ok := e.(*ast.Ident)
	return ok && ident.Name == "_"
}

// classOf says whether t is a map ("map"), holds one by value ("holder"), or neither ("").
func classOf(t types.Type) string {
	switch {
	case isMap(t):
		return "map"
	case holdsMap(t, map[types.Type]bool{}):
		return "holder"
	default:
		return ""
	}
}

func isMap(t types.Type) bool {
	param, ok := t.(*types.TypeParam)
	if !ok {
		_, ok := t.Underlying().(*types.Map)
		return ok
	}
	// All types that the constraint lists must be maps.
	constraint, ok := param.Constraint().Underlying().(*types.Interface)
	if !ok {
		return false
	}
	maps := 0
	for i := range constraint.NumEmbeddeds() {
		union, ok := constraint.EmbeddedType(i).(*types.Union)
		if !ok {
			if _, ok := constraint.EmbeddedType(i).Underlying().(*types.Map); ok {
				maps++
			}
			continue
		}
		for j := range union.Len() {
			if _, ok := union.Term(j).Type().Underlying().(*types.Map); !ok {
				return false
			}
			maps++
		}
	}
	return maps > 0
}

func holdsMap(t types.Type, seen map[types.Type]bool) bool {
	if _, ok := t.(*types.TypeParam); ok || seen[t] {
		return false
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			if ft := u.Field(i).Type(); isMap(ft) || holdsMap(ft, seen) {
				return true
			}
		}
	case *types.Array:
		return isMap(u.Elem()) || holdsMap(u.Elem(), seen)
	}
	return false
}
