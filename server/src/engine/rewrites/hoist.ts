/**
 * Takes an access out of the statement that it stands in, so that the lock is held for the access alone: out of the
 * header of an `if` or `switch`, out of a `range` clause (which then runs over a clone), and, the other way round, the
 * calls out of the value that is assigned to an element.
 *
 * Not where the order of evaluation would show: behind `&&` and `||`, beside other calls.
 */
import type { FileEdit } from '../diagnostic.js';
import { Kind, Op, lengthOf, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { isMap } from '../types/index.js';
import type { Locking, Run } from './critical-section.js';
import { hasMapsPackage } from './copy-map.js';
import { importing } from './imports.js';
import { declaring, insert, nodeText, replace, replaceRange, type Place } from './place.js';
import { freeName, isLocal, isWithin } from './scopes.js';
import { linesBefore, standsAlone } from './statements.js';

/** `if v, ok := m[k]; ok {`: the assignment before the `if`, where its names are free to be known longer. */
export function hoistInit(
  place: Place,
  { list, from }: Run,
  nodes: readonly Node[],
  { lock, unlock, reenters }: Locking,
): readonly FileEdit[] | undefined {
  const { ast } = place;
  const statement = list[from]!;
  const init = ast.a[statement]!;
  const next = ast.b[statement]!;
  if (init === 0 || next === 0 || ast.kind[init] !== Kind.AssignStmt || !standsAlone(place, statement))
    return undefined;
  if (!nodes.every((node) => isWithin(place, node, init)) || reenters(place, init)) return undefined;
  if (ast.op[init] === Op.Define) {
    for (const target of nodesOf(ast, ast.a[init]!)) {
      const name = textOf(ast.a[target]!);
      if (name === '_') continue;
      if (isTakenAfter(place, list.slice(from), statement, name)) return undefined;
      // Another header with the name may be taken apart as well.
      if (list.some((other) => other !== statement && definesInHeader(place, other, name))) return undefined;
    }
  }
  const names =
    ast.op[init] === Op.Define ? [...nodesOf(ast, ast.a[init]!)].map((target) => nodeText(place, target)) : [];
  return [
    declaring(linesBefore(place, statement, [lock, nodeText(place, init), unlock]), ...names),
    replaceRange(place, ast.start[init]!, ast.start[next]!, ''),
  ];
}

function definesInHeader({ ast }: Place, statement: Node, name: string): boolean {
  const kind = ast.kind[statement];
  const init = kind === Kind.IfStmt || kind === Kind.SwitchStmt ? ast.a[statement]! : 0;
  if (ast.kind[init] !== Kind.AssignStmt || ast.op[init] !== Op.Define) return false;
  return nodesOf(ast, ast.a[init]!).some((target) => textOf(ast.a[target]!) === name);
}

/** `if len(m) == 0 {`: the access gets a name before the statement. */
export function hoistCondition(
  place: Place,
  run: Run,
  nodes: readonly Node[],
  use: Locking,
): readonly FileEdit[] | undefined {
  const { lock, unlock, reenters } = use;
  const statement = run.list[run.from]!;
  const { ast, info } = place;
  const [access, ...others] = nodes;
  const condition = ast.b[statement]!;
  if (access === undefined || others.length > 0 || ast.a[statement] !== 0 || condition === 0) return undefined;
  if (!isWithin(place, access, condition) || !standsAlone(place, statement)) return undefined;
  if (!isPlainRead(place, access) || info.isCommaOk(access) || reenters(place, access)) return undefined;
  const parents = parentsOf(ast);
  for (let at = access; at !== statement; at = parents[at]!) {
    const parent = parents[at]!;
    const isLogic = ast.op[parent] === Op.LAnd || ast.op[parent] === Op.LOr;
    if (ast.kind[parent] === Kind.BinaryExpr && isLogic && ast.b[parent] === at) return undefined;
  }
  if (callsBefore(place, condition, access)) return undefined;
  const name = newName(place, run, use, ast.kind[access] === Kind.CallExpr ? ['size', 'count'] : ['value', 'entry']);
  return [
    declaring(linesBefore(place, statement, [lock, `${name} := ${nodeText(place, access)}`, unlock]), name),
    replace(place, access, name),
  ];
}

/** `for k, v := range m {`: over a clone that is made under the lock; `range m[k]` over what was read under it. */
export function hoistRange(
  place: Place,
  run: Run,
  nodes: readonly Node[],
  use: Locking,
): readonly FileEdit[] | undefined {
  const { lock, unlock, reenters } = use;
  const statement = run.list[run.from]!;
  const { ast, info } = place;
  const ranged = ast.c[statement]!;
  if (!standsAlone(place, statement) || !nodes.every((node) => isWithin(place, node, ranged))) return undefined;
  if (reenters(place, ranged)) return undefined;
  if (!isMap(info.typeOf(ranged))) {
    if (!nodes.includes(ranged) || !isPlainRead(place, ranged)) return undefined;
    const name = newName(place, run, use, ['entries', 'values']);
    const lines = [lock, `${name} := ${nodeText(place, ranged)}`, unlock];
    return [declaring(linesBefore(place, statement, lines), name), replace(place, ranged, name)];
  }
  if (!hasMapsPackage(place)) return undefined;
  const { name: maps, edits } = importing(place, 'maps', [ranged]);
  const name = newName(place, run, use, ['snapshot', 'entries']);
  const lines = [lock, `${name} := ${maps}.Clone(${nodeText(place, ranged)})`, unlock];
  return [declaring(linesBefore(place, statement, lines), name), replace(place, ranged, name), ...edits];
}

/** `m[k] = f()`: the value is computed before the lock is taken. */
export function hoistValue(
  place: Place,
  run: Run,
  nodes: readonly Node[],
  use: Locking,
): readonly FileEdit[] | undefined {
  const { lock, unlock, reenters } = use;
  const statement = run.list[run.from]!;
  const { ast, info } = place;
  if (ast.op[statement] !== Op.Assign || lengthOf(ast, ast.a[statement]!) !== 1) return undefined;
  const target = nodesOf(ast, ast.a[statement]!)[0]!;
  const value = nodesOf(ast, ast.b[statement]!)[0]!;
  if (lengthOf(ast, ast.b[statement]!) !== 1 || !standsAlone(place, statement)) return undefined;
  if (!nodes.every((node) => node === statement || isWithin(place, node, target)) || reenters(place, target))
    return undefined;
  if (calls(place, target) || !calls(place, value)) return undefined;
  const type = info.typeOf(value);
  if (type.kind === 'unknown' || type.kind === 'tuple' || (type.kind === 'basic' && type.untyped)) return undefined;
  const name = newName(place, run, use, ['value', 'result']);
  return [
    declaring(linesBefore(place, statement, [`${name} := ${nodeText(place, value)}`, lock]), name),
    replace(place, value, name),
    insertAfter(place, statement, unlock),
  ];
}

/** A name that is free in the function and that the fix has not given to something else in the block. */
function newName(place: Place, { owner }: Run, { declared }: Locking, names: readonly string[]): string {
  let taken = declared.get(owner);
  if (!taken) declared.set(owner, (taken = new Set<string>()));
  const name = freeName(place, names, taken);
  taken.add(name);
  return name;
}

function insertAfter(place: Place, statement: Node, line: string): FileEdit {
  const { file, start, ast } = place;
  const end = start + ast.end[statement]!;
  const next = file.text.indexOf('\n', end);
  const at = next < 0 ? file.text.length : file.text[next - 1] === '\r' ? next - 1 : next;
  const from = file.text.lastIndexOf('\n', start + ast.start[statement]! - 1) + 1;
  const indent = /^[ \t]*/.exec(file.text.slice(from))![0];
  return insert(place, at - start, `\n${indent}${line}`);
}

/** `m[k]` or `len(m)`. */
function isPlainRead({ ast, info }: Place, node: Node): boolean {
  if (ast.kind[node] === Kind.IndexExpr) return true;
  return ast.kind[node] === Kind.CallExpr && info.objectOf(ast.a[node]!)?.kind === 'builtin';
}

/** Whether a name is known at the statement, declared again in the statements after it, or means something else there. */
function isTakenAfter(place: Place, list: readonly Node[], statement: Node, name: string): boolean {
  const { ast, info, decl } = place;
  if (isLocal(place, statement, name)) return true;
  const after = list.filter((each) => each !== statement);
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || textOf(ast.a[ident]!) !== name) continue;
    const within = after.find((each) => isWithin(place, ident, each));
    if (within === undefined) continue;
    const object = info.objectOf(ident);
    const parent = parentsOf(ast)[ident]!;
    if (ast.kind[parent] === Kind.SelectorExpr && ast.b[parent] === ident) continue;
    if (ast.kind[parent] === Kind.KeyValueExpr && object?.kind === 'var' && object.role === 'field') continue;
    // Declared in the same list, or from outside the function.
    const declared = object?.origin?.decl === decl ? object.origin.node : 0;
    if (declared === 0 || parent === within || !after.some((each) => isWithin(place, declared, each))) return true;
    if (ast.kind[within] === Kind.DeclStmt) return true;
  }
  return false;
}

function calls({ ast, info }: Place, root: Node): boolean {
  let found = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] === Kind.FuncLit) return false;
    if (ast.kind[node] === Kind.UnaryExpr && ast.op[node] === Op.Arrow) found = true;
    if (ast.kind[node] !== Kind.CallExpr) return;
    const mode = info.modeOf(ast.a[node]!);
    if (mode !== 'type' && mode !== 'builtin') found = true;
    return;
  });
  return found;
}

/** Whether a call is evaluated before the access: it might change what the access finds. */
function callsBefore(place: Place, root: Node, access: Node): boolean {
  const { ast } = place;
  let found = false;
  walk(ast, root, (node) => {
    if (node === access) return false;
    if (ast.kind[node] === Kind.CallExpr && ast.start[node]! < ast.start[access]! && !isWithin(place, access, node))
      found ||= calls(place, node);
    return;
  });
  return found;
}
