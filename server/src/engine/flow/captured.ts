/** What becomes of a captured variable when the function literal is done with it. Works on syntax. */
import { Kind, type Node } from '../syntax/ast.js';
import { nameOf } from '../syntax/names.js';
import { parentsOf } from '../syntax/walk.js';
import type { Var } from '../types/types.js';
import type { FuncIR } from './ir.js';

const memo = new WeakMap<FuncIR, Map<Var, boolean>>();

/**
 * Whether the functions around a literal use the variable behind it, or come to the literal again with the same variable:
 * not so for one that each iteration has to itself, as the cases of a table of tests.
 */
export function isUsedAfterwards(literal: FuncIR, variable: Var): boolean {
  let known = memo.get(literal);
  if (!known) memo.set(literal, (known = new Map<Var, boolean>()));
  let answer = known.get(variable);
  if (answer === undefined) known.set(variable, (answer = findUse(literal, variable)));
  return answer;
}

function findUse({ decl, info, node: literal }: FuncIR, variable: Var): boolean {
  const { ast, first, last } = decl;
  const declared = variable.origin?.decl === decl ? variable.origin.node : 0;
  if (!declared || comesAgain(decl.ast, literal, declared)) return true;
  const name = nameOf(variable.name);
  for (let node = first; node < last; node++)
    if (ast.kind[node] === Kind.Ident && ast.a[node] === name && ast.start[node]! >= ast.end[literal]!)
      if (info.objectOf(node) === variable) return true;
  return false;
}

/** Whether a loop stands around the literal, and not around the declaration. */
function comesAgain(ast: FuncIR['decl']['ast'], literal: Node, declared: Node): boolean {
  const parents = parentsOf(ast);
  for (let at = parents[literal]!; at; at = parents[at]!) {
    const isLoop = ast.kind[at] === Kind.ForStmt || ast.kind[at] === Kind.RangeStmt;
    const isAround = ast.start[at]! <= ast.start[declared]! && ast.end[declared]! <= ast.end[at]!;
    if (isLoop && !isAround) return true;
  }
  return false;
}
