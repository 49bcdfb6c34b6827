/** Operators on constant values. What Go rejects, and what no array length needs, is undefined. */
import { Op } from '../../syntax/ast.js';
import type { ConstantValue } from '../objects.js';

export function unary(op: Op, x: ConstantValue): ConstantValue {
  if (typeof x === 'boolean') return op === Op.Not ? !x : undefined;
  if (typeof x === 'bigint') {
    if (op === Op.Add) return x;
    if (op === Op.Sub) return -x;
    return op === Op.Xor ? ~x : undefined;
  }
  if (typeof x !== 'number') return undefined;
  if (op === Op.Add) return x;
  return op === Op.Sub ? -x : undefined;
}

export function binary(op: Op, x: ConstantValue, y: ConstantValue): ConstantValue {
  if (x === undefined || y === undefined) return undefined;
  if (typeof x === 'bigint' && typeof y === 'bigint') return integers(op, x, y);
  if (typeof x === 'string' && typeof y === 'string') {
    if (op === Op.Add) return x + y;
    return undefined;
  }
  if (typeof x === 'boolean' || typeof y === 'boolean' || typeof x === 'string' || typeof y === 'string') {
    return undefined;
  }
  if (op === Op.Shl || op === Op.Shr) {
    return Number.isSafeInteger(x) && typeof y === 'bigint' ? integers(op, BigInt(x), y) : undefined;
  }
  return floats(op, Number(x), Number(y));
}

/** Shifts further than this are not of this world. */
const longestShift = 4096n;

function integers(op: Op, x: bigint, y: bigint): ConstantValue {
  switch (op) {
    case Op.Add:
      return x + y;
    case Op.Sub:
      return x - y;
    case Op.Mul:
      return x * y;
    case Op.Quo:
      return y === 0n ? undefined : x / y;
    case Op.Rem:
      return y === 0n ? undefined : x % y;
    case Op.And:
      return x & y;
    case Op.Or:
      return x | y;
    case Op.Xor:
      return x ^ y;
    case Op.AndNot:
      return x & ~y;
    case Op.Shl:
      return y < 0n || y > longestShift ? undefined : x << y;
    case Op.Shr:
      return y < 0n || y > longestShift ? undefined : x >> y;
    default:
      return comparison(op, x < y, x === y);
  }
}

function floats(op: Op, x: number, y: number): ConstantValue {
  switch (op) {
    case Op.Add:
      return x + y;
    case Op.Sub:
      return x - y;
    case Op.Mul:
      return x * y;
    case Op.Quo:
      return y === 0 ? undefined : x / y;
    default:
      return comparison(op, x < y, x === y);
  }
}

function comparison(op: Op, less: boolean, equal: boolean): boolean | undefined {
  switch (op) {
    case Op.Eql:
      return equal;
    case Op.Neq:
      return !equal;
    case Op.Lss:
      return less;
    case Op.Leq:
      return less || equal;
    case Op.Gtr:
      return !less && !equal;
    case Op.Geq:
      return !less;
    default:
      return undefined;
  }
}
