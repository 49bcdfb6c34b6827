/**
 * The one syntax tree of the engine: go/ast's node kinds, ranges and meaning, in typed arrays.
 *
 * Both front ends produce it: `buffer/` lowers tree-sitter's trees of open buffers, `batch/` parses files on disk.
 * A node is a row number in the columns of an `Ast`; 0 is "no node". Columns `a` to `d` hold what `schema.ts` says for
 * the kind: a node, a list (an index into `lists`) or a name. Positions are UTF-16 offsets relative to the start of
 * the declaration the node belongs to, so that an edit elsewhere in the file moves nothing.
 *
 * Invariant: an `Ast` never changes once it is built, and knows nothing of files, tree-sitter or absolute positions.
 */

/** A row of an `Ast`; 0 is no node. */
export type Node = number;

/** A list of nodes: an index into `Ast.lists`, where the count stands, followed by the nodes; 0 is the empty list. */
export type NodeList = number;

/** go/ast's node kinds. `File` is not one: a file is a `SourceFile` of declarations. */
export const enum Kind {
  None = 0,
  // Expressions and types.
  BadExpr,
  Ident,
  BasicLit,
  CompositeLit,
  FuncLit,
  ParenExpr,
  SelectorExpr,
  IndexExpr,
  IndexListExpr,
  SliceExpr,
  TypeAssertExpr,
  CallExpr,
  StarExpr,
  UnaryExpr,
  BinaryExpr,
  KeyValueExpr,
  Ellipsis,
  ArrayType,
  StructType,
  FuncType,
  InterfaceType,
  MapType,
  ChanType,
  Field,
  FieldList,
  // Statements.
  BadStmt,
  DeclStmt,
  EmptyStmt,
  LabeledStmt,
  ExprStmt,
  SendStmt,
  IncDecStmt,
  AssignStmt,
  GoStmt,
  DeferStmt,
  ReturnStmt,
  BranchStmt,
  BlockStmt,
  IfStmt,
  CaseClause,
  SwitchStmt,
  TypeSwitchStmt,
  CommClause,
  SelectStmt,
  ForStmt,
  RangeStmt,
  // Declarations.
  BadDecl,
  ImportSpec,
  ValueSpec,
  TypeSpec,
  GenDecl,
  FuncDecl,
}

/** Operators, assignment tokens and keywords that nodes carry in `op`: go/token's, and literal kinds. */
export const enum Op {
  None = 0,
  // Literal kinds (BasicLit).
  Int,
  Float,
  Imag,
  Char,
  String,
  // Operators (UnaryExpr, BinaryExpr).
  Add,
  Sub,
  Mul,
  Quo,
  Rem,
  And,
  Or,
  Xor,
  Shl,
  Shr,
  AndNot,
  LAnd,
  LOr,
  Arrow,
  Eql,
  Neq,
  Lss,
  Leq,
  Gtr,
  Geq,
  Not,
  Tilde,
  // Inc/dec and assignment (IncDecStmt, AssignStmt, RangeStmt: None, Assign or Define).
  Inc,
  Dec,
  Assign,
  Define,
  AddAssign,
  SubAssign,
  MulAssign,
  QuoAssign,
  RemAssign,
  AndAssign,
  OrAssign,
  XorAssign,
  ShlAssign,
  ShrAssign,
  AndNotAssign,
  // BranchStmt.
  Break,
  Continue,
  Goto,
  Fallthrough,
  // GenDecl.
  Import,
  Const,
  Type,
  Var,
  // ChanType: direction.
  Both,
  SendOnly,
  RecvOnly,
  // Flags.
  /** CallExpr with `...` after the last argument. */
  Variadic,
  /** SliceExpr with two colons. */
  Slice3,
  /** TypeSpec with `=`. */
  Alias,
  /** EmptyStmt without a semicolon in the source (before a closing brace). */
  Implicit,
  /** CaseClause or CommClause that is `default`. */
  Default,
}

/**
 * The nodes of one or several declarations. A declaration's nodes are contiguous; its root is a FuncDecl, GenDecl or
 * BadDecl. Children may stand before or after their parents: use the columns, not the order.
 */
export interface Ast {
  /** Rows in use, the unused row 0 included. */
  readonly count: number;
  readonly kind: Uint8Array;
  /** An `Op`, `Op.None` where the kind has none. */
  readonly op: Uint8Array;
  /** First UTF-16 unit of the node, relative to its declaration's start. */
  readonly start: Int32Array;
  /** One past the node's last UTF-16 unit, relative likewise. */
  readonly end: Int32Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly d: Int32Array;
  readonly lists: Int32Array;
}

/** The nodes of a list, as a view (not a copy). */
export function nodesOf(ast: Ast, list: NodeList): Int32Array {
  return ast.lists.subarray(list + 1, list + 1 + ast.lists[list]!);
}

/** How many nodes a list has. */
export function lengthOf(ast: Ast, list: NodeList): number {
  return ast.lists[list]!;
}
