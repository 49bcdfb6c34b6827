/**
 * Rewrites for `m[k] = &v` where `v` is one variable for all iterations of a loop: the element itself where the loop runs
 * over a slice, a variable of each iteration, or a copy made where the address is stored.
 */
import type { SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { Kind, Op, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import { underlying, type Var } from '../types/index.js';
import { isRepeatable, primaryText } from './expressions.js';
import { hoistingPoint } from './hoisting.js';
import { holdsLock } from './locks.js';
import { declaring, nodeText, placeOf, replace, replaceRange, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { freeName } from './scopes.js';
import { functionAround, linesAtStart, linesBefore } from './statements.js';

/** At `&v`. */
export function perIterationFixes(pass: Pass, decl: Decl, address: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  if (!place || place.ast.kind[address] !== Kind.UnaryExpr || place.ast.op[address] !== Op.And) return [];
  const { ast, info } = place;
  let ident = ast.a[address]!;
  while (ast.kind[ident] === Kind.ParenExpr) ident = ast.a[ident]!;
  const variable = ast.kind[ident] === Kind.Ident ? info.objectOf(ident) : undefined;
  if (variable?.kind !== 'var' || variable.role !== 'local') return [];
  const loop = loopOf(place, address, variable);
  if (loop !== 0) return [...ofElement(place, address, loop), ...ofIteration(place, variable, loop)];
  return ofStore(place, address, ident, variable);
}

/** The range loop of the same function that declares the variable as its value; 0 if none does. */
function loopOf({ ast, info }: Place, node: Node, variable: Var): Node {
  const parents = parentsOf(ast);
  for (let at = parents[node]!; at !== 0; at = parents[at]!) {
    if (ast.kind[at] === Kind.FuncLit) return 0;
    if (ast.kind[at] !== Kind.RangeStmt || ast.op[at] !== Op.Define || ast.b[at] === 0) continue;
    if (ast.kind[ast.b[at]!] === Kind.Ident && info.objectOf(ast.b[at]!) === variable) return at;
  }
  return 0;
}

/** `&list[i]`: what the loop changes through the pointer, it changes in the list. */
function ofElement(place: Place, address: Node, loop: Node): readonly SuggestedFix[] {
  const { ast, info, pass } = place;
  const list = ast.c[loop]!;
  if (underlying(info.typeOf(list)).kind !== 'slice' || !isRepeatable(place, list)) return [];
  const value = textOf(ast.a[ast.b[loop]!]!);
  // The loop's own variable must stay in use.
  if (countUses(place, value, loop) < 2) return [];
  const key = ast.a[loop]!;
  if (ast.kind[key] !== Kind.Ident) return [];
  const known = textOf(ast.a[key]!);
  const index = known === '_' ? freeName(place, ['i', 'at', 'index']) : known;
  const edits = [replace(place, address, `&${primaryText(place, list)}[${index}]`)];
  if (known === '_') edits.push(replace(place, key, index));
  const title = `Store the address of the element of ${nodeText(place, list)}`;
  return [quickFix(pass, { title, edits, applicability: 'unsafe' })];
}

/** `v := v` at the start of the body. */
function ofIteration(place: Place, { name, type }: Var, loop: Node): readonly SuggestedFix[] {
  const edit = holdsLock(type) ? undefined : linesAtStart(place, place.ast.d[loop]!, [`${name} := ${name}`]);
  if (!edit) return [];
  const title = `Give each iteration a ${name} of its own`;
  return [quickFix(place.pass, { title, edits: [edit], applicability: 'unsafe', preferred: true })];
}

/** A copy of an outer variable, made where its address is stored. */
function ofStore(place: Place, address: Node, ident: Node, { name, type }: Var): readonly SuggestedFix[] {
  const statement = hoistingPoint(place, address);
  if (statement === undefined || holdsLock(type) || functionAround(place, statement) === 0) return [];
  const copy = freeName(place, ['stored', `${name}Copy`]);
  const { ast } = place;
  const edits = [
    declaring(linesBefore(place, statement, [`${copy} := ${name}`]), copy),
    replaceRange(place, ast.start[ident]!, ast.end[ident]!, copy),
  ];
  const title = `Store the address of a copy of ${name}`;
  return [quickFix(place.pass, { title, edits, applicability: 'unsafe', preferred: true })];
}

function countUses({ ast, decl }: Place, name: string, loop: Node): number {
  const parents = parentsOf(ast);
  let count = 0;
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || textOf(ast.a[ident]!) !== name || ident === ast.b[loop]) continue;
    for (let at = parents[ident]!; at !== 0; at = parents[at]!)
      if (at === ast.d[loop]) {
        count++;
        break;
      }
  }
  return count;
}
