/** Unary and binary operators, comparisons and shifts. Spec: "Operators". */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { unalias } from '../alias.js';
import { isIntegerBasic, unknown, untyped } from '../basic.js';
import { newPointer } from '../composite.js';
import { underlying } from '../named.js';
import { coreType } from '../type-sets.js';
import type { Written } from '../types.js';
import { M } from './tables.js';
import type { Typing } from './typing.js';
import { expr, valueType } from './expressions.js';

export function unaryExpr(t: Typing, node: Node, target: Written | undefined): Written {
  const x = t.ast.a[node]!;
  switch (t.ast.op[node]!) {
    case Op.And: {
      const type = expr(t, x);
      t.mode = M.Value;
      return type.kind === 'unknown' ? unknown : newPointer(type);
    }
    case Op.Arrow: {
      const core = coreType(valueType(t, x));
      t.mode = M.Value;
      return core?.kind === 'chan' ? core.writtenElem : unknown;
    }
    case Op.Tilde:
      return unknown;
    default: {
      const type = expr(t, x, target);
      if (t.mode !== M.Constant) t.mode = M.Value;
      return type;
    }
  }
}

/** Chains of operators are long in generated code: the left operands are walked, not recursed into. */
export function binaryExpr(t: Typing, node: Node, target: Written | undefined): Written {
  const { a, b, op, kind } = t.ast;
  const chain: Node[] = [];
  let left = node;
  for (; kind[left] === Kind.BinaryExpr; left = a[left]!) chain.push(left);
  let type = expr(t, left, target);
  for (let i = chain.length - 1; i >= 0; i--) {
    const leftMode: M = t.mode;
    const isTyped = type.kind !== 'unknown' && !(type.kind === 'basic' && type.untyped);
    const right = expr(t, b[chain[i]!]!, isTyped && !isShift(op[chain[i]!]!) ? type : target);
    const constant = leftMode === M.Constant && t.mode === M.Constant;
    type = operation(op[chain[i]!]!, type, right, constant, target);
    t.mode = constant ? M.Constant : M.Value;
    if (i > 0) t.record(chain[i]!, type);
  }
  return type;
}

function isShift(op: Op): boolean {
  return op === Op.Shl || op === Op.Shr;
}

function operation(op: Op, x: Written, y: Written, constant: boolean, target: Written | undefined): Written {
  switch (op) {
    case Op.Eql:
    case Op.Neq:
    case Op.Lss:
    case Op.Leq:
    case Op.Gtr:
    case Op.Geq:
      return untyped.bool;
    case Op.Shl:
    case Op.Shr:
      return shift(x, constant, target);
    default:
      return matched(x, y);
  }
}

/** Spec: "Operators": a shift of an untyped constant by a variable takes the type of the place it stands in. */
function shift(x: Written, constant: boolean, target: Written | undefined): Written {
  if (x.kind !== 'basic' || !x.untyped) return x;
  if (constant) return x === untyped.rune ? x : untyped.int;
  const wanted = target === undefined ? undefined : underlying(unalias(target));
  if (wanted?.kind === 'basic' && isIntegerBasic(wanted)) return target!;
  return untyped.int;
}

const numericOrder = [untyped.int, untyped.rune, untyped.float, untyped.complex] as readonly Written[];

function matched(x: Written, y: Written): Written {
  const xUntyped = x.kind === 'basic' && x.untyped;
  const yUntyped = y.kind === 'basic' && y.untyped;
  if (xUntyped && yUntyped) return numericOrder.indexOf(x) >= numericOrder.indexOf(y) ? x : y;
  if (xUntyped) return y;
  if (yUntyped || y.kind === 'unknown') return x;
  return x.kind === 'unknown' ? y : x;
}
