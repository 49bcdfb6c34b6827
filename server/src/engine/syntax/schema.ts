/**
 * What the columns `a` to `d` of each node kind hold, under go/ast's field names. The single description of the tree:
 * walking, printing and the comparison of the two front ends are driven by it.
 */
import { Kind } from './ast.js';

/** `node`: a row, 0 when absent. `list`: a NodeList. `name`: a Name. */
export type ColumnType = 'node' | 'list' | 'name';

export interface Column {
  /** The field's name in go/ast. */
  readonly field: string;
  readonly type: ColumnType;
}

function columns(...specs: readonly string[]): readonly Column[] {
  return specs.map((spec) => {
    const [field, type = 'node'] = spec.split(':') as [string, ColumnType?];
    return { field, type };
  });
}

const none: readonly Column[] = [];

/** Indexed by `Kind`: the columns in use, in the order a, b, c, d, which is source order. */
export const schema: Readonly<Record<Kind, readonly Column[]>> = {
  [Kind.None]: none,
  [Kind.BadExpr]: none,
  [Kind.Ident]: columns('Name:name'),
  [Kind.BasicLit]: none, // op: Int, Float, Imag, Char, String; the value is the source text
  [Kind.CompositeLit]: columns('Type', 'Elts:list'),
  [Kind.FuncLit]: columns('Type', 'Body'),
  [Kind.ParenExpr]: columns('X'),
  [Kind.SelectorExpr]: columns('X', 'Sel'),
  [Kind.IndexExpr]: columns('X', 'Index'), // also an instantiation with one type argument
  [Kind.IndexListExpr]: columns('X', 'Indices:list'), // an instantiation with several
  [Kind.SliceExpr]: columns('X', 'Low', 'High', 'Max'), // op: Slice3
  [Kind.TypeAssertExpr]: columns('X', 'Type'), // Type is 0 for x.(type)
  [Kind.CallExpr]: columns('Fun', 'Args:list'), // op: Variadic; conversions too
  [Kind.StarExpr]: columns('X'),
  [Kind.UnaryExpr]: columns('X'), // op: Add, Sub, Not, Xor, And, Arrow, Tilde
  [Kind.BinaryExpr]: columns('X', 'Y'),
  [Kind.KeyValueExpr]: columns('Key', 'Value'),
  [Kind.Ellipsis]: columns('Elt'), // a variadic parameter's type, or (without Elt) the length in [...]T
  [Kind.ArrayType]: columns('Len', 'Elt'), // a slice type where Len is 0
  [Kind.StructType]: columns('Fields'),
  [Kind.FuncType]: columns('TypeParams', 'Params', 'Results'), // FieldLists
  [Kind.InterfaceType]: columns('Methods'), // FieldList; a method is a Field with a FuncType
  [Kind.MapType]: columns('Key', 'Value'),
  [Kind.ChanType]: columns('Value'), // op: Both, SendOnly, RecvOnly
  [Kind.Field]: columns('Names:list', 'Type', 'Tag'),
  [Kind.FieldList]: columns('List:list'),
  [Kind.BadStmt]: none,
  [Kind.DeclStmt]: columns('Decl'),
  [Kind.EmptyStmt]: none, // op: Implicit
  [Kind.LabeledStmt]: columns('Label', 'Stmt'),
  [Kind.ExprStmt]: columns('X'),
  [Kind.SendStmt]: columns('Chan', 'Value'),
  [Kind.IncDecStmt]: columns('X'), // op: Inc, Dec
  [Kind.AssignStmt]: columns('Lhs:list', 'Rhs:list'), // op: Assign, Define, AddAssign …
  [Kind.GoStmt]: columns('Call'),
  [Kind.DeferStmt]: columns('Call'),
  [Kind.ReturnStmt]: columns('Results:list'),
  [Kind.BranchStmt]: columns('Label'), // op: Break, Continue, Goto, Fallthrough
  [Kind.BlockStmt]: columns('List:list'),
  [Kind.IfStmt]: columns('Init', 'Cond', 'Body', 'Else'),
  [Kind.CaseClause]: columns('List:list', 'Body:list'), // op: Default
  [Kind.SwitchStmt]: columns('Init', 'Tag', 'Body'),
  [Kind.TypeSwitchStmt]: columns('Init', 'Assign', 'Body'), // Assign: x := y.(type) or an ExprStmt of y.(type)
  [Kind.CommClause]: columns('Comm', 'Body:list'), // op: Default
  [Kind.SelectStmt]: columns('Body'),
  [Kind.ForStmt]: columns('Init', 'Cond', 'Post', 'Body'),
  [Kind.RangeStmt]: columns('Key', 'Value', 'X', 'Body'), // op: None, Assign, Define
  [Kind.BadDecl]: none,
  [Kind.ImportSpec]: columns('Name', 'Path'),
  [Kind.ValueSpec]: columns('Names:list', 'Type', 'Values:list'),
  [Kind.TypeSpec]: columns('Name', 'TypeParams', 'Type'), // op: Alias
  [Kind.GenDecl]: columns('Specs:list'), // op: Import, Const, Type, Var
  [Kind.FuncDecl]: columns('Recv', 'Name', 'Type', 'Body'), // Body is 0 when absent or skipped
};
