/** Where the copy of a struct stands: how it is written, and where statements about it can go. */
import type { FileEdit } from '../diagnostic.js';
import type { CopyFact } from '../flow/copies.js';
import { Kind, Op, lengthOf, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { parentsOf } from '../syntax/walk.js';
import { underlying, type Func } from '../types/index.js';
import { nodeText, placeOf, type Place } from './place.js';
import { singleAssignment } from './single-assignment.js';
import { linesAfter, linesAtStart, standsAlone, statementAround } from './statements.js';
import { isRepeatable, primaryText } from './expressions.js';

export interface CopyHome {
  /** Of the statements; the callee's for a by-value parameter. */
  readonly place: Place;
  /** A node where the statements stand, for what names mean there. */
  readonly at: Node;
  /** The copy, as an expression that can be evaluated again: `out`, `history[len(history)-1]`. */
  readonly name: string;
  /** The edit that puts lines there. */
  lines(lines: readonly string[]): FileEdit | undefined;
}

export function copyHome(place: Place, copy: CopyFact): CopyHome | undefined {
  switch (copy.form) {
    case 'assign':
    case 'var':
      return afterAssignment(place, copy.source, copy.target);
    case 'range':
      return inLoop(place, copy.target);
    case 'argument':
    case 'receiver':
      return inCallee(place, copy);
    case 'literal':
      return afterLiteral(place, copy.source);
    case 'append':
      return afterAppend(place, copy.source);
    case 'result':
    case 'return':
      return afterCall(place, copy.node);
    case 'send':
    case 'box':
    case 'entries':
      return undefined;
  }
}

/** `out := *p`, `*out = *p`, `list[i] = p`. */
function afterAssignment(place: Place, source: Node, target: Node): CopyHome | undefined {
  const { ast, info } = place;
  let named = target;
  while (ast.kind[named] === Kind.ParenExpr) named = ast.a[named]!;
  if (ast.kind[named] === Kind.StarExpr) named = ast.a[named]!;
  if (named === 0 || !isRepeatable(place, named)) return undefined;
  // A field of a map's element cannot be assigned.
  for (
    let at = target;
    at !== 0;
    at = ast.kind[at] === Kind.IndexExpr || ast.kind[at] === Kind.SelectorExpr ? ast.a[at]! : 0
  )
    if (ast.kind[at] === Kind.IndexExpr && underlying(info.typeOf(ast.a[at]!)).kind === 'map') return undefined;
  return afterStatement(place, source, nodeText(place, named));
}

function afterStatement(place: Place, inside: Node, name: string): CopyHome | undefined {
  const statement = statementAround(place, inside);
  if (!statement || name === '_' || !standsAlone(place, statement.node)) return undefined;
  const kind = place.ast.kind[statement.node];
  if (kind !== Kind.AssignStmt && kind !== Kind.DeclStmt) return undefined;
  return { place, at: inside, name, lines: (lines) => linesAfter(place, statement.node, lines) };
}

/** `out := base.Clone()`. */
function afterCall(place: Place, call: Node): CopyHome | undefined {
  const single = singleAssignment(place, call);
  if (!single || !isRepeatable(place, single.target)) return undefined;
  return afterStatement(place, call, nodeText(place, single.target));
}

/** The value of `for _, p := range …`. */
function inLoop(place: Place, target: Node): CopyHome | undefined {
  const { ast } = place;
  const range = parentsOf(ast)[target]!;
  if (ast.kind[target] !== Kind.Ident || ast.kind[range] !== Kind.RangeStmt) return undefined;
  const body = ast.d[range]!;
  return { place, at: body, name: nodeText(place, target), lines: (lines) => linesAtStart(place, body, lines) };
}

/** The parameter or receiver of the function called, in this package. */
function inCallee(caller: Place, { call, form, source }: CopyFact): CopyHome | undefined {
  const callee = call && calleeOf(caller, call.node);
  const found = callee && caller.pass.pkg.declOf(callee);
  const place = found && placeOf(caller.pass, found);
  if (!place) return undefined;
  const { ast, decl } = place;
  const func = decl.root;
  if (ast.kind[func] !== Kind.FuncDecl || ast.d[func] === 0) return undefined;
  const recv = ast.a[func]!;
  const ident =
    form === 'receiver' ? names(place, recv)[0] : names(place, ast.b[ast.c[func]!]!)[argumentIndex(caller, source)];
  if (!ident) return undefined;
  const name = textOf(ast.a[ident]!);
  if (name === '_') return undefined;
  const body = ast.d[func]!;
  return { place, at: body, name, lines: (lines) => linesAtStart(place, body, lines) };
}

/** The declared function or method that a call calls. */
export function calleeOf({ ast, info }: Place, call: Node): Func | undefined {
  let fun = ast.a[call]!;
  while (ast.kind[fun] === Kind.ParenExpr || ast.kind[fun] === Kind.IndexExpr || ast.kind[fun] === Kind.IndexListExpr)
    fun = ast.a[fun]!;
  const name = ast.kind[fun] === Kind.SelectorExpr ? ast.b[fun]! : fun;
  const object = ast.kind[name] === Kind.Ident ? info.objectOf(name) : undefined;
  return object?.kind === 'func' ? object.generic : undefined;
}

/** The identifiers that a list of parameters declares, in order; unnamed ones leave none at all. */
function names({ ast }: Place, fields: Node): readonly Node[] {
  return fields === 0 ? [] : [...nodesOf(ast, ast.a[fields]!)].flatMap((field) => [...nodesOf(ast, ast.a[field]!)]);
}

/** Which argument of its call the expression is; -1 if it is none, or variadic. */
function argumentIndex({ ast }: Place, source: Node): number {
  const parents = parentsOf(ast);
  let at = source;
  while (ast.kind[parents[at]!] === Kind.ParenExpr) at = parents[at]!;
  const call = parents[at]!;
  return ast.kind[call] === Kind.CallExpr ? [...nodesOf(ast, ast.b[call]!)].indexOf(at) : -1;
}

/** `x := outer{field: p}`, also behind `&`, also nested: `x.field`. */
function afterLiteral(place: Place, source: Node): CopyHome | undefined {
  const { ast, info } = place;
  const parents = parentsOf(ast);
  let path = '';
  let at = source;
  for (;;) {
    const parent = parents[at]!;
    switch (ast.kind[parent]) {
      case Kind.ParenExpr:
        at = parent;
        continue;
      case Kind.UnaryExpr:
        if (ast.op[parent] !== Op.And) return undefined;
        at = parent;
        continue;
      case Kind.KeyValueExpr:
      case Kind.CompositeLit: {
        const literal = ast.kind[parent] === Kind.KeyValueExpr ? parents[parent]! : parent;
        const key = parent === literal ? 0 : ast.a[parent]!;
        const struct = underlying(info.typeOf(literal));
        if (struct.kind !== 'struct') return undefined;
        const position = [...nodesOf(ast, ast.b[literal]!)].indexOf(at);
        const field = key ? nodeText(place, key) : struct.fields[position]?.name;
        if (field === undefined || field === '_') return undefined;
        // Behind an interface the fields of what it holds are out of reach.
        const type = struct.fields.find(({ name }) => name === field)?.type;
        if (path !== '' && (!type || underlying(type).kind === 'interface')) return undefined;
        path = `.${field}${path}`;
        at = literal;
        continue;
      }
      case Kind.AssignStmt: {
        const targets = nodesOf(ast, ast.a[parent]!);
        const target = targets[nodesOf(ast, ast.b[parent]!).indexOf(at)];
        if (target === undefined || !isRepeatable(place, target) || isInterface(place, target)) return undefined;
        // A selector looks through a pointer by itself: `*p = T{…}`, then `p.field`.
        const named = ast.kind[target] === Kind.StarExpr ? ast.a[target]! : target;
        return afterStatement(place, source, nodeText(place, named) + path);
      }
      case Kind.ValueSpec: {
        const target = nodesOf(ast, ast.a[parent]!)[[...nodesOf(ast, ast.c[parent]!)].indexOf(at)];
        if (target === undefined || isInterface(place, target)) return undefined;
        return afterStatement(place, source, nodeText(place, target) + path);
      }
      default:
        return undefined;
    }
  }
}

function isInterface({ info }: Place, node: Node): boolean {
  return underlying(info.typeOf(node)).kind === 'interface';
}

/** `list = append(list, p)`: the last element. */
function afterAppend(place: Place, source: Node): CopyHome | undefined {
  const { ast } = place;
  const parents = parentsOf(ast);
  const call = parents[source]!;
  const assign = parents[call]!;
  if (ast.kind[call] !== Kind.CallExpr || ast.kind[assign] !== Kind.AssignStmt) return undefined;
  if (lengthOf(ast, ast.a[assign]!) !== 1) return undefined;
  const args = [...nodesOf(ast, ast.b[call]!)];
  const target = nodesOf(ast, ast.a[assign]!)[0]!;
  if (!isRepeatable(place, target) || args[0] === undefined || args.indexOf(source) < 1) return undefined;
  const back = args.length - args.indexOf(source);
  const last = `${primaryText(place, target)}[len(${nodeText(place, target)})-${back}]`;
  return afterStatement(place, source, last);
}
