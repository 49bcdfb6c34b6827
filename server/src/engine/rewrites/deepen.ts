/**
 * Rewrites that make a shallow copy deep. What is there stays: after `out := maps.Clone(in)` the elements of `out` are
 * replaced by clones of themselves; in a loop `out[k] = v` the element is cloned on its way.
 */
import type { SuggestedFix } from '../diagnostic.js';
import { shortText, type Pass } from '../rules/pass.js';
import { Kind, Op, lengthOf, nodesOf, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { underlying, unknown } from '../types/index.js';
import { copiedBefore } from './clone-value.js';
import { hasMapsPackage } from './copy-map.js';
import { calledOn, isRepeatable, primaryText } from './expressions.js';
import { importing } from './imports.js';
import { ownCloner } from './own-cloner.js';
import { ownParts } from './own-parts.js';
import { nodeText, placeOf, surround, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { singleAssignment } from './single-assignment.js';
import { linesAfter, linesBefore, standsAlone, statementAround } from './statements.js';

/** At a call that clones one level, whose result is assigned: `out := maps.Clone(in)`. */
export function deepenCloneFixes(pass: Pass, decl: Decl, call: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const single = place && singleAssignment(place, call);
  const { kind } = underlying(place?.info.typeOf(call) ?? unknown);
  if (!single || (kind !== 'map' && kind !== 'slice') || !isRepeatable(place, single.target)) return [];
  return after(place, single.statement, primaryText(place, single.target), call);
}

/** At `maps.Copy(out, in)`: all that is in `out` afterwards, what was there before it too. */
export function deepenCopyFixes(pass: Pass, decl: Decl, call: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const statement = place && statementAround(place, call);
  if (!place || !statement || place.ast.kind[statement.node] !== Kind.ExprStmt) return [];
  const [target] = nodesOf(place.ast, place.ast.b[call]!);
  if (target === undefined || !isRepeatable(place, target) || !standsAlone(place, statement.node)) return [];
  return after(place, statement.node, primaryText(place, target), target);
}

function after(place: Place, statement: Node, name: string, map: Node): readonly SuggestedFix[] {
  const parts = name === '_' ? undefined : ownParts(place, map, name, place.info.typeOf(map), true);
  if (!parts || parts.lines.length === 0) return [];
  const edits = [linesAfter(place, statement, parts.lines), ...parts.edits];
  const title = `Clone what the entries of ${name.replace(/^\((.*)\)$/, '$1')} hold`;
  return [quickFix(place.pass, { title, edits, applicability: 'unsafe', preferred: true })];
}

/** At `out[k] = v`, the body of a copy loop. */
export function deepenElementFixes(pass: Pass, decl: Decl, assignment: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  if (!place || place.ast.kind[assignment] !== Kind.AssignStmt || !standsAlone(place, assignment)) return [];
  const { ast, info } = place;
  if (ast.op[assignment] !== Op.Assign || lengthOf(ast, ast.b[assignment]!) !== 1) return [];
  const value = nodesOf(ast, ast.b[assignment]!)[0]!;
  const type = info.typeOf(value);
  const { kind } = underlying(type);
  const name = shortText({ decl, node: value });
  const shape = { title: `Clone ${name} on the way`, applicability: 'unsafe', preferred: true } as const;
  // A value that is the loop's own can be changed before it is stored.
  if (ast.kind[value] === Kind.Ident && isOfLoop(place, value)) {
    const parts = ownParts(place, value, nodeText(place, value), type, false);
    if (!parts || parts.lines.length === 0) return [];
    const [only, ...others] = parts.lines;
    const assigned = `${nodeText(place, value)} = `;
    if (others.length > 0 || !only!.startsWith(assigned) || !hasMapsPackage(place))
      return [quickFix(pass, { ...shape, edits: [linesBefore(place, assignment, parts.lines), ...parts.edits] })];
  }
  const method = ownCloner(pass, type);
  if (method !== undefined) return [quickFix(pass, { ...shape, edits: calledOn(place, value, method) })];
  if (kind !== 'map' && kind !== 'slice') return [];
  if (!hasMapsPackage(place)) {
    const copied = copiedBefore(place, value, type);
    return copied ? [quickFix(pass, { ...shape, edits: copied })] : [];
  }
  const { name: from, edits } = importing(place, kind === 'map' ? 'maps' : 'slices', [value]);
  return [quickFix(pass, { ...shape, edits: [...surround(place, value, `${from}.Clone(`, ')'), ...edits] })];
}

/** Whether an identifier names a variable that a range clause declares. */
function isOfLoop({ ast, info, decl }: Place, ident: Node): boolean {
  const object = info.objectOf(ident);
  if (object?.kind !== 'var' || object.origin?.decl !== decl) return false;
  for (let node = decl.first; node < decl.last; node++)
    if (ast.kind[node] === Kind.RangeStmt && ast.op[node] === Op.Define && ast.b[node] === object.origin.node)
      return true;
  return false;
}
