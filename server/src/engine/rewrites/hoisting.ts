/** Names for values: a statement before the one that an expression stands in, where it is evaluated at once. */
import { Kind, Op, type Node } from '../syntax/ast.js';
import { parentsOf, someBelow } from '../syntax/walk.js';
import type { Place } from './place.js';
import { isWithin } from './scopes.js';
import { standsAlone, statementAround } from './statements.js';

/**
 * The statement before which the expression can be evaluated just as well: simple, on lines of its own, with nothing in
 * it that decides whether the expression is evaluated at all.
 */
export function hoistingPoint(place: Place, node: Node): Node | undefined {
  const { ast } = place;
  const statement = statementAround(place, node);
  if (!statement || !isSimple(ast.kind[statement.node]!) || !standsAlone(place, statement.node)) return undefined;
  const parents = parentsOf(ast);
  for (let at = node; at !== statement.node; at = parents[at]!) {
    const parent = parents[at]!;
    const isLogic = ast.op[parent] === Op.LAnd || ast.op[parent] === Op.LOr;
    if (ast.kind[parent] === Kind.BinaryExpr && isLogic && ast.b[parent] === at) return undefined;
  }
  return usesOwnNames(place, node, statement.node) ? undefined : statement.node;
}

/** `var (m = f(); p = &m)`: what the expression uses is not known before the statement. */
function usesOwnNames(place: Place, node: Node, statement: Node): boolean {
  const { ast, info, decl } = place;
  return someBelow(ast, node, (at) => {
    const origin = ast.kind[at] === Kind.Ident ? info.objectOf(at)?.origin : undefined;
    if (origin?.decl !== decl) return false;
    return isWithin(place, origin.node, statement) && !isWithin(place, origin.node, node);
  });
}

function isSimple(kind: Kind): boolean {
  switch (kind) {
    case Kind.ExprStmt:
    case Kind.AssignStmt:
    case Kind.DeclStmt:
    case Kind.ReturnStmt:
    case Kind.SendStmt:
    case Kind.GoStmt:
    case Kind.DeferStmt:
      return true;
    default:
      return false;
  }
}
