package main

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

type fact struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Role  string `json:"role"`
	Class string `json:"class"`
	Type  string `json:"type"`
}

// facts are the facts of the package by file and position.
func (c *checkedPackage) facts(all bool) []fact {
	found := map[fact]bool{}
	add := func(n ast.Node, role string, t types.Type) {
		class := classOf(t)
		if class == "" && !all {
			return
		}
		start := c.fset.PositionFor(n.Pos(), false)
		end := c.fset.PositionFor(n.End(), false)
		text := types.TypeString(t, types.RelativeTo(c.pkg))
		if strings.Contains(text, "invalid type") { // of C, or in code that is wrong on purpose
			return
		}
		found[fact{start.Filename, start.Offset, end.Offset, role, class, text}] = true
	}
	for expr, tv := range c.info.Types {
		_, paren := expr.(*ast.ParenExpr)
		if !paren && tv.IsValue() && tv.Type != nil && !isBlank(expr) && !(all && isPlain(tv)) {
			add(expr, "expr", tv.Type)
		}
	}
	for ident, obj := range c.info.Defs {
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
	return facts
}

// isPlain reports whether the value is a constant, of a basic type, or several values: what untyped operands become is not compared.
func isPlain(tv types.TypeAndValue) bool {
	switch types.Unalias(tv.Type).(type) {
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
