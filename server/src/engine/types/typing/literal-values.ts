/** The values of literals, from their text. */
import { Op, type Node } from '../../syntax/ast.js';
import type { ConstantValue } from '../objects.js';
import type { Typing } from './typing.js';

/** The text of a string literal; undefined for one that is broken. */
export function stringValue(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.endsWith('`') ? literal.slice(1, -1).replaceAll('\r', '') : undefined;
  if (literal.length < 2 || !literal.endsWith('"')) return undefined;
  return literal.slice(1, -1).replace(escape, (_, code: string) => unescaped(code));
}

const escape = /\\([abfnrtv\\'"]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3})/g;

const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescaped(code: string): string {
  const first = code[0]!;
  if (first === 'x') return String.fromCharCode(parseInt(code.slice(1), 16));
  if (first === 'u' || first === 'U') {
    const point = parseInt(code.slice(1), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  if (first >= '0' && first <= '7') return String.fromCharCode(parseInt(code, 8));
  return letters[first] ?? first;
}

export function literalValue(t: Typing, node: Node): ConstantValue {
  const text = t.text(node);
  switch (t.ast.op[node]!) {
    case Op.Int:
      return integer(text);
    case Op.Float: {
      const value = Number(text.replaceAll('_', ''));
      return Number.isNaN(value) ? undefined : value;
    }
    case Op.Char: {
      const inner = text.slice(1, -1).replace(escape, (_, code: string) => unescaped(code));
      const point = inner.codePointAt(0);
      return point === undefined ? undefined : BigInt(point);
    }
    case Op.String:
      return stringValue(text);
    default:
      return undefined;
  }
}

function integer(text: string): bigint | undefined {
  let digits = text.replaceAll('_', '');
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  return /^(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.test(digits) ? BigInt(digits) : undefined;
}

/** How long a string is in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const point = char.codePointAt(0)!;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
