/**
 * What a loop waits for in every iteration: `for range workers { <-done }`, `for _, w := range workers { w.wait() }`. Such
 * a loop runs as often as goroutines were started, so that after it all of them have sent.
 *
 * Misses: a loop that receives from some of the goroutines only is taken to wait for all.
 */
import { Kind, Op, nodesOf, type Ast, type Node } from '../syntax/ast.js';

/** The channels, named by variables or fields, that each iteration of the body receives from. */
export function channelsReceived(ast: Ast, body: Node): readonly Node[] {
  return evaluatedIn(ast, body).flatMap((expr) => channelOf(ast, expr));
}

/** The calls that each iteration of the body makes and that may wait for something. */
export function callsMade(ast: Ast, body: Node): readonly Node[] {
  return evaluatedIn(ast, body).filter((expr) => ast.kind[expr] === Kind.CallExpr);
}

/** Expressions of the body's statements that have been evaluated whenever an iteration has come to its end. */
function evaluatedIn(ast: Ast, body: Node): readonly Node[] {
  return [...nodesOf(ast, ast.a[body]!)].flatMap((stmt) => evaluatedBy(ast, stmt));
}

function evaluatedBy(ast: Ast, stmt: Node): readonly Node[] {
  switch (ast.kind[stmt]) {
    case Kind.ExprStmt:
      return [ast.a[stmt]!];
    case Kind.AssignStmt:
      return [...nodesOf(ast, ast.b[stmt]!)];
    case Kind.IfStmt:
      return ast.a[stmt] ? evaluatedBy(ast, ast.a[stmt]!) : [];
    case Kind.SelectStmt:
      return evaluatedBySelect(ast, stmt);
    default:
      return [];
  }
}

/** `select { case err := <-errs: …; case <-ctx.Done(): return }` goes on only when the first has been received. */
function evaluatedBySelect(ast: Ast, select: Node): readonly Node[] {
  const staying = [...nodesOf(ast, ast.a[ast.a[select]!]!)].filter((clause) => {
    const last = nodesOf(ast, ast.b[clause]!).at(-1);
    return last === undefined || ast.kind[last] !== Kind.ReturnStmt;
  });
  const [only] = staying;
  return only !== undefined && staying.length === 1 && ast.a[only] ? evaluatedBy(ast, ast.a[only]!) : [];
}

function channelOf(ast: Ast, expr: Node): readonly Node[] {
  while (ast.kind[expr] === Kind.ParenExpr) expr = ast.a[expr]!;
  if (ast.kind[expr] !== Kind.UnaryExpr || ast.op[expr] !== Op.Arrow) return [];
  const chan = ast.a[expr]!;
  return ast.kind[chan] === Kind.Ident || ast.kind[chan] === Kind.SelectorExpr ? [chan] : [];
}
