/** Composite literals, with types left out inside them. Spec: "Composite literals". */
import { Kind, type Node } from '../../syntax/ast.js';
import { unalias } from '../alias.js';
import { unknown } from '../basic.js';
import { newArray } from '../composite.js';
import { coreType } from '../type-sets.js';
import type { Struct, Written } from '../types.js';
import { constantValue } from './constants.js';
import { expr, valueType } from './expressions.js';
import { M } from './tables.js';
import { typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';

/** @param elided the element type of the literal around, for a literal without a type of its own. */
export function compositeLit(t: Typing, node: Node, elided: Written | undefined): Written {
  const typeNode = t.ast.a[node]!;
  const type = typeNode === 0 ? (elided ?? unknown) : literalType(t, typeNode, node);
  const base = coreType(unalias(type));
  const isElidedPointer = typeNode === 0 && base?.kind === 'pointer';
  elements(t, node, isElidedPointer ? base.elem : unalias(type));
  t.mode = M.Value;
  return type;
}

/** `[...]T{…}` counts its elements. */
function literalType(t: Typing, typeNode: Node, node: Node): Written {
  const { a, b, kind } = t.ast;
  const isCounted = kind[typeNode] === Kind.ArrayType && kind[a[typeNode]!] === Kind.Ellipsis;
  if (!isCounted || a[a[typeNode]!] !== 0) return typeExpr(t, typeNode);
  const elem = typeExpr(t, b[typeNode]!);
  const type = newArray(elementCount(t, node), elem);
  t.mode = M.Type;
  return t.record(typeNode, type);
}

function elementCount(t: Typing, node: Node): number {
  const list = t.ast.b[node]!;
  let index = 0;
  let longest = 0;
  for (let i = 0; i < t.countOf(list); i++) {
    const element = t.item(list, i);
    if (t.ast.kind[element] === Kind.KeyValueExpr) {
      const key = constantValue(t, t.ast.a[element]!);
      if (typeof key !== 'bigint') return -1;
      index = Number(key);
    }
    longest = Math.max(longest, ++index);
  }
  return longest;
}

function elements(t: Typing, node: Node, type: Written): void {
  const core = coreType(unalias(type));
  const list = t.ast.b[node]!;
  for (let i = 0; i < t.countOf(list); i++) {
    const item = t.item(list, i);
    switch (core?.kind) {
      case 'struct':
        structElement(t, item, core, i);
        break;
      case 'array':
      case 'slice':
        indexedElement(t, item, core.writtenElem);
        break;
      case 'map':
        if (t.ast.kind[item] === Kind.KeyValueExpr) {
          element(t, t.ast.a[item]!, core.writtenKey);
          element(t, t.ast.b[item]!, core.writtenElem);
        } else element(t, item, core.writtenElem);
        break;
      default:
        unknownElement(t, item);
    }
  }
}

function structElement(t: Typing, item: Node, struct: Struct, i: number): void {
  if (t.ast.kind[item] !== Kind.KeyValueExpr) {
    expr(t, item, struct.fields[i]?.written);
    return;
  }
  const key = t.ast.a[item]!;
  const name = t.ast.kind[key] === Kind.Ident ? t.nameText(key) : '';
  const field = struct.fields.find((candidate) => candidate.name === name);
  if (field !== undefined) t.bind(key, field);
  expr(t, t.ast.b[item]!, field?.written);
}

function indexedElement(t: Typing, item: Node, elem: Written): void {
  if (t.ast.kind[item] === Kind.KeyValueExpr) {
    valueType(t, t.ast.a[item]!);
    element(t, t.ast.b[item]!, elem);
  } else element(t, item, elem);
}

/** An element whose type may be left out. */
function element(t: Typing, node: Node, type: Written): void {
  if (t.ast.kind[node] !== Kind.CompositeLit || t.ast.a[node] !== 0) {
    expr(t, node, type);
    return;
  }
  const literal = compositeLit(t, node, type);
  t.mode = M.Value;
  t.record(node, literal);
}

/** Of a literal whose type is not known; a key that is a name may be a field's, so nothing is said of it. */
function unknownElement(t: Typing, item: Node): void {
  if (t.ast.kind[item] !== Kind.KeyValueExpr) {
    expr(t, item);
    return;
  }
  if (t.ast.kind[t.ast.a[item]!] !== Kind.Ident) expr(t, t.ast.a[item]!);
  expr(t, t.ast.b[item]!);
}
