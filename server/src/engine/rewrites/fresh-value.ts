/**
 * Rewrite for a decoder that adds to the maps of a copy: the value it decodes into starts empty instead. `cfg := defaults`
 * becomes `var cfg Config`. What the copied value held is gone; where it is meant to show through, its maps are cloned
 * instead (`clone-fields.ts`), which comes first.
 */
import type { SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { Kind, Op, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import { isRepeatable, operandOf } from './expressions.js';
import { nodeText, placeOf, replace, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { singleAssignment } from './single-assignment.js';
import { typeText } from './type-text.js';

/** At the value of `cfg := defaults`. */
export function freshValueFixes(pass: Pass, decl: Decl, value: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const single = place && singleAssignment(place, value);
  if (!single || place.ast.kind[single.target] !== Kind.Ident) return [];
  const { statement, target } = single;
  if (place.ast.kind[statement] !== Kind.AssignStmt || place.ast.op[statement] !== Op.Define) return [];
  if (!isUsedElsewhere(place, value)) return [];
  const type = typeText(place, statement, place.info.writtenTypeOf(value));
  const name = nodeText(place, target);
  if (type === undefined || name === '_') return [];
  const edits = [replace(place, statement, `var ${name} ${type}`)];
  return [quickFix(pass, { title: `Decode into a new ${type}`, edits, applicability: 'unsafe' })];
}

/** Whether what was copied is still in use without the copy, as the compiler asks of variables and imports. */
function isUsedElsewhere(place: Place, value: Node): boolean {
  const { ast, info, decl } = place;
  let root = operandOf(place, value);
  if (!isRepeatable(place, root)) return false;
  while (ast.kind[root] !== Kind.Ident) {
    if (ast.kind[root] === Kind.IndexExpr) return false;
    root = ast.a[root]!;
    if (root === 0) return false;
  }
  const object = info.objectOf(root);
  if (object?.kind !== 'var') return false;
  if (object.role === 'package' || object.param !== undefined) return true;
  const parents = parentsOf(ast);
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || ident === root || info.objectOf(ident) !== object) continue;
    const parent = ast.kind[parents[ident]!];
    if (parent !== Kind.AssignStmt && parent !== Kind.RangeStmt && parent !== Kind.ValueSpec) return true;
  }
  return false;
}
