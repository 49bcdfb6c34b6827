/**
 * A read-modify-write of a `sync.Map` entry as a loop: what was loaded is swapped for the new value only if it is still
 * there; an entry that was missing is stored only if it still is. Whoever comes too late tries again.
 *
 * Offered where check and write stand in one list of statements, nothing between them leaves it, and what follows either
 * needs none of the names declared in between or is the `return`. Values must be comparable: `CompareAndSwap` panics on
 * others.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { walk } from '../syntax/walk.js';
import { underlying, type Type } from '../types/index.js';
import { indentation, lineEnd, nodeText, replaceRange, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { freeName } from './scopes.js';
import { standsAlone, statementAround } from './statements.js';
import type { Step } from './sync-map-steps.js';

export function compareAndSwapFixes(place: Place, check: Step, write: Step): readonly SuggestedFix[] {
  const loop = loopOf(place, check, write);
  if (!loop) return [];
  const applicability = loop.repeatsWork ? 'unsafe' : 'safe';
  const title = 'Try again with CompareAndSwap until nobody comes in between';
  return [quickFix(place.pass, { title, edits: loop.edits, applicability, preferred: true })];
}

interface Loop {
  readonly edits: readonly FileEdit[];
  /** What is between check and write calls functions: they are called once for each attempt. */
  readonly repeatsWork: boolean;
}

function loopOf(place: Place, check: Step, write: Step): Loop | undefined {
  const { ast, decl } = place;
  const [first, last] = [statementAround(place, check.call), statementAround(place, write.call)];
  if (!first || !last || first.owner !== last.owner || first.index >= last.index) return undefined;
  if (ast.kind[first.node] !== Kind.AssignStmt || ast.op[first.node] !== Op.Define) return undefined;
  if (ast.kind[last.node] !== Kind.ExprStmt || ast.a[last.node] !== write.call || !isComparable(place, write.value))
    return undefined;
  const [found, ok] = nodesOf(ast, ast.a[first.node]!);
  if (found === undefined || ok === undefined || nodeText(place, found) === '_') return undefined;
  const between = first.list.slice(first.index + 1, last.index);
  const next = first.list[last.index + 1];
  const returned = next !== undefined && ast.kind[next] === Kind.ReturnStmt ? next : undefined;
  if (between.some((statement) => leaves(place, statement)) || hasRawText(place, first.node, last.node))
    return undefined;
  const declared = namesDeclared(place, [first.node, ...between]);
  const rest = first.list.slice(last.index + (returned ? 2 : 1));
  if (rest.some((statement) => mentions(place, statement, declared))) return undefined;
  if (![first.node, ...between, last.node].every((statement) => standsAlone(place, statement))) return undefined;
  if (returned && !standsAlone(place, returned)) return undefined;

  const isSet = between.some((statement) => assigns(place, statement, nodeText(place, found)));
  const old = isSet ? freeName(place, ['old']) : nodeText(place, found);
  const okName = nodeText(place, ok) === '_' ? freeName(place, ['ok']) : nodeText(place, ok);
  const loaded = freeName(place, ['loaded']);
  const { map, key } = check;
  const value = nodeText(place, write.value);
  if (value.includes('\n')) return undefined;
  const start = ast.start[first.node]!;
  const tab = indentation(place, start);
  const header = `${nodeText(place, found)}, ${okName} := ${nodeText(place, check.call)}${behind(place, first.node)}`;
  const middle = decl.text
    .slice(lineEnd(place, ast.end[first.node]!), ast.start[last.node]! - tab.length - 1)
    .replace(/\n(?=[^\n])/g, '\n\t');
  const done = returned ? nodeText(place, returned) : undefined;
  const leave = done ?? 'break';
  const lines = ['for {', `\t${header}`, ...(isSet ? [`\t${old} := ${nodeText(place, found)}`] : [])].join(`\n${tab}`);
  const tail = [
    `\tif !${okName} {`,
    `\t\tif _, ${loaded} := ${map}.LoadOrStore(${key}, ${value}); !${loaded} {`,
    `\t\t\t${leave}`,
    '\t\t}',
    `\t} else if ${map}.CompareAndSwap(${key}, ${old}, ${value}) {`,
    `\t\t${leave}${behind(place, last.node)}`,
    '\t}',
    '}',
  ].map((line) => `\n${tab}${line}`);
  const end = lineEnd(place, ast.end[returned ?? last.node]!);
  const edits = [replaceRange(place, start, end, lines + middle + tail.join(''))];
  return { edits, repeatsWork: between.some((statement) => calls(place, statement)) || calls(place, write.value) };
}

/** The comment behind a statement, with the space before it. */
function behind(place: Place, statement: Node): string {
  const { ast, decl } = place;
  return decl.text.slice(ast.end[statement], lineEnd(place, ast.end[statement]!));
}

/** Values of types that are compared by identity or by all of their parts. */
function isComparable({ info }: Place, value: Node): boolean {
  const check = (type: Type): boolean => {
    const under = underlying(type);
    if (under.kind === 'struct') return under.fields.every((field) => check(field.type));
    return under.kind === 'basic' || under.kind === 'pointer' || under.kind === 'chan';
  };
  return check(info.typeOf(value));
}

function leaves({ ast }: Place, root: Node): boolean {
  let found = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] === Kind.FuncLit) return false;
    switch (ast.kind[node]) {
      case Kind.ReturnStmt:
      case Kind.BranchStmt:
      case Kind.DeferStmt:
      case Kind.GoStmt:
      case Kind.LabeledStmt:
        found = true;
        break;
      default:
    }
  });
  return found;
}

/** Text over several lines that must not be indented. */
function hasRawText({ ast, decl }: Place, first: Node, last: Node): boolean {
  return decl.text.slice(ast.start[first], ast.end[last]).includes('`');
}

/** The names that statements of a list declare for those after them. */
function namesDeclared({ ast }: Place, statements: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (list: number): void => {
    for (const node of nodesOf(ast, list)) if (ast.kind[node] === Kind.Ident) names.add(textOf(ast.a[node]!));
  };
  for (const statement of statements) {
    if (ast.kind[statement] === Kind.AssignStmt && ast.op[statement] === Op.Define) add(ast.a[statement]!);
    else if (ast.kind[statement] === Kind.DeclStmt)
      for (const spec of nodesOf(ast, ast.a[ast.a[statement]!]!))
        if (ast.kind[spec] === Kind.ValueSpec) add(ast.a[spec]!);
  }
  names.delete('_');
  return names;
}

function mentions({ ast }: Place, root: Node, names: ReadonlySet<string>): boolean {
  let found = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] === Kind.Ident && names.has(textOf(ast.a[node]!))) found = true;
  });
  return found;
}

function assigns(place: Place, root: Node, name: string): boolean {
  const { ast } = place;
  let found = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] === Kind.IncDecStmt && nodeText(place, ast.a[node]!) === name) found = true;
    if (ast.kind[node] === Kind.AssignStmt && nodesOf(ast, ast.a[node]!).some((each) => nodeText(place, each) === name))
      found = true;
  });
  return found;
}

/** Whether something is called that is neither a conversion nor a builtin. */
function calls({ ast, info }: Place, root: Node): boolean {
  let found = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] !== Kind.CallExpr) return;
    const mode = info.modeOf(ast.a[node]!);
    if (mode !== 'type' && mode !== 'builtin') found = true;
  });
  return found;
}
