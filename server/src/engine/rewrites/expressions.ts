/** Expressions: what is copied by them, and whether their text can be used again. */
import type { FileEdit } from '../diagnostic.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { surround, type Place } from './place.js';

/** What is copied, without conversions and parentheses around it. */
export function operandOf({ ast, info }: Pick<Place, 'ast' | 'info'>, node: Node): Node {
  for (;;) {
    const [argument] = ast.kind[node] === Kind.CallExpr ? nodesOf(ast, ast.b[node]!) : [];
    if (ast.kind[node] === Kind.ParenExpr) node = ast.a[node]!;
    else if (argument !== undefined && info.modeOf(ast.a[node]!) === 'type') node = argument;
    else return node;
  }
}

/** `x.Clone()` for `x`, in parentheses where the call would bind tighter. */
export function calledOn(place: Place, node: Node, method: string): readonly FileEdit[] {
  const kind = place.ast.kind[node];
  const binds = kind === Kind.StarExpr || kind === Kind.UnaryExpr || kind === Kind.BinaryExpr;
  return binds ? surround(place, node, '(', `).${method}()`) : surround(place, node, '', `.${method}()`);
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
