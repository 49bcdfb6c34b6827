/**
 * Rewrites that leave a guard with its map: what was a copy of the struct becomes a pointer to it. `x := *p` becomes
 * `x := p`, `x := s.cache` becomes `x := &s.cache`, a `range` value an element by its index.
 *
 * Only where the copy is used by its fields and methods alone, so that a pointer does as well.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import { shortText, type Pass } from '../rules/pass.js';
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import { underlying, type Var } from '../types/index.js';
import { isRepeatable, operandOf, primaryText } from './expressions.js';
import { insert, nodeText, placeOf, replace, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { freeName } from './scopes.js';
import { singleAssignment } from './single-assignment.js';
import { linesAtStart } from './statements.js';

/** At the value of `x := *p` or `x := s.cache`. */
export function pointToFixes(pass: Pass, decl: Decl, value: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const single = place && singleAssignment(place, value);
  if (!single || place.ast.kind[single.target] !== Kind.Ident || operandOf(place, value) !== value) return [];
  const { ast, info } = place;
  if (ast.kind[single.statement] !== Kind.AssignStmt || ast.op[single.statement] !== Op.Define) return [];
  const variable = info.objectOf(single.target);
  if (variable?.kind !== 'var' || info.modeOf(value) !== 'variable' || !isUsedByFields(place, variable, single.target))
    return [];
  const edit =
    ast.kind[value] === Kind.StarExpr
      ? replace(place, value, nodeText(place, ast.a[value]!))
      : insert(place, ast.start[value]!, '&');
  const title = `Point to ${shortText({ decl, node: value })} instead of copying it`;
  return [quickFix(pass, { title, edits: [edit], applicability: 'unsafe', preferred: true })];
}

/** At the value of a `range` clause over a slice or array: `for i := range list { x := &list[i]`. */
export function rangeByIndexFixes(pass: Pass, decl: Decl, target: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  if (!place) return [];
  const { ast, info } = place;
  const loop = parentsOf(ast)[target]!;
  if (ast.kind[loop] !== Kind.RangeStmt || ast.op[loop] !== Op.Define || ast.b[loop] !== target) return [];
  const list = ast.c[loop]!;
  const { kind } = underlying(info.typeOf(list));
  const variable = ast.kind[target] === Kind.Ident ? info.objectOf(target) : undefined;
  if ((kind !== 'slice' && (kind !== 'array' || info.modeOf(list) !== 'variable')) || !isRepeatable(place, list))
    return [];
  if (variable?.kind !== 'var' || variable.name === '_' || !isUsedByFields(place, variable, target)) return [];
  const key = ast.a[loop]!;
  if (ast.kind[key] !== Kind.Ident || isDeclaredAnew(place, variable, ast.d[loop]!)) return [];
  const known = textOf(ast.a[key]!);
  const index = known === '_' ? freeName(place, ['i', 'at', 'index']) : known;
  const line = linesAtStart(place, ast.d[loop]!, [`${variable.name} := &${primaryText(place, list)}[${index}]`]);
  if (!line) return [];
  const { file, start } = place;
  const head: FileEdit = {
    file: file.path,
    start: start + ast.start[key]!,
    end: start + ast.end[target]!,
    newText: index,
  };
  const title = `Loop over ${shortText({ decl, node: list })} by index`;
  return [quickFix(pass, { title, edits: [head, line], applicability: 'unsafe', preferred: true })];
}

/** `for _, x := range list { x := f(x)`: the body's own block has the name for something else. */
function isDeclaredAnew({ ast, info }: Place, { name }: Var, body: Node): boolean {
  return nodesOf(ast, ast.a[body]!).some(
    (statement) =>
      ast.kind[statement] === Kind.AssignStmt &&
      ast.op[statement] === Op.Define &&
      nodesOf(ast, ast.a[statement]!).some(
        (target) =>
          ast.kind[target] === Kind.Ident &&
          textOf(ast.a[target]!) === name &&
          info.objectOf(target)?.origin?.node === target,
      ),
  );
}

/** Whether every use of the variable selects a field or method of it; and there is one. */
export function isUsedByFields({ ast, info, decl }: Place, variable: Var, declared: Node): boolean {
  // Of a pointer or an interface, a pointer to it has neither.
  if (underlying(variable.type).kind !== 'struct') return false;
  const parents = parentsOf(ast);
  let uses = 0;
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || ident === declared || info.objectOf(ident) !== variable) continue;
    const parent = parents[ident]!;
    if (ast.kind[parent] !== Kind.SelectorExpr || ast.a[parent] !== ident) return false;
    uses++;
  }
  return uses > 0;
}
