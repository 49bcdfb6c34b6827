/** Expressions: what is copied by them, and whether their text can be used again. */
import type { FileEdit } from '../diagnostic.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { nodeText, surround, type Place } from './place.js';

/** What is copied, without conversions and parentheses around it. */
export function operandOf({ ast, info }: Pick<Place, 'ast' | 'info'>, node: Node): Node {
  for (;;) {
    const [argument] = ast.kind[node] === Kind.CallExpr ? nodesOf(ast, ast.b[node]!) : [];
    if (ast.kind[node] === Kind.ParenExpr) node = ast.a[node]!;
    else if (argument !== undefined && info.modeOf(ast.a[node]!) === 'type') node = argument;
    else return node;
  }
}

/** The text of an expression before an index or selector: `(*list)` for `*list`. */
export function primaryText(place: Place, node: Node): string {
  const text = nodeText(place, node);
  return binds(place, node) ? `(${text})` : text;
}

/** `x.Clone()` for `x`, in parentheses where the call would bind tighter. */
export function calledOn(place: Place, node: Node, method: string): readonly FileEdit[] {
  return binds(place, node) ? surround(place, node, '(', `).${method}()`) : surround(place, node, '', `.${method}()`);
}

/** Whether the expression's operator would take only a part of it with what follows. */
function binds({ ast }: Place, node: Node): boolean {
  const kind = ast.kind[node];
  return kind === Kind.StarExpr || kind === Kind.UnaryExpr || kind === Kind.BinaryExpr;
}

/** Whether evaluating the expression again changes nothing: names, fields, elements at constant or named indices. */
export function isRepeatable({ ast }: Place, root: Node): boolean {
  let repeatable = true;
  walk(ast, root, (node) => {
    switch (ast.kind[node]) {
      case Kind.Ident:
      case Kind.BasicLit:
      case Kind.ParenExpr:
      case Kind.SelectorExpr:
      case Kind.IndexExpr:
      case Kind.StarExpr:
      case Kind.BinaryExpr:
        return;
      default:
        repeatable = false;
    }
  });
  return repeatable;
}
