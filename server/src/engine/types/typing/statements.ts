/** Statements: the scopes they open, the variables they declare, the expressions in them. Spec: "Statements". */
import { Kind, Op, type Node, type NodeList } from '../../syntax/ast.js';
import { blank, type Name } from '../../syntax/names.js';
import { unalias } from '../alias.js';
import { untyped } from '../basic.js';
import { newLabel } from '../objects.js';
import type { Label, Written } from '../types.js';
import { localDecl } from './local-declarations.js';
import { expr, unparen, valueType } from './expressions.js';
import { rangeTypes } from './range-types.js';
import { isType, typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';
import { localVariable, assignTarget, assignStmt } from './assignments.js';

/** The statements of a block, without a scope of their own. */
export function block(t: Typing, node: Node): void {
  if (node !== 0 && t.ast.kind[node] === Kind.BlockStmt) statements(t, t.ast.a[node]!);
}

function statements(t: Typing, list: NodeList): void {
  for (let i = 0; i < t.countOf(list); i++) statement(t, t.item(list, i));
}

function scoped(t: Typing, node: Node, run: (t: Typing, node: Node) => void): void {
  const mark = t.open();
  run(t, node);
  t.close(mark);
}

function scopedStatements(t: Typing, list: NodeList): void {
  const mark = t.open();
  statements(t, list);
  t.close(mark);
}

function statement(t: Typing, node: Node): void {
  if (node === 0) return;
  const { a, b, kind } = t.ast;
  switch (kind[node]!) {
    case Kind.DeclStmt:
      localDecl(t, a[node]!);
      break;
    case Kind.LabeledStmt:
      label(t, a[node]!);
      statement(t, b[node]!);
      break;
    case Kind.ExprStmt:
    case Kind.IncDecStmt:
    case Kind.GoStmt:
    case Kind.DeferStmt:
      expr(t, a[node]!);
      break;
    case Kind.SendStmt: {
      const chan = valueType(t, a[node]!);
      expr(t, b[node]!, chan.kind === 'chan' ? chan.writtenElem : undefined);
      break;
    }
    case Kind.AssignStmt:
      assignStmt(t, node);
      break;
    case Kind.ReturnStmt: {
      const list = a[node]!;
      const count = t.countOf(list);
      for (let i = 0; i < count; i++) {
        expr(t, t.item(list, i), count === t.results.length ? t.results[i]!.written : undefined);
      }
      break;
    }
    case Kind.BranchStmt:
      if (a[node] !== 0) label(t, a[node]!);
      break;
    case Kind.BlockStmt:
      scoped(t, node, block);
      break;
    case Kind.IfStmt:
      ifStmt(t, node);
      break;
    case Kind.SwitchStmt:
      scoped(t, node, switchStmt);
      break;
    case Kind.TypeSwitchStmt:
      scoped(t, node, typeSwitchStmt);
      break;
    case Kind.SelectStmt:
      selectStmt(t, node);
      break;
    case Kind.ForStmt:
      scoped(t, node, forStmt);
      break;
    case Kind.RangeStmt:
      scoped(t, node, rangeStmt);
      break;
  }
}

function forStmt(t: Typing, node: Node): void {
  const { a, b, c, d } = t.ast;
  statement(t, a[node]!);
  if (b[node] !== 0) expr(t, b[node]!);
  statement(t, c[node]!);
  scoped(t, d[node]!, block);
}

function label(t: Typing, ident: Node): void {
  const name = t.nameAt(ident);
  const labels = (t.labels ??= new Map<Name, Label>());
  let object = labels.get(name);
  if (object === undefined) labels.set(name, (object = newLabel(t.nameText(ident), t.pkg, t.origin(ident))));
  t.bind(ident, object);
}

/** A chain of else-ifs is a loop: each opens a scope around the next. */
function ifStmt(t: Typing, node: Node): void {
  const { a, b, c, d, kind } = t.ast;
  const marks: number[] = [];
  let current = node;
  while (current !== 0 && kind[current] === Kind.IfStmt) {
    marks.push(t.open());
    statement(t, a[current]!);
    expr(t, b[current]!);
    const body = c[current]!;
    scoped(t, body, block);
    current = d[current]!;
  }
  statement(t, current);
  while (marks.length > 0) t.close(marks.pop()!);
}

function switchStmt(t: Typing, node: Node): void {
  const { a, b, c } = t.ast;
  statement(t, a[node]!);
  const tag = b[node] === 0 ? untyped.bool : expr(t, b[node]!);
  eachClause(t, c[node]!, Kind.CaseClause, (clause) => {
    const list = a[clause]!;
    for (let i = 0; i < t.countOf(list); i++) expr(t, t.item(list, i), tag);
    scopedStatements(t, b[clause]!);
  });
}

function eachClause(t: Typing, body: Node, kind: Kind, visit: (clause: Node) => void): void {
  if (body === 0 || t.ast.kind[body] !== Kind.BlockStmt) return;
  const list = t.ast.a[body]!;
  for (let i = 0; i < t.countOf(list); i++) {
    const clause = t.item(list, i);
    if (t.ast.kind[clause] === kind) visit(clause);
    else statement(t, clause);
  }
}

function typeSwitchStmt(t: Typing, node: Node): void {
  const { a, b, c, kind } = t.ast;
  statement(t, a[node]!);
  const guard = b[node]!;
  const isDefine = kind[guard] === Kind.AssignStmt;
  const ident = isDefine && t.countOf(a[guard]!) > 0 ? t.item(a[guard]!, 0) : 0;
  const value = isDefine ? (t.countOf(b[guard]!) > 0 ? t.item(b[guard]!, 0) : 0) : a[guard]!;
  const assertion = unparen(t, value);
  const subject = kind[assertion] === Kind.TypeAssertExpr ? expr(t, a[assertion]!) : expr(t, value);
  eachClause(t, c[node]!, Kind.CaseClause, (clause) => {
    const list = a[clause]!;
    let type: Written = subject;
    for (let i = 0; i < t.countOf(list); i++) {
      const item = t.item(list, i);
      const isNil = !isType(t, item) && kind[item] === Kind.Ident && t.lookup(a[item]!)?.kind === 'nil';
      const caseType = isNil ? expr(t, item) : typeExpr(t, item);
      if (t.countOf(list) === 1) type = isNil ? subject : caseType;
    }
    const mark = t.open();
    if (ident !== 0 && kind[ident] === Kind.Ident && t.nameAt(ident) !== blank) {
      const variable = localVariable(t, ident, type);
      t.declare(t.nameAt(ident), variable);
      t.tables?.setImplicit(clause, variable);
    }
    statements(t, b[clause]!);
    t.close(mark);
  });
}

function selectStmt(t: Typing, node: Node): void {
  const { a, b } = t.ast;
  eachClause(t, a[node]!, Kind.CommClause, (clause) => {
    const mark = t.open();
    statement(t, a[clause]!);
    statements(t, b[clause]!);
    t.close(mark);
  });
}

function rangeStmt(t: Typing, node: Node): void {
  const { a, b, c, d, op } = t.ast;
  const isDefine = op[node] === Op.Define;
  const targets = [a[node]!, b[node]!];
  if (!isDefine) for (const target of targets) if (target !== 0) assignTarget(t, target);
  const written = expr(t, c[node]!);
  const types = rangeTypes(unalias(written));
  if (isDefine) {
    const variables = targets.map((ident, i) => {
      if (ident === 0 || t.ast.kind[ident] !== Kind.Ident) return undefined;
      // Ranging over an integer type keeps the name it is written with.
      const type = i === 0 && types[0] === unalias(written) ? written : types[i]!;
      const variable = localVariable(t, ident, type);
      t.bind(ident, variable);
      return variable;
    });
    targets.forEach((ident, i) => {
      const variable = variables[i];
      if (variable !== undefined && t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), variable);
    });
  }
  scoped(t, d[node]!, block);
}
