/** Prints trees as text, one node a line: for tests, and for people who want to see what the parser made of a file. */
import type { Ast, Node } from './ast.js';
import { Kind, Op } from './ast.js';
import { textOf } from './names.js';
import { schema } from './schema.js';
import type { SourceFile } from './source-file.js';

/** One line of a printed tree. Offsets are relative to the declaration. */
export interface PrintedNode {
  readonly depth: number;
  /** The field of the parent that the node is in; empty for the root. */
  readonly field: string;
  readonly kind: string;
  /** The operator or flag; empty where there is none. */
  readonly op: string;
  readonly start: number;
  readonly end: number;
  /** An identifier's spelling. */
  readonly name: string;
}

/** The node and everything below it, parents first. */
export function* printedNodes(ast: Ast, root: Node): Generator<PrintedNode, void, void> {
  const pending: { readonly node: Node; readonly depth: number; readonly field: string }[] = [];
  if (root !== 0) pending.push({ node: root, depth: 0, field: '' });
  while (pending.length > 0) {
    const { node, depth, field } = pending.pop()!;
    const kind = ast.kind[node] as Kind;
    const name = kind === Kind.Ident ? textOf(ast.a[node]!) : '';
    yield {
      depth,
      field,
      kind: kindNames[kind],
      op: opNames[ast.op[node] as Op],
      start: ast.start[node]!,
      end: ast.end[node]!,
      name,
    };
    const columns = schema[kind];
    for (let i = columns.length - 1; i >= 0; i--) {
      const { field: child, type } = columns[i]!;
      const value = [ast.a, ast.b, ast.c, ast.d][i]![node]!;
      if (value === 0 || type === 'name') continue;
      if (type === 'node') pending.push({ node: value, depth: depth + 1, field: child });
      else {
        for (let k = ast.lists[value]!; k >= 1; k--) {
          pending.push({ node: ast.lists[value + k]!, depth: depth + 1, field: child });
        }
      }
    }
  }
}

/** A tree, indented; `shift` is added to offsets. */
export function printTree(ast: Ast, root: Node, shift = 0): string {
  let text = '';
  for (const { depth, field, kind, op, start, end, name } of printedNodes(ast, root)) {
    const label = field === '' ? '' : `${field}: `;
    const details = `${op === '' ? '' : ` ${op}`}${name === '' ? '' : ` ${name}`}`;
    text += `${'  '.repeat(depth)}${label}${kind}${details} ${start + shift}-${end + shift}\n`;
  }
  return text;
}

/** A file's declarations with offsets in the file, and its package. */
export function printFile(file: SourceFile): string {
  let text = `package ${file.packageName} ${file.packageEnd}\n`;
  file.decls.forEach((decl, i) => {
    const shift = file.starts[i]!;
    text += printTree(decl.ast, decl.root, shift);
    const { comments } = decl;
    for (let k = 0; k < comments.length; k += 2) {
      text += `comment ${comments[k]! + shift}-${comments[k + 1]! + shift}\n`;
    }
    if (decl.damaged) text += 'damaged\n';
  });
  return text;
}

const kindNames: Readonly<Record<Kind, string>> = {
  [Kind.None]: 'None',
  [Kind.BadExpr]: 'BadExpr',
  [Kind.Ident]: 'Ident',
  [Kind.BasicLit]: 'BasicLit',
  [Kind.CompositeLit]: 'CompositeLit',
  [Kind.FuncLit]: 'FuncLit',
  [Kind.ParenExpr]: 'ParenExpr',
  [Kind.SelectorExpr]: 'SelectorExpr',
  [Kind.IndexExpr]: 'IndexExpr',
  [Kind.IndexListExpr]: 'IndexListExpr',
  [Kind.SliceExpr]: 'SliceExpr',
  [Kind.TypeAssertExpr]: 'TypeAssertExpr',
  [Kind.CallExpr]: 'CallExpr',
  [Kind.StarExpr]: 'StarExpr',
  [Kind.UnaryExpr]: 'UnaryExpr',
  [Kind.BinaryExpr]: 'BinaryExpr',
  [Kind.KeyValueExpr]: 'KeyValueExpr',
  [Kind.Ellipsis]: 'Ellipsis',
  [Kind.ArrayType]: 'ArrayType',
  [Kind.StructType]: 'StructType',
  [Kind.FuncType]: 'FuncType',
  [Kind.InterfaceType]: 'InterfaceType',
  [Kind.MapType]: 'MapType',
  [Kind.ChanType]: 'ChanType',
  [Kind.Field]: 'Field',
  [Kind.FieldList]: 'FieldList',
  [Kind.BadStmt]: 'BadStmt',
  [Kind.DeclStmt]: 'DeclStmt',
  [Kind.EmptyStmt]: 'EmptyStmt',
  [Kind.LabeledStmt]: 'LabeledStmt',
  [Kind.ExprStmt]: 'ExprStmt',
  [Kind.SendStmt]: 'SendStmt',
  [Kind.IncDecStmt]: 'IncDecStmt',
  [Kind.AssignStmt]: 'AssignStmt',
  [Kind.GoStmt]: 'GoStmt',
  [Kind.DeferStmt]: 'DeferStmt',
  [Kind.ReturnStmt]: 'ReturnStmt',
  [Kind.BranchStmt]: 'BranchStmt',
  [Kind.BlockStmt]: 'BlockStmt',
  [Kind.IfStmt]: 'IfStmt',
  [Kind.CaseClause]: 'CaseClause',
  [Kind.SwitchStmt]: 'SwitchStmt',
  [Kind.TypeSwitchStmt]: 'TypeSwitchStmt',
  [Kind.CommClause]: 'CommClause',
  [Kind.SelectStmt]: 'SelectStmt',
  [Kind.ForStmt]: 'ForStmt',
  [Kind.RangeStmt]: 'RangeStmt',
  [Kind.BadDecl]: 'BadDecl',
  [Kind.ImportSpec]: 'ImportSpec',
  [Kind.ValueSpec]: 'ValueSpec',
  [Kind.TypeSpec]: 'TypeSpec',
  [Kind.GenDecl]: 'GenDecl',
  [Kind.FuncDecl]: 'FuncDecl',
};

const opNames: Readonly<Record<Op, string>> = {
  [Op.None]: '',
  [Op.Int]: 'int',
  [Op.Float]: 'float',
  [Op.Imag]: 'imag',
  [Op.Char]: 'char',
  [Op.String]: 'string',
  [Op.Add]: '+',
  [Op.Sub]: '-',
  [Op.Mul]: '*',
  [Op.Quo]: '/',
  [Op.Rem]: '%',
  [Op.And]: '&',
  [Op.Or]: '|',
  [Op.Xor]: '^',
  [Op.Shl]: '<<',
  [Op.Shr]: '>>',
  [Op.AndNot]: '&^',
  [Op.LAnd]: '&&',
  [Op.LOr]: '||',
  [Op.Arrow]: '<-',
  [Op.Eql]: '==',
  [Op.Neq]: '!=',
  [Op.Lss]: '<',
  [Op.Leq]: '<=',
  [Op.Gtr]: '>',
  [Op.Geq]: '>=',
  [Op.Not]: '!',
  [Op.Tilde]: '~',
  [Op.Inc]: '++',
  [Op.Dec]: '--',
  [Op.Assign]: '=',
  [Op.Define]: ':=',
  [Op.AddAssign]: '+=',
  [Op.SubAssign]: '-=',
  [Op.MulAssign]: '*=',
  [Op.QuoAssign]: '/=',
  [Op.RemAssign]: '%=',
  [Op.AndAssign]: '&=',
  [Op.OrAssign]: '|=',
  [Op.XorAssign]: '^=',
  [Op.ShlAssign]: '<<=',
  [Op.ShrAssign]: '>>=',
  [Op.AndNotAssign]: '&^=',
  [Op.Break]: 'break',
  [Op.Continue]: 'continue',
  [Op.Goto]: 'goto',
  [Op.Fallthrough]: 'fallthrough',
  [Op.Import]: 'import',
  [Op.Const]: 'const',
  [Op.Type]: 'type',
  [Op.Var]: 'var',
  [Op.Both]: 'both',
  [Op.SendOnly]: 'sendonly',
  [Op.RecvOnly]: 'recvonly',
  [Op.Variadic]: 'variadic',
  [Op.Slice3]: 'slice3',
  [Op.Alias]: 'alias',
  [Op.Implicit]: 'implicit',
  [Op.Default]: 'default',
};
