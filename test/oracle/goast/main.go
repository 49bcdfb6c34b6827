// Command goast prints the syntax trees that go/parser builds, for comparison with Mapguard's.
//
// It reads paths of Go files from standard input, one a line, and prints for each a line
//
//	# path ok
//
// or "# path error: message" if go/parser reports an error, and after "ok" one line per node, parents first:
//
//	depth field kind start end [operator or name]
//
// Positions are UTF-16 offsets in the file. Fields are visited in the order of go/ast's structs. Needs nothing but the
// standard library; resolves and checks nothing.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"unicode/utf8"
)

func main() {
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	paths := bufio.NewScanner(os.Stdin)
	for paths.Scan() {
		if err := printFile(out, paths.Text()); err != nil {
			fmt.Fprintf(out, "# %s error: %s\n", paths.Text(), strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
}

func printFile(out *bufio.Writer, path string) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "# %s ok\n", path)
	p := &printer{out: out, base: files.File(file.FileStart).Base(), units: unitOffsets(src)}
	for _, decl := range file.Decls {
		p.print(0, "Decl", decl)
	}
	return nil
}

// unitOffsets maps byte offsets to UTF-16 offsets; nil if they are the same.
func unitOffsets(src []byte) []int {
	ascii := true
	for _, b := range src {
		if b >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return nil
	}
	offsets := make([]int, len(src)+1)
	units := 0
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		for k := 0; k < size; k++ {
			offsets[i+k] = units
		}
		i += size
		units++
		if r > 0xFFFF {
			units++
		}
	}
	offsets[len(src)] = units
	return offsets
}

type printer struct {
	out   *bufio.Writer
	base  int
	units []int
}

func (p *printer) offset(pos token.Pos) int {
	offset := int(pos) - p.base
	if p.units != nil {
		return p.units[offset]
	}
	return offset
}

func (p *printer) print(depth int, field string, node ast.Node) {
	value := reflect.ValueOf(node).Elem()
	typ := value.Type()
	fmt.Fprintf(p.out, "%d %s %s %d %d", depth, field, typ.Name(), p.offset(node.Pos()), p.offset(node.End()))
	if note := note(node); note != "" {
		p.out.WriteByte(' ')
		p.out.WriteString(note)
	}
	p.out.WriteByte('\n')
	for i := 0; i < typ.NumField(); i++ {
		name := typ.Field(i).Name
		if name == "Doc" || name == "Comment" {
			continue
		}
		if child := value.Field(i); child.Kind() == reflect.Slice {
			for k := 0; k < child.Len(); k++ {
				p.print(depth+1, name, child.Index(k).Interface().(ast.Node))
			}
		} else if child, ok := child.Interface().(ast.Node); ok && !reflect.ValueOf(child).IsNil() {
			p.print(depth+1, name, child)
		}
	}
}

// note is what a node carries beside its children: a name, an operator or a flag.
func note(node ast.Node) string {
	switch n := node.(type) {
	case *ast.Ident:
		return n.Name
	case *ast.BasicLit:
		return n.Kind.String()
	case *ast.UnaryExpr:
		return n.Op.String()
	case *ast.BinaryExpr:
		return n.Op.String()
	case *ast.IncDecStmt:
		return n.Tok.String()
	case *ast.AssignStmt:
		return n.Tok.String()
	case *ast.BranchStmt:
		return n.Tok.String()
	case *ast.GenDecl:
		return n.Tok.String()
	case *ast.RangeStmt:
		if n.Tok != token.ILLEGAL {
			return n.Tok.String()
		}
	case *ast.ChanType:
		return []string{ast.SEND: "send", ast.RECV: "receive", ast.SEND | ast.RECV: "both"}[n.Dir]
	case *ast.CallExpr:
		if n.Ellipsis.IsValid() {
			return "variadic"
		}
	case *ast.SliceExpr:
		if n.Slice3 {
			return "slice3"
		}
	case *ast.TypeSpec:
		if n.Assign.IsValid() {
			return "alias"
		}
	case *ast.EmptyStmt:
		if n.Implicit {
			return "implicit"
		}
	case *ast.CaseClause:
		if n.List == nil {
			return "default"
		}
	case *ast.CommClause:
		if n.Comm == nil {
			return "default"
		}
	}
	return ""
}
