/** Assignments of one value to one target: where lines about the target can follow. */
import { Kind, Op, lengthOf, nodesOf, type Node } from '../syntax/ast.js';
import { parentsOf } from '../syntax/walk.js';
import type { Written } from '../types/index.js';
import { nodeText, type Place } from './place.js';
import { standsAlone, statementAround } from './statements.js';

export interface SingleAssignment {
  readonly statement: Node;
  readonly target: Node;
  /** The static type of what is assigned. */
  readonly type: Written;
}

/** The statement `b := a`, `b = a` or `var b = a` around the value, when it is all that the statement does. */
export function singleAssignment(place: Place, value: Node): SingleAssignment | undefined {
  const { ast, info } = place;
  const statement = statementAround(place, value);
  if (!statement || !standsAlone(place, statement.node)) return undefined;
  const { node } = statement;
  const type = info.writtenTypeOf(value);
  if (ast.kind[node] === Kind.AssignStmt) {
    const isPlain = ast.op[node] === Op.Define || ast.op[node] === Op.Assign;
    if (!isPlain || lengthOf(ast, ast.a[node]!) !== 1 || nodesOf(ast, ast.b[node]!)[0] !== value) return undefined;
    const target = nodesOf(ast, ast.a[node]!)[0]!;
    return { statement: node, target, type: ast.op[node] === Op.Define ? type : info.writtenTypeOf(target) };
  }
  const decl = ast.kind[node] === Kind.DeclStmt ? ast.a[node]! : 0;
  if (decl === 0 || lengthOf(ast, ast.a[decl]!) !== 1) return undefined;
  const spec = nodesOf(ast, ast.a[decl]!)[0]!;
  if (ast.kind[spec] !== Kind.ValueSpec || parentsOf(ast)[value] !== spec || lengthOf(ast, ast.a[spec]!) !== 1)
    return undefined;
  // A grouped declaration ends on another line.
  if (nodeText(place, decl).includes('(\n') || nodeText(place, decl).startsWith('var (')) return undefined;
  const target = nodesOf(ast, ast.a[spec]!)[0]!;
  return { statement: node, target, type: ast.b[spec] ? info.writtenTypeOf(ast.b[spec]) : type };
}
