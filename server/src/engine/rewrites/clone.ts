/**
 * Rewrites that end the sharing of a map at its copy: `b := a` becomes `b := maps.Clone(a)`.
 *
 * `maps.Clone` keeps a nil map nil, so what panicked before still panics and the static type stays; where the copy is
 * written, `make` with `maps.Copy` is offered besides, which is never nil. Before Go 1.21, and where the version is not
 * known, a loop does it. A named type's own `Clone` or `Copy` knows better than `maps` what belongs to a copy. Where the
 * elements are maps, or hold maps, they are cloned too.
 */
import type { SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact } from '../flow/copies.js';
import type { Pass } from '../rules/pass.js';
import { shortText } from '../rules/pass.js';
import { Kind, type Node } from '../syntax/ast.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { allTheWay, sharesInnerMaps } from './clone-value.js';
import { copyLoop, hasMapsPackage, madeLike } from './copy-map.js';
import { importing } from './imports.js';
import { singleAssignment } from './single-assignment.js';
import { linesAfter } from './statements.js';
import { calledOn, isRepeatable, operandOf, primaryText } from './expressions.js';
import { nodeText, placeOf, replace, surround, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { ownCloner } from './own-cloner.js';

/** At `b := a` and its kin. */
export function cloneFixes(pass: Pass, facts: FunctionFacts, copy: CopyFact): readonly SuggestedFix[] {
  const place = placeOf(pass, facts.func.decl);
  if (!place || copy.form === 'range' || copy.source === 0) return [];
  const source = asserted(place, operandOf(place, copy.source));
  // Of several values none can be cloned where they stand.
  if (place.info.isCommaOk(source) || place.info.typeOf(source).kind === 'tuple') return [];
  const name = shortText({ decl: place.decl, node: source });
  const shape = { applicability: 'unsafe', preferred: true } as const;
  const type = place.info.typeOf(source);
  const method = ownCloner(pass, type);
  if (method !== undefined)
    return [
      quickFix(pass, { ...shape, title: `Clone ${name} with ${method}`, edits: calledOn(place, source, method) }),
    ];
  const deep = sharesInnerMaps(type) ? allTheWay(place, source, type) : undefined;
  if (deep) return [quickFix(pass, { ...shape, title: `Clone ${name}, with all that it holds`, edits: deep })];
  if (!hasMapsPackage(place)) return madeFixes(place, copy, source, name, false);
  const { name: maps, edits } = importing(place, 'maps', [source]);
  const clone = [...surround(place, source, `${maps}.Clone(`, ')'), ...edits];
  const flat = quickFix(pass, { ...shape, title: `Clone ${name} with ${maps}.Clone`, edits: clone });
  const isWritten = copy.writes.some(({ via }) => via === 'copy');
  return [flat, ...(isWritten ? madeFixes(place, copy, source, name, true) : [])];
}

/** `x.(map[K]V)`: what is copied is of the type asserted. */
function asserted({ ast }: Place, source: Node): Node {
  const parent = parentsOf(ast)[source]!;
  return ast.kind[parent] === Kind.TypeAssertExpr && ast.a[parent] === source ? parent : source;
}

/** `b := make(T, len(a))` and, below, `maps.Copy(b, a)` or the loop. */
function madeFixes(
  place: Place,
  copy: CopyFact,
  source: Node,
  name: string,
  withMaps: boolean,
): readonly SuggestedFix[] {
  const { pass } = place;
  const single = singleAssignment(place, copy.source);
  if (!single || !isRepeatable(place, source) || !isRepeatable(place, single.target)) return [];
  const from = nodeText(place, source);
  const to = nodeText(place, single.target);
  const made = madeLike(place, source, single.type, from);
  if (made === undefined || to === '_' || refersTo(place, single.target, source)) return [];
  const shape = { applicability: 'unsafe', preferred: !withMaps } as const;
  const first = replace(place, copy.source, made);
  if (!withMaps) {
    const edits = [first, linesAfter(place, single.statement, copyLoop(primaryText(place, single.target), from))];
    return [quickFix(pass, { ...shape, title: `Copy ${name} in a loop`, edits })];
  }
  const { name: maps, edits } = importing(place, 'maps', [source]);
  const copied = linesAfter(place, single.statement, [`${maps}.Copy(${to}, ${from})`]);
  const title = `Copy ${name} into a new map, also when it is nil`;
  return [quickFix(pass, { ...shape, title, edits: [first, copied, ...edits] })];
}

/** Whether the source is reached through what is assigned: it would be gone when the entries are copied. */
function refersTo({ ast, info }: Place, target: Node, source: Node): boolean {
  if (ast.kind[target] !== Kind.Ident) {
    return false;
  }
  const object = info.objectOf(target);
  let found = false;
  walk(ast, source, (node) => {
    if (ast.kind[node] === Kind.Ident && info.objectOf(node) === object) found = true;
  });
  return found && object !== undefined;
}
