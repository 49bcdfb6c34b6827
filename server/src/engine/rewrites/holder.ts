/**
 * The value that a mutex is a part of, by its text (`s` of `s.mu`): whether there is one where the lock is taken, and
 * whether others get it while the lock is held, who may come back for the lock.
 */
import { Kind, Op, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { parentsOf, someBelow } from '../syntax/walk.js';
import { underlying } from '../types/index.js';
import { nodeText, type Place } from './place.js';

/** Of `s.cache.mu.Lock()`: `s.cache`; empty for a mutex that is a variable. */
export function holderOf(lock: string): string {
  return lock.split('.').slice(0, -2).join('.');
}

/** Whether the statements ask if the value is nil, or come to the accesses only if something else holds. */
export function mayBeNil(
  place: Place,
  statements: readonly Node[],
  accesses: readonly Node[],
  holder: string,
): boolean {
  if (holder === '') return false;
  const { ast } = place;
  const isHolder = (node: Node): boolean => `${holder}.`.startsWith(`${nodeText(place, node)}.`);
  const isNil = (node: Node): boolean => ast.kind[node] === Kind.Ident && textOf(ast.a[node]!) === 'nil';
  const compares = (node: Node): boolean => {
    if (ast.kind[node] !== Kind.BinaryExpr || (ast.op[node] !== Op.Eql && ast.op[node] !== Op.Neq)) return false;
    const [x, y] = [ast.a[node]!, ast.b[node]!];
    return (isNil(y) && isHolder(x)) || (isNil(x) && isHolder(y));
  };
  return (
    statements.some((statement) => someBelow(ast, statement, compares)) ||
    accesses.some((access) => isConditional(place, statements, access, holder))
  );
}

/** `ok && x.m[k] > 0`: nobody knows what `x` is if not `ok`; a receiver is there, and so is what was selected from. */
function isConditional(place: Place, statements: readonly Node[], access: Node, holder: string): boolean {
  const { ast, info } = place;
  const isSelected = (node: Node): boolean =>
    ast.kind[node] === Kind.SelectorExpr && nodeText(place, ast.a[node]!) === holder;
  const isPointer = someBelow(
    ast,
    access,
    (node) => isSelected(node) && underlying(info.typeOf(ast.a[node]!)).kind === 'pointer',
  );
  if (!isPointer || holder === receiverName(place)) return false;
  const parents = parentsOf(ast);
  for (let at = access; at !== 0 && !statements.includes(at); at = parents[at]!) {
    const parent = parents[at]!;
    const isLogic = ast.op[parent] === Op.LAnd || ast.op[parent] === Op.LOr;
    if (ast.kind[parent] === Kind.BinaryExpr && isLogic && ast.b[parent] === at)
      return !someBelow(ast, ast.a[parent]!, isSelected);
  }
  return false;
}

function receiverName({ decl, pass }: Place): string | undefined {
  return pass.pkg.funcOf(decl)?.type.recv?.name;
}

/** Whether the value itself is passed on, put into another one, or assigned in the statements. */
export function givesAway(place: Place, statements: readonly Node[], holder: string): boolean {
  if (holder === '') return false;
  const { ast } = place;
  const [root] = holder.split('.');
  const parents = parentsOf(ast);
  const gives = (node: Node): boolean => {
    if (ast.kind[node] !== Kind.Ident || textOf(ast.a[node]!) !== root) return false;
    const parent = parents[node]!;
    if (ast.kind[parent] === Kind.KeyValueExpr) return ast.b[parent] === node;
    return ast.kind[parent] !== Kind.SelectorExpr && ast.kind[parent] !== Kind.BinaryExpr;
  };
  return statements.some((statement) => someBelow(ast, statement, gives));
}
