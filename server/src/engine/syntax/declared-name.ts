/** What the source calls a declaration: for those who must find it again where lines have moved. */
import { Kind, nodesOf, type Ast, type Node } from './ast.js';
import { textOf } from './names.js';
import type { Decl } from './source-file.js';

/**
 * `sale`, `Config.With` for a method, the first name for the specification of a `type`, `var`, `const` group that holds
 * the offset (relative to the declaration); undefined where nothing is named.
 */
export function declaredName({ ast, root }: Decl, offset: number): string | undefined {
  if (root === 0) return undefined;
  if (ast.kind[root] === Kind.FuncDecl) {
    const name = identText(ast, ast.b[root]!);
    const receiver = receiverName(ast, ast.a[root]!);
    return name === undefined || receiver === undefined ? name : `${receiver}.${name}`;
  }
  if (ast.kind[root] !== Kind.GenDecl) return undefined;
  const spec = nodesOf(ast, ast.a[root]!).find((each) => offset >= ast.start[each]! && offset <= ast.end[each]!);
  if (spec === undefined) return undefined;
  if (ast.kind[spec] === Kind.TypeSpec) return identText(ast, ast.a[spec]!);
  return ast.kind[spec] === Kind.ValueSpec ? identText(ast, nodesOf(ast, ast.a[spec]!)[0] ?? 0) : undefined;
}

/** The base type's name in `(c *Config[T])`. */
function receiverName(ast: Ast, fields: Node): string | undefined {
  const field = fields === 0 ? undefined : nodesOf(ast, ast.a[fields]!)[0];
  if (field === undefined) return undefined;
  let type = ast.b[field]!;
  while (wrappers.has(ast.kind[type]!)) type = ast.a[type]!;
  return identText(ast, type);
}

const wrappers: ReadonlySet<number> = new Set([Kind.StarExpr, Kind.ParenExpr, Kind.IndexExpr, Kind.IndexListExpr]);

function identText(ast: Ast, node: Node): string | undefined {
  return node !== 0 && ast.kind[node] === Kind.Ident ? textOf(ast.a[node]!) : undefined;
}
