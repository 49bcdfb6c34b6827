/** How rules say what they saw: accesses, calls that lead to them, names of maps, and the order of sites. */
import { pathText } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { declNumber } from '../flow/decl-number.js';
import { elements, type Loc, type Locations } from '../flow/locations.js';
import type { Access, Site } from '../flow/summary.js';
import { Kind, lengthOf, nodesOf } from '../syntax/ast.js';
import { shortText, type Pass } from './pass.js';
import type { Note } from './rule.js';

/** What an access does, as a verb for messages. */
export function verb(access: Access): string {
  switch (access.how) {
    case 'range':
      return 'iterated';
    case 'delete':
      return 'deleted from';
    case 'clear':
      return 'cleared';
    case 'assign':
    case 'fill':
    case 'decode':
      return 'written';
    case 'index':
    case 'len':
    case 'use':
      return 'read';
  }
}

/** The name through which the map of an access is reached; where it has none, what is written at the access. */
export function nameOf(access: Access): string {
  const { table, names, maps, beyond } = access;
  const loc = names.find((name) => name.length > 0)?.[0] ?? maps[0];
  if (loc && hasName(table, loc)) return pathText(table, loc);
  return (beyond ? undefined : operandText(access)) ?? 'the map';
}

/** Whether a path starts at a variable or a value of a named type, and goes through fields and elements. */
function hasName(table: Locations, loc: Loc): boolean {
  for (let at = loc; at;) {
    const parent = table.parent(at);
    const field = parent ? table.field(at) : elements;
    if (field !== elements && field.startsWith('[')) return false;
    const { kind, of, type } = table.object(at);
    if (!parent && kind === 'alloc') return type.kind === 'named';
    at = parent || (kind === 'entry' ? of! : 0);
  }
  return true;
}

/** The operand of an index expression, a range clause, or a call of `len`, `delete` or `clear`. */
function operandText({ site: { decl, node } }: Access): string | undefined {
  const { ast } = decl;
  let target = node;
  if (ast.kind[node] === Kind.IncDecStmt) target = ast.a[node]!;
  else if (ast.kind[node] === Kind.AssignStmt && lengthOf(ast, ast.a[node]!) === 1)
    target = nodesOf(ast, ast.a[node]!)[0]!;
  let operand = target;
  if (ast.kind[target] === Kind.IndexExpr) operand = ast.a[target]!;
  else if (ast.kind[target] === Kind.RangeStmt) operand = ast.c[target]!;
  else if (ast.kind[target] === Kind.CallExpr) operand = nodesOf(ast, ast.b[target]!)[0] ?? 0;
  const isPath = [Kind.Ident, Kind.SelectorExpr, Kind.IndexExpr].includes(ast.kind[operand]!);
  return operand !== 0 && isPath ? shortText({ decl, node: operand }) : undefined;
}

/** Orders sites as a reader meets them: by file, then by place. */
export function compareSites(pass: Pass, a: Site, b: Site): number {
  const left = pass.locate(a);
  const right = pass.locate(b);
  if (!left || !right) return left ? -1 : right ? 1 : 0;
  return left.file < right.file ? -1 : left.file > right.file ? 1 : left.start - right.start;
}

/** The call through which a function reaches an access in another one, as a note. */
export function callNotes(access: Access): readonly Note[] {
  const call = access.calls[0];
  return [
    ...(call ? [{ at: call, message: 'reached through this call' }] : []),
    ...(access.beyond ? [{ at: access.beyond, message: `the map is ${verb(access)} here, in another package` }] : []),
  ];
}

/** A key for a write, as what a finding is about. */
export function writeKey({ decl, node }: Site): string {
  return `write ${declNumber(decl)}:${node}`;
}

/** Without repetitions of one range. */
export function distinct(notes: readonly Note[]): readonly Note[] {
  const seen = new Set<string>();
  return notes.filter(({ at }) => {
    const key = `${at.decl.ast.start[at.node]} ${at.node} ${at.decl.text.length}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The name of a declared function or method, as `Type.Method`; `a function literal` for literals. */
export function functionName(facts: FunctionFacts): string {
  const { func } = facts.func;
  if (!func) return 'a function literal';
  const recv = func.type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  return named?.kind === 'named' ? `${named.obj.name}.${func.name}` : func.name;
}
