package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/assign"
	"golang.org/x/tools/go/analysis/passes/bools"
	"golang.org/x/tools/go/analysis/passes/composite"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/defers"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/analysis/passes/nilfunc"
	"golang.org/x/tools/go/analysis/passes/unreachable"
	"golang.org/x/tools/go/analysis/passes/unusedresult"
	"golang.org/x/tools/go/ast/inspector"
)

// The analyzers of go vet that a rewrite could offend and that need no facts of other packages.
var analyzers = []*analysis.Analyzer{
	assign.Analyzer, bools.Analyzer, composite.Analyzer, copylock.Analyzer, defers.Analyzer, nilfunc.Analyzer,
	unreachable.Analyzer, unusedresult.Analyzer,
}

// A verdict is what the toolchain says of a package.
type verdict struct {
	Errors []string `json:"errors"`
	Vet    []string `json:"vet"`
	Format []string `json:"format"`
	// The files that were looked at besides, since they name what has changed.
	besides []string
}

// check type-checks the package with other texts for some of its files, new files among them.
func (u *unit) check(texts map[string]string) verdict {
	u.parse()
	fset := u.prog.fset
	result := verdict{Errors: []string{}, Vet: []string{}, Format: []string{}}
	var changed []*ast.File
	names := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		text := []byte(texts[path])
		if old := u.sources[path]; old == nil || u.isFormatted(path) {
			if formatted, err := format.Source(text); err == nil && !bytes.Equal(formatted, text) {
				result.Format = append(result.Format, difference(path, text, formatted))
			}
		}
		file, err := parser.ParseFile(fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			result.Errors = append(result.Errors, err.Error())
			return result
		}
		defer fset.RemoveFile(fset.File(file.FileStart))
		if whole := u.whole[path]; whole != nil {
			changedNames(names, skeleton(fset, whole, u.sources[path]), skeleton(fset, file, text))
		}
		changed = append(changed, file)
	}
	// What other functions do matters only where they name a declaration that is another one.
	files := slices.Clone(changed)
	ours := map[string]bool{}
	for path := range texts {
		ours[path] = true
	}
	for _, name := range u.GoFiles {
		path := filepath.Join(u.Dir, name)
		if ours[path] {
			continue
		}
		if u.whole[path] != nil && u.mentions(path, names) {
			files = append(files, u.whole[path])
			changed = append(changed, u.whole[path])
			result.besides = append(result.besides, path)
			ours[path] = true
		} else if u.stripped[path] != nil {
			files = append(files, u.stripped[path])
		}
	}
	info := newInfo()
	conf := u.config(func(err error) {
		typed, ok := err.(types.Error)
		if !ok {
			result.Errors = append(result.Errors, err.Error())
			return
		}
		at := typed.Fset.Position(typed.Pos)
		if !ours[at.Filename] {
			return
		}
		result.Errors = append(result.Errors, fmt.Sprintf("%s: %s", at, typed.Msg))
	})
	pkg, _ := conf.Check(u.path(), fset, files, info)
	if len(result.Errors) == 0 {
		result.Vet = u.vet(pkg, info, changed)
	}
	return result
}

// baseline is the verdict on the files as they are, and on those that would be looked at besides.
func (u *unit) baseline(paths, besides []string) verdict {
	u.parse()
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat(paths, besides))))
	key := strings.Join(all, "\n")
	if known, ok := u.known.Load(key); ok {
		return known.(verdict)
	}
	texts := map[string]string{}
	for _, path := range all {
		if source, ok := u.sources[path]; ok {
			texts[path] = string(source)
		}
	}
	result := u.check(texts)
	u.known.Store(key, result)
	return result
}

// changedNames adds the identifiers of lines that stand in one of the texts only.
func changedNames(names map[string]bool, before, after []byte) {
	counts := map[string]int{}
	for line := range strings.Lines(string(before)) {
		counts[strings.TrimSpace(line)]++
	}
	for line := range strings.Lines(string(after)) {
		counts[strings.TrimSpace(line)]--
	}
	for line, count := range counts {
		if count == 0 {
			continue
		}
		for _, name := range identifier.FindAllString(line, -1) {
			if types.Universe.Lookup(name) == nil && !token.IsKeyword(name) {
				names[name] = true
			}
		}
	}
}

// mentions tells whether the source, as it is, has one of the names.
func (u *unit) mentions(path string, names map[string]bool) bool {
	if len(names) == 0 {
		return false
	}
	found, _ := u.names.LoadOrStore(path, sync.OnceValue(func() map[string]bool {
		all := map[string]bool{}
		for _, name := range identifier.FindAll(u.sources[path], -1) {
			all[string(name)] = true
		}
		return all
	}))
	for name := range names {
		if found.(func() map[string]bool)()[name] {
			return true
		}
	}
	return false
}

var identifier = regexp.MustCompile(`[\pL_][\pL\p{Nd}_]*`)

func newInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Instances:    map[*ast.Ident]types.Instance{},
		Scopes:       map[ast.Node]*types.Scope{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
}

// vet runs the analyzers over the changed files; a message names no position, so that lines may move.
func (u *unit) vet(pkg *types.Package, info *types.Info, files []*ast.File) []string {
	found := []string{}
	results := map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)}
	for _, analyzer := range analyzers {
		pass := &analysis.Pass{
			Analyzer:   analyzer,
			Fset:       u.prog.fset,
			Files:      files,
			Pkg:        pkg,
			TypesInfo:  info,
			TypesSizes: u.prog.sizes,
			ResultOf:   results,
			Report: func(d analysis.Diagnostic) {
				found = append(found, fmt.Sprintf("%s: %s", analyzer.Name, d.Message))
			},
			ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
			ExportObjectFact:  func(types.Object, analysis.Fact) {},
			ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
			ExportPackageFact: func(analysis.Fact) {},
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
		}
		if _, err := analyzer.Run(pass); err != nil {
			found = append(found, fmt.Sprintf("%s: %v", analyzer.Name, err))
		}
	}
	return found
}

// skeleton is the source without function bodies, imports and comments around them: what other files depend on.
func skeleton(fset *token.FileSet, file *ast.File, source []byte) []byte {
	var out []byte
	offset := func(pos token.Pos) int { return fset.Position(pos).Offset }
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.GenDecl:
			if decl.Tok != token.IMPORT {
				out = append(out, source[offset(decl.Pos()):offset(decl.End())]...)
			}
		case *ast.FuncDecl:
			end := decl.End()
			if decl.Body != nil {
				end = decl.Body.Lbrace
			}
			out = append(out, source[offset(decl.Pos()):offset(end)]...)
		}
		out = append(out, '\n')
	}
	return out
}

// isFormatted tells whether gofmt would leave the source, as it is, alone.
func (u *unit) isFormatted(path string) bool {
	answer, _ := u.formatted.LoadOrStore(path, sync.OnceValue(func() bool {
		source := u.sources[path]
		formatted, err := format.Source(source)
		return err == nil && bytes.Equal(formatted, source)
	}))
	return answer.(func() bool)()
}

// difference names the first line that gofmt would change.
func difference(path string, got, want []byte) string {
	a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			wanted := ""
			if i < len(b) {
				wanted = b[i]
			}
			return fmt.Sprintf("%s:%d: %q, gofmt has %q", path, i+1, a[i], wanted)
		}
	}
	return path + ": gofmt has more lines"
}
