/** Unary and binary operators, comparisons and shifts. Spec: "Operators". */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { unalias } from '../alias.js';
import { basic, isIntegerBasic, unknown, untyped } from '../basic.js';
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
  const targets: (Written | undefined)[] = [];
  let left = node;
  let place = target;
  for (; kind[left] === Kind.BinaryExpr; left = a[left]!) {
    // What is compared does not go where the comparison goes.
    if (isComparison(op[left]!)) place = undefined;
    chain.push(left);
    targets.push(place);
  }
  let type = expr(t, left, place);
  for (let i = chain.length - 1; i >= 0; i--) {
    const current = chain[i]!;
    const operator = op[current]!;
    const leftMode: M = t.mode;
    const forRight = isShift(operator) ? undefined : isTyped(type) ? type : targets[i];
    const right = expr(t, b[current]!, forRight);
    const constant = leftMode === M.Constant && t.mode === M.Constant;
    if (!isShift(operator) && isTyped(right) && (!isTyped(type) || type === targets[i]) && isOpen(t, a[current]!)) {
      type = expr(t, a[current]!, right);
    }
    type = operation(operator, type, right, constant, i === 0 ? target : targets[i - 1]);
    t.mode = constant ? M.Constant : M.Value;
    if (i > 0) t.record(current, type);
  }
  return type;
}

function isShift(op: Op): boolean {
  return op === Op.Shl || op === Op.Shr;
}

function isComparison(op: Op): boolean {
  return op >= Op.Eql && op <= Op.Geq;
}

function isTyped(type: Written): boolean {
  return type.kind !== 'unknown' && !(type.kind === 'basic' && type.untyped);
}

/**
 * Whether an operand that is no constant is untyped nevertheless, so that the other one gives it its type: comparisons, and
 * shifts of untyped constants.
 */
function isOpen(t: Typing, node: Node, depth = 0): boolean {
  const { a, b, op, kind } = t.ast;
  if (depth > deepestOpen) return false;
  switch (kind[node]!) {
    case Kind.ParenExpr:
    case Kind.UnaryExpr:
      return op[node] !== Op.Arrow && op[node] !== Op.And && isOpen(t, a[node]!, depth + 1);
    case Kind.BinaryExpr: {
      if (isComparison(op[node]!)) return t.tables?.modeOf(node) !== 'constant';
      const [right, left] = [b[node]!, a[node]!];
      if (isShift(op[node]!)) {
        const isVariable = t.tables?.modeOf(right) !== 'constant';
        return (isVariable && isUntypedConstant(t, left)) || isOpen(t, left, depth + 1);
      }
      if (isUntypedConstant(t, right)) return isOpen(t, left, depth + 1);
      return isOpen(t, right, depth + 1) && (isUntypedConstant(t, left) || isOpen(t, left, depth + 1));
    }
    default:
      return false;
  }
}

/** Code that people write nests less. */
const deepestOpen = 20;

function isUntypedConstant(t: Typing, node: Node): boolean {
  const type = t.tables?.writtenTypeOf(node);
  return t.tables?.modeOf(node) === 'constant' && type?.kind === 'basic' && type.untyped;
}

function operation(op: Op, x: Written, y: Written, constant: boolean, target: Written | undefined): Written {
  if (isComparison(op)) return comparison(target);
  return isShift(op) ? shift(x, constant, target) : matched(x, y);
}

/** An untyped bool, or the boolean type that the place it goes to has. */
function comparison(target: Written | undefined): Written {
  const wanted = target === undefined ? undefined : underlying(unalias(target));
  return wanted === basic.bool ? target! : untyped.bool;
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
