/** Prints a `SourceFile` in the lines of the Go program in `goast/`, so that the two can be compared as texts. */
import { Kind, lengthOf } from '../../server/src/engine/syntax/ast.js';
import type { Ast, Node } from '../../server/src/engine/syntax/ast.js';
import { textOf } from '../../server/src/engine/syntax/names.js';
import { schema } from '../../server/src/engine/syntax/schema.js';
import type { SourceFile } from '../../server/src/engine/syntax/source-file.js';

const kindNames =
  `None BadExpr Ident BasicLit CompositeLit FuncLit ParenExpr SelectorExpr IndexExpr IndexListExpr SliceExpr
  TypeAssertExpr CallExpr StarExpr UnaryExpr BinaryExpr KeyValueExpr Ellipsis ArrayType StructType FuncType InterfaceType
  MapType ChanType Field FieldList BadStmt DeclStmt EmptyStmt LabeledStmt ExprStmt SendStmt IncDecStmt AssignStmt GoStmt
  DeferStmt ReturnStmt BranchStmt BlockStmt IfStmt CaseClause SwitchStmt TypeSwitchStmt CommClause SelectStmt ForStmt
  RangeStmt BadDecl ImportSpec ValueSpec TypeSpec GenDecl FuncDecl`.split(/\s+/);

/** go/token's text of each `Op`, and the Go program's word for each flag. */
const opTexts =
  ` INT FLOAT IMAG CHAR STRING + - * / % & | ^ << >> &^ && || <- == != < <= > >= ! ~ ++ -- = := += -= *= /= %=
  &= |= ^= <<= >>= &^= break continue goto fallthrough import const type var both send receive variadic slice3 alias
  implicit default`.split(/\s+/);

/** One line per node, parents first: depth, field, kind, start and end in the file, operator or name. */
export function goastLines(file: SourceFile): string[] {
  const lines: string[] = [];
  file.decls.forEach(({ ast, root }, i) => {
    if (root !== 0) print(lines, ast, root, file.starts[i]!, 0, 'Decl');
  });
  return lines;
}

function print(lines: string[], ast: Ast, root: Node, origin: number, depth: number, field: string): void {
  // A chain of binary operators may be deeper than the stack, so nodes wait in an array.
  const waiting: [Node, number, string][] = [[root, depth, field]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, level, name] = next;
    const kind = ast.kind[node]! as Kind;
    const op = opTexts[ast.op[node]!]!;
    const note = kind === Kind.Ident ? textOf(ast.a[node]!) : op;
    const range = `${ast.start[node]! + origin} ${ast.end[node]! + origin}`;
    lines.push(`${level} ${name} ${kindNames[kind]!} ${range}${note === '' ? '' : ` ${note}`}`);
    const children: [Node, number, string][] = [];
    schema[kind].forEach((column, i) => {
      const value = [ast.a, ast.b, ast.c, ast.d][i]![node]!;
      if (column.type === 'list') {
        for (let k = 1; k <= lengthOf(ast, value); k++) children.push([ast.lists[value + k]!, level + 1, column.field]);
      } else if (column.type === 'node' && value !== 0) {
        children.push([value, level + 1, column.field]);
      }
    });
    waiting.push(...children.reverse());
  }
}
