/** Assignments and short variable declarations, with several values from one expression. Spec: "Assignment statements". */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { blank } from '../../syntax/names.js';
import { unknown, untyped } from '../basic.js';
import { Variable } from '../objects.js';
import type { Var, Written } from '../types.js';
import { defaultType, expr, unparen } from './expressions.js';
import { M } from './tables.js';
import type { Typing } from './typing.js';

export function localVariable(t: Typing, ident: Node, type: Written): Variable {
  return new Variable({ name: t.nameText(ident), pkg: t.pkg, origin: t.origin(ident), role: 'local' }, type);
}

/** Types the left side of an assignment; the blank identifier has no type. */
export function assignTarget(t: Typing, node: Node): Written | undefined {
  const inner = unparen(t, node);
  if (t.ast.kind[inner] === Kind.Ident && t.nameAt(inner) === blank) return undefined;
  return expr(t, node);
}

export function assignStmt(t: Typing, node: Node): void {
  const { a, b, op } = t.ast;
  const left = a[node]!;
  const right = b[node]!;
  if (t.countOf(left) === 1 && t.countOf(right) === 1) {
    if (op[node] === Op.Define) defineVariable(t, t.item(left, 0), t.item(right, 0));
    else expr(t, t.item(right, 0), assignTarget(t, t.item(left, 0)));
    return;
  }
  const targets = t.items(left);
  const values = t.items(right);
  if (op[node] === Op.Define) {
    defineVariables(t, targets, values);
    return;
  }
  const types = targets.map((target) => assignTarget(t, target));
  valuesFor(t, values, types);
}

/** The types of the values that go to a list of places: one each, or all from one call or comma-ok form. */
export function valuesFor(
  t: Typing,
  values: readonly Node[],
  targets: readonly (Written | undefined)[],
): readonly Written[] {
  if (values.length !== 1 || targets.length < 2) {
    return values.map((value, i) => {
      const type = expr(t, value, targets[i]);
      return type.kind === 'tuple' ? unknown : type;
    });
  }
  const value = values[0]!;
  const type = expr(t, value);
  if (type.kind === 'tuple') return type.writtenTypes;
  if (targets.length !== 2 || !hasCommaOk(t, unparen(t, value))) return [];
  for (let node = value; ; node = t.ast.a[node]!) {
    t.tables?.setCommaOk(node);
    if (t.ast.kind[node] !== Kind.ParenExpr) break;
  }
  t.mode = M.Value;
  return [type, untyped.bool];
}

function hasCommaOk(t: Typing, node: Node): boolean {
  switch (t.ast.kind[node]!) {
    case Kind.IndexExpr:
    case Kind.TypeAssertExpr:
      return true;
    case Kind.UnaryExpr:
      return t.ast.op[node] === Op.Arrow;
    default:
      return false;
  }
}

/** The usual case of what follows. */
function defineVariable(t: Typing, ident: Node, value: Node): void {
  const isIdent = t.ast.kind[ident] === Kind.Ident;
  const known = isIdent ? knownVariable(t, ident) : undefined;
  const type = expr(t, value, known?.written);
  if (isIdent) define(t, ident, known, type.kind === 'tuple' ? unknown : type);
  else expr(t, ident);
}

function knownVariable(t: Typing, ident: Node): Var | undefined {
  const obj = t.nameAt(ident) === blank ? undefined : t.declaredHere(t.nameAt(ident));
  return obj?.kind === 'var' ? obj : undefined;
}

function define(t: Typing, ident: Node, known: Var | undefined, type: Written): void {
  const variable = known ?? localVariable(t, ident, defaultType(type));
  t.bind(ident, variable);
  if (known === undefined && t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), variable);
}

function defineVariables(t: Typing, targets: readonly Node[], values: readonly Node[]): void {
  const known = targets.map((ident) => (t.ast.kind[ident] === Kind.Ident ? knownVariable(t, ident) : undefined));
  const types = valuesFor(
    t,
    values,
    known.map((variable) => variable?.written),
  );
  targets.forEach((ident, i) => {
    if (t.ast.kind[ident] === Kind.Ident) define(t, ident, known[i], types[i] ?? unknown);
    else expr(t, ident);
  });
}
