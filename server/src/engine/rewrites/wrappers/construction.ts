/** Whether an assignment gives a value its first map, before anybody else can know of it. */
import { Kind, Op, nodesOf, type Node } from '../../syntax/ast.js';
import { textOf } from '../../syntax/names.js';
import { parentsOf } from '../../syntax/walk.js';
import type { Place } from '../place.js';
import { functionAround } from '../statements.js';

/** `x.names = …` where `x := &T{}` stands in the same function; `names = …` in `init`. */
export function madeFresh(place: Place, target: Node): boolean {
  const { ast, info, decl } = place;
  const func = functionAround(place, target);
  if (ast.kind[target] === Kind.Ident)
    return func === decl.root && ast.a[func] === 0 && textOf(ast.a[ast.b[func]!]!) === 'init';
  const base = ast.a[target]!;
  const object = ast.kind[base] === Kind.Ident ? info.objectOf(base) : undefined;
  if (object?.kind !== 'var' || object.role !== 'local' || object.param !== undefined) return false;
  const parents = parentsOf(ast);
  for (let ident = decl.first; ident < decl.last; ident++) {
    const statement = parents[ident]!;
    if (ast.kind[ident] !== Kind.Ident || ast.kind[statement] !== Kind.AssignStmt || info.objectOf(ident) !== object)
      continue;
    const index = nodesOf(ast, ast.a[statement]!).indexOf(ident);
    if (index < 0) continue;
    // Any later assignment of the variable may give it a value that others know.
    if (ast.op[statement] !== Op.Define || functionAround(place, ident) !== func) return false;
    const value = nodesOf(ast, ast.b[statement]!)[index];
    if (value === undefined || !isNew(place, value)) return false;
  }
  return true;
}

/** `T{…}`, `&T{…}`, `new(T)`. */
function isNew(place: Place, value: Node): boolean {
  const { ast, info } = place;
  if (ast.kind[value] === Kind.UnaryExpr && ast.op[value] === Op.And) value = ast.a[value]!;
  if (ast.kind[value] === Kind.CompositeLit) return true;
  if (ast.kind[value] !== Kind.CallExpr) return false;
  const callee = ast.a[value]!;
  return (
    ast.kind[callee] === Kind.Ident && textOf(ast.a[callee]!) === 'new' && info.objectOf(callee)?.kind === 'builtin'
  );
}
