/**
 * Rewrites that end the sharing of a map where an expression hands it on, whatever it is handed to: stored
 * (`s.labels = maps.Clone(labels)`), returned, passed, put into a context.
 *
 * One level by default, since that is what most maps have. Where the elements are slices, all the way down is offered
 * besides; where they are maps, it is the only thing that ends the sharing.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { shortText } from '../rules/pass.js';
import type { Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { holdsMap, isMap, underlying, type Type } from '../types/index.js';
import { copyLoop, hasMapsPackage, madeLike } from './copy-map.js';
import { calledOn, isRepeatable, operandOf, primaryText } from './expressions.js';
import { hoistingPoint } from './hoisting.js';
import { importing } from './imports.js';
import { ownCloner } from './own-cloner.js';
import { ownCopy, ownParts, sharesParts } from './own-parts.js';
import { declaring, nodeText, placeOf, replace, surround, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { freeName } from './scopes.js';
import { singleAssignment } from './single-assignment.js';
import { linesAfter, linesBefore } from './statements.js';

export interface CloneRequest {
  readonly decl: Decl;
  /** The expression, of a map type. */
  readonly node: Node;
  /** What happens to the clone, as the title starts: `Keep a clone of`, `Return a clone of`. */
  readonly verb: string;
  /** The finding is about what the map's elements hold: only all the way down will do. */
  readonly deep?: boolean;
}

/** Stored by a constructor or setter: `s.m = m`, `&T{m: m}`. */
export function keepCloneFixes(pass: Pass, decl: Decl, node: Node): readonly SuggestedFix[] {
  return cloneValueFixes(pass, { decl, node, verb: 'Keep a clone of' });
}

/** Returned: `return s.m`. A lock that is held there, or released by `defer`, is held while the clone is made. */
export function returnCloneFixes(pass: Pass, decl: Decl, node: Node): readonly SuggestedFix[] {
  return cloneValueFixes(pass, { decl, node, verb: 'Return a clone of' });
}

/** Passed to a function that writes or keeps it. */
export function passCloneFixes(pass: Pass, decl: Decl, node: Node): readonly SuggestedFix[] {
  return cloneValueFixes(pass, { decl, node, verb: 'Pass a clone of' });
}

/** An element that `append` puts into a list. */
export function appendCloneFixes(pass: Pass, decl: Decl, node: Node): readonly SuggestedFix[] {
  return cloneValueFixes(pass, { decl, node, verb: 'Append a clone of' });
}

/** The value of `context.WithValue`. */
export function contextCloneFixes(pass: Pass, decl: Decl, node: Node): readonly SuggestedFix[] {
  return cloneValueFixes(pass, { decl, node, verb: 'Put into the context a clone of' });
}

/** One that is about to be written through another name: `m := cache.Labels()`. */
export function borrowedCloneFixes(pass: Pass, decl: Decl, node: Node): readonly SuggestedFix[] {
  return cloneValueFixes(pass, { decl, node, verb: 'Write to a clone of' });
}

export function cloneValueFixes(pass: Pass, request: CloneRequest): readonly SuggestedFix[] {
  const place = placeOf(pass, request.decl);
  if (!place) return [];
  const node = operandOf(place, request.node);
  const type = place.info.typeOf(node);
  if (!isMap(type)) return [];
  const name = shortText({ decl: place.decl, node });
  const shape = { applicability: 'unsafe' } as const;
  const method = ownCloner(pass, type);
  if (method !== undefined) {
    const edits = calledOn(place, node, method);
    return [quickFix(pass, { ...shape, title: `${request.verb} ${name}, by ${method}`, edits, preferred: true })];
  }
  const down = holdsShared(pass, type) ? allTheWay(place, node, type) : undefined;
  const deep = request.deep === true || (down !== undefined && sharesInnerMaps(type));
  const fixes: SuggestedFix[] = [];
  const flat = deep ? undefined : (shallow(place, node) ?? looped(place, node));
  if (flat) fixes.push(quickFix(pass, { ...shape, title: `${request.verb} ${name}`, edits: flat, preferred: true }));
  if (down) {
    const title = `${request.verb} ${name}, with all that it holds`;
    fixes.push(quickFix(pass, { ...shape, title, edits: down, preferred: deep }));
  }
  return fixes;
}

/** Whether the elements are, or hold, maps or slices. */
function holdsShared(pass: Pass, type: Type): boolean {
  const under = underlying(type);
  return under.kind === 'map' && sharesParts(pass, under.elem);
}

/** Whether the elements are, or hold, maps: a clone of one level would share them. */
export function sharesInnerMaps(type: Type): boolean {
  const under = underlying(type);
  return under.kind === 'map' && (isMap(under.elem) || holdsMap(under.elem));
}

function shallow(place: Place, node: Node): readonly FileEdit[] | undefined {
  if (!hasMapsPackage(place)) return undefined;
  const { name: maps, edits } = importing(place, 'maps', [node]);
  return [...surround(place, node, `${maps}.Clone(`, ')'), ...edits];
}

/** Before Go 1.21: the entries are copied by a loop before the statement. */
function looped(place: Place, node: Node): readonly FileEdit[] | undefined {
  const statement = hoistingPoint(place, node);
  if (statement === undefined || !isRepeatable(place, node)) return undefined;
  const text = nodeText(place, node);
  const made = madeLike(place, statement, place.info.writtenTypeOf(node), text);
  if (made === undefined) return undefined;
  const name = freeName(place, ['copied', 'clone']);
  const lines = [`${name} := ${made}`, ...copyLoop(name, text)];
  return [declaring(linesBefore(place, statement, lines), name), replace(place, node, name)];
}

/** Before Go 1.21: the same by loops before the statement. */
export function copiedBefore(place: Place, node: Node, type: Type): readonly FileEdit[] | undefined {
  const statement = hoistingPoint(place, node);
  if (statement === undefined || !isRepeatable(place, node)) return undefined;
  const name = freeName(place, ['copied', 'clone']);
  const copy = ownCopy(place, node, name, nodeText(place, node), type);
  if (!copy) return undefined;
  const above = declaring(linesBefore(place, statement, copy.lines), ...copy.declares);
  return [above, replace(place, node, name), ...copy.edits];
}

/** The clone, and lines that give it elements of its own. */
export function allTheWay(place: Place, node: Node, type: Type): readonly FileEdit[] | undefined {
  const clone = shallow(place, node);
  if (!clone) return copiedBefore(place, node, type);
  const single = singleAssignment(place, node);
  const target = single && primaryText(place, single.target);
  if (single && target !== undefined && target !== '_' && isRepeatable(place, single.target)) {
    const parts = ownParts(place, node, target, type, true);
    return parts && [...clone, linesAfter(place, single.statement, parts.lines), ...parts.edits];
  }
  const statement = hoistingPoint(place, node);
  if (statement === undefined) return undefined;
  const name = freeName(place, ['copied', 'clone']);
  const parts = ownParts(place, node, name, type, true);
  const { name: maps, edits } = importing(place, 'maps', [node]);
  if (!parts) return undefined;
  const lines = [`${name} := ${maps}.Clone(${nodeText(place, node)})`, ...parts.lines];
  const above = declaring(linesBefore(place, statement, lines), name);
  return [above, replace(place, node, name), ...parts.edits, ...edits];
}
