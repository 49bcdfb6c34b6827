/**
 * One use of a map, as a call of its wrapper: `m[k]` becomes `m.Get(k)`, `m[k] = v` becomes `m.Store(k, v)`. Uses inside
 * one another (`m[m[k]]`) are rewritten on their own: edits touch only what stands between the parts.
 *
 * Undefined for every use that is not understood, such as passing the map on: then nothing is rewritten at all.
 */
import type { FileEdit } from '../../diagnostic.js';
import { Kind, Op, lengthOf, nodesOf, type Node } from '../../syntax/ast.js';
import { parentsOf, walk } from '../../syntax/walk.js';
import { mapTypeOf, underlying } from '../../types/index.js';
import { insert, nodeText, replaceRange, surround, type Place } from '../place.js';
import { closedUp, hasArithmetic } from './spacing.js';
import { madeFresh } from './construction.js';
import { updateEdits } from './update.js';
import type { VariableUse } from './uses.js';
import { constructorOf, type Wrapper } from './wrapper.js';

export type Edits = readonly FileEdit[];

/** The edits of one use; `all` are the nodes of all uses in the package. */
export function useEdits(use: VariableUse, all: ReadonlySet<Node>, wrapper: Wrapper): Edits | undefined {
  const { place, node, isKey } = use;
  const { ast } = place;
  const parent = parentsOf(ast)[node]!;
  if (isKey) return wrapped(place, ast.b[parent]!, wrapper);
  switch (ast.kind[parent]) {
    case Kind.IndexExpr:
      return ast.a[parent] === node ? elementEdits(place, parent, all, wrapper) : undefined;
    case Kind.CallExpr:
      return builtinEdits(place, parent, node);
    case Kind.RangeStmt:
      return ast.c[parent] === node ? [insert(place, ast.end[node]!, `.${wrapper.view}()`)] : undefined;
    case Kind.BinaryExpr:
      return comparesWithNil(place, parent) ? [] : undefined;
    case Kind.AssignStmt: {
      const value = assignedTo(place, parent, node);
      return value !== undefined && madeFresh(place, node) ? wrapped(place, value, wrapper) : undefined;
    }
    default:
      return undefined;
  }
}

/** `NewSafeMap(make(map[K]V))`: only around a map that nobody else has. */
export function wrapped(place: Place, value: Node, wrapper: Wrapper): Edits | undefined {
  const { ast, info } = place;
  const made =
    ast.kind[value] === Kind.CallExpr &&
    info.modeOf(ast.a[value]!) === 'builtin' &&
    nodeText(place, ast.a[value]!) === 'make';
  if (!made && ast.kind[value] !== Kind.CompositeLit) return undefined;
  return surround(place, value, `${constructorOf(wrapper)}(`, ')');
}

/** `m[k]` wherever it stands. */
function elementEdits(place: Place, element: Node, all: ReadonlySet<Node>, wrapper: Wrapper): Edits | undefined {
  const { ast, info } = place;
  const parent = parentsOf(ast)[element]!;
  const map = mapTypeOf(info.typeOf(ast.a[element]!));
  const kind = map && underlying(map.elem).kind;
  // What an inner map or slice holds, the wrapper does not guard.
  if (!map || kind === 'map' || (kind === 'slice' && isWritten(place, element))) return undefined;
  switch (ast.kind[parent]) {
    case Kind.ParenExpr:
      return undefined;
    case Kind.IncDecStmt:
      return updateEdits(place, parent, element, all, wrapper);
    case Kind.RangeStmt:
      if (ast.c[parent] !== element) return undefined;
      break;
    case Kind.AssignStmt:
      if (nodesOf(ast, ast.a[parent]!).includes(element))
        return storeEdits(place, parent, element, all) ?? updateEdits(place, parent, element, all, wrapper);
      break;
    default:
  }
  return called(place, element, info.isCommaOk(element) ? 'Load' : 'Get');
}

/** `[k]` becomes `.Get(k)`. */
function called(place: Place, element: Node, method: string): Edits | undefined {
  const { ast } = place;
  const key = ast.b[element]!;
  if (hasArithmetic(place, key)) return undefined;
  return [
    replaceRange(place, ast.end[ast.a[element]!]!, ast.start[key]!, `.${method}(`),
    replaceRange(place, ast.end[key]!, ast.end[element]!, ')'),
  ];
}

function storeEdits(place: Place, statement: Node, element: Node, all: ReadonlySet<Node>): Edits | undefined {
  const { ast } = place;
  if (
    ast.op[statement] !== Op.Assign ||
    lengthOf(ast, ast.a[statement]!) !== 1 ||
    lengthOf(ast, ast.b[statement]!) !== 1
  )
    return undefined;
  const key = ast.b[element]!;
  const value = nodesOf(ast, ast.b[statement]!)[0]!;
  // What is computed from the map and stored again has to be one step.
  if (usesIn(place, value, all)) return undefined;
  const closed = closedUp(place, value);
  if (!closed) return undefined;
  return [
    replaceRange(place, ast.end[ast.a[element]!]!, ast.start[key]!, '.Store('),
    replaceRange(place, ast.end[key]!, ast.start[value]!, ', '),
    ...closed,
    insert(place, ast.end[value]!, ')'),
  ];
}

/** `delete(m, k)`, `len(m)`, `clear(m)`. */
function builtinEdits(place: Place, call: Node, map: Node): Edits | undefined {
  const { ast, info } = place;
  if (info.modeOf(ast.a[call]!) !== 'builtin') return undefined;
  const [first, key] = nodesOf(ast, ast.b[call]!);
  if (first !== map) return undefined;
  const head = replaceRange(place, ast.start[call]!, ast.start[map]!, '');
  const rest = (from: number, method: string): Edits => [
    head,
    replaceRange(place, from, ast.end[call]!, `.${method}()`),
  ];
  switch (nodeText(place, ast.a[call]!)) {
    case 'len':
      return rest(ast.end[map]!, 'Len');
    case 'clear':
      return rest(ast.end[map]!, 'Clear');
    case 'delete':
      if (key === undefined || hasArithmetic(place, key)) return undefined;
      return [head, replaceRange(place, ast.end[map]!, ast.start[key]!, '.Delete(')];
    default:
      return undefined;
  }
}

function assignedTo({ ast }: Place, statement: Node, target: Node): Node | undefined {
  if (ast.op[statement] !== Op.Assign || lengthOf(ast, ast.a[statement]!) !== lengthOf(ast, ast.b[statement]!))
    return undefined;
  return nodesOf(ast, ast.b[statement]!)[nodesOf(ast, ast.a[statement]!).indexOf(target)];
}

function comparesWithNil({ ast, info }: Place, comparison: Node): boolean {
  const isNil = (node: Node): boolean => ast.kind[node] === Kind.Ident && info.objectOf(node)?.kind === 'nil';
  return (
    (ast.op[comparison] === Op.Eql || ast.op[comparison] === Op.Neq) &&
    (isNil(ast.a[comparison]!) || isNil(ast.b[comparison]!))
  );
}

/** Whether the element is what an assignment writes into: `m[k][i] = x`. */
function isWritten({ ast }: Place, element: Node): boolean {
  const parents = parentsOf(ast);
  let at = element;
  for (;;) {
    const parent = parents[at]!;
    const kind = ast.kind[parent];
    const goesOn =
      kind === Kind.IndexExpr || kind === Kind.SliceExpr || kind === Kind.SelectorExpr || kind === Kind.ParenExpr;
    if (goesOn && ast.a[parent] === at) at = parent;
    else
      return (
        at !== element &&
        (kind === Kind.IncDecStmt ||
          (kind === Kind.UnaryExpr && ast.op[parent] === Op.And) ||
          (kind === Kind.AssignStmt && nodesOf(ast, ast.a[parent]!).includes(at)))
      );
  }
}

/** Whether the map is used below the node. */
export function usesIn({ ast }: Place, root: Node, all: ReadonlySet<Node>): boolean {
  let found = false;
  walk(ast, root, (node) => {
    if (all.has(node)) found = true;
  });
  return found;
}
