/**
 * Rewrite for a decoder that adds to the maps of a copy: the value it decodes into starts empty instead. `cfg := defaults`
 * becomes `var cfg Config`. What the copied value held is gone; where it is meant to show through, its maps are cloned
 * instead (`clone-fields.ts`), which comes first.
 */
import type { SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { Kind, Op, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { nodeText, placeOf, quickFix, replace } from './place.js';
import { singleAssignment } from './single-assignment.js';
import { typeText } from './type-text.js';

/** At the value of `cfg := defaults`. */
export function freshValueFixes(pass: Pass, decl: Decl, value: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const single = place && singleAssignment(place, value);
  if (!single || place.ast.kind[single.target] !== Kind.Ident) return [];
  const { statement, target } = single;
  if (place.ast.kind[statement] !== Kind.AssignStmt || place.ast.op[statement] !== Op.Define) return [];
  const type = typeText(place, statement, place.info.writtenTypeOf(value));
  const name = nodeText(place, target);
  if (type === undefined || name === '_') return [];
  const edits = [replace(place, statement, `var ${name} ${type}`)];
  return [quickFix(pass, { title: `Decode into a new ${type}`, edits, applicability: 'unsafe' })];
}
