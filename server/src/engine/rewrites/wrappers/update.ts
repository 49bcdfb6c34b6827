/**
 * A value computed from the one that is there, in one step: `m[k]++` and `m[k] = append(m[k], x)` become
 * `m.Update(k, func(v V) V { return … })`. Nothing may be called in it that could come back to the map.
 */
import { Kind, Op, lengthOf, nodesOf, type Node } from '../../syntax/ast.js';
import { walk } from '../../syntax/walk.js';
import { mapTypeOf } from '../../types/index.js';
import { isRepeatable } from '../expressions.js';
import { nodeText, replace, type Place } from '../place.js';
import { freeName } from '../scopes.js';
import { typeText } from '../type-text.js';
import { usesIn, type Edits } from './use-edits.js';
import type { Wrapper } from './wrapper.js';

export function updateEdits(
  place: Place,
  statement: Node,
  element: Node,
  all: ReadonlySet<Node>,
  wrapper: Wrapper,
): Edits | undefined {
  const { ast, info } = place;
  const key = ast.b[element]!;
  const map = mapTypeOf(info.typeOf(ast.a[element]!));
  const type = map && typeText(place, statement, map.writtenElem);
  if (!wrapper.updates || type === undefined || usesIn(place, key, all)) return undefined;
  const name = freeName(place, ['v', 'value', 'old']);
  const result = resultText(place, statement, element, name, all);
  if (result === undefined || result.includes('\n')) return undefined;
  const target = nodeText(place, ast.a[element]!);
  const text = `${target}.Update(${nodeText(place, key)}, func(${name} ${type}) ${type} { return ${result} })`;
  return [replace(place, statement, text)];
}

/** The new value, where `name` is the present one. */
function resultText(
  place: Place,
  statement: Node,
  element: Node,
  name: string,
  all: ReadonlySet<Node>,
): string | undefined {
  const { ast } = place;
  if (ast.kind[statement] === Kind.IncDecStmt) return `${name} ${ast.op[statement] === Op.Inc ? '+' : '-'} 1`;
  if (lengthOf(ast, ast.a[statement]!) !== 1 || lengthOf(ast, ast.b[statement]!) !== 1) return undefined;
  const value = nodesOf(ast, ast.b[statement]!)[0]!;
  if (!isHarmless(place, value)) return undefined;
  if (ast.op[statement] === Op.Assign) return replaced(place, value, element, name, all);
  const operator = /^\s*(\S+)=\s*$/.exec(place.decl.text.slice(ast.end[element], ast.start[value]))?.[1];
  if (operator === undefined || usesIn(place, value, all)) return undefined;
  const operand = nodeText(place, value);
  const isSimple =
    ast.kind[value] === Kind.Ident || ast.kind[value] === Kind.BasicLit || ast.kind[value] === Kind.SelectorExpr;
  return isSimple
    ? `${name} ${operator} ${operand}`
    : ast.kind[value] === Kind.BinaryExpr
      ? `${name} ${operator} (${operand})`
      : undefined;
}

/** The text of the value with the element by its new name. */
function replaced(place: Place, value: Node, element: Node, name: string, all: ReadonlySet<Node>): string | undefined {
  const { ast } = place;
  if (!isRepeatable(place, ast.b[element]!)) return undefined;
  const same: Node[] = [];
  let others = false;
  walk(ast, value, (node) => {
    if (ast.kind[node] === Kind.IndexExpr && nodeText(place, node) === nodeText(place, element)) {
      same.push(node);
      return false;
    }
    if (all.has(node)) others = true;
    return;
  });
  if (others || same.length === 0) return undefined;
  let text = '';
  let at = ast.start[value]!;
  for (const node of same) {
    text += place.decl.text.slice(at, ast.start[node]) + name;
    at = ast.end[node]!;
  }
  return text + place.decl.text.slice(at, ast.end[value]);
}

/** Calls nothing but builtins and conversions, waits for nothing. */
function isHarmless({ ast, info }: Place, root: Node): boolean {
  let harmless = true;
  walk(ast, root, (node) => {
    const kind = ast.kind[node];
    if (kind === Kind.FuncLit || (kind === Kind.UnaryExpr && ast.op[node] === Op.Arrow)) harmless = false;
    if (kind !== Kind.CallExpr) return;
    const mode = info.modeOf(ast.a[node]!);
    if (mode !== 'builtin' && mode !== 'type') harmless = false;
  });
  return harmless;
}
