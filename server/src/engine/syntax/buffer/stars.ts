/**
 * Postfix forms bind tighter than stars in front, which the grammar forgets where a conversion or a type is involved: of
 * `*(*T)(p).f` it makes a selection from `*(*T)(p)`. A star without parentheses that is the operand of such a form goes
 * around it.
 */
import type { Node } from '../ast.js';
import { Kind } from '../ast.js';
import type { Lowering } from './lowering.js';

/**
 * @param end where the form ends
 * @param form makes it of its operand and start
 */
export function underStars(l: Lowering, operand: Node, end: number, form: (x: Node, start: number) => Node): Node {
  const { out } = l;
  if (out.kind[operand] !== Kind.StarExpr) return form(operand, out.start[operand]!);
  let star = operand;
  for (;;) {
    out.end[star] = end;
    const x = out.a[star]!;
    if (out.kind[x] !== Kind.StarExpr) break;
    star = x;
  }
  const x = out.a[star]!;
  out.a[star] = form(x, out.start[x]!);
  return operand;
}
