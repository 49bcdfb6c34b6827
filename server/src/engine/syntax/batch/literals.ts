/**
 * Where Go's number, rune and string literals end, and whether they are well formed: the slow paths of the scanner.
 * Works on UTF-16 units that end with a 0 unit. Positions are UTF-16 offsets; -1 stands for a malformed literal.
 * Does not compute values.
 */
import { Op } from '../ast.js';

const enum Char {
  Newline = 10,
  Quote = 34,
  Apostrophe = 39,
  Dot = 46,
  Zero = 48,
  Backslash = 92,
  Underscore = 95,
}

/**
 * Scans the number literal at `start`: its end times 8 plus its kind (`Op.Int`, `Op.Float` or `Op.Imag`).
 * Spec: "Integer literals", "Floating-point literals", "Imaginary literals".
 */
export function scanNumber(codes: Uint16Array, start: number): number {
  let p = start;
  let kind = Op.Int;
  let prefix = 0; // 'x', 'o', 'b', '0' (octal the old way) or none
  if (codes[p] === Char.Zero) {
    const mark = lower(codes[p + 1]!);
    prefix = mark === 120 || mark === 111 || mark === 98 ? mark : Char.Zero;
    p += prefix === Char.Zero ? 0 : 2;
  }
  const hex = prefix === 120;
  const whole = p;
  p = skipDigits(codes, p, hex);
  let digits = countsDigit(codes, whole, p);
  const wholeEnd = p;
  if (codes[p] === Char.Dot) {
    if (prefix === 111 || prefix === 98) return -1;
    kind = Op.Float;
    const fraction = ++p;
    p = skipDigits(codes, p, hex);
    digits ||= countsDigit(codes, fraction, p);
  }
  if (!digits) return -1;
  const exponent = lower(codes[p]!);
  if (exponent === 101 || exponent === 112) {
    if ((exponent === 112) !== hex || prefix === 111 || prefix === 98) return -1;
    kind = Op.Float;
    p++;
    if (codes[p] === 43 || codes[p] === 45) p++;
    const power = p;
    p = skipDigits(codes, p, false);
    if (!countsDigit(codes, power, p)) return -1;
  } else if (hex && kind === Op.Float) {
    return -1;
  }
  if (codes[p] === 105) {
    kind = Op.Imag;
    p++;
  }
  // Only an integer's digits are checked against its base: 08.5 is decimal, and so is 08i for compatibility.
  if (kind === Op.Int && !hex && prefix !== 0) {
    if (hasDigitFrom(codes, whole, wholeEnd, prefix === 98 ? 2 : 8)) return -1;
  }
  return separatorsMisplaced(codes, start, p) ? -1 : p * 8 + kind;
}

/** The end of the rune literal whose opening apostrophe is at `start`. Spec: "Rune literals". */
export function scanRune(codes: Uint16Array, start: number): number {
  let p = start + 1;
  const unit = codes[p]!;
  if (unit === 0 || unit === Char.Newline || unit === Char.Apostrophe) return -1;
  if (unit === Char.Backslash) {
    p = scanEscape(codes, p, Char.Apostrophe);
    if (p < 0) return -1;
  } else {
    p += isSurrogatePair(unit, codes[p + 1]!) ? 2 : 1;
  }
  return codes[p] === Char.Apostrophe ? p + 1 : -1;
}

/** The end of the escape sequence whose backslash is at `start`, in a literal that ends with `quote`. */
export function scanEscape(codes: Uint16Array, start: number, quote: number): number {
  const mark = codes[start + 1]!;
  switch (mark) {
    case 97: // a
    case 98: // b
    case 102: // f
    case 110: // n
    case 114: // r
    case 116: // t
    case 118: // v
    case Char.Backslash:
    case quote:
      return start + 2;
    case 120: // \xFF
      return escapeValue(codes, start + 2, 2, 16) < 0 ? -1 : start + 4;
    case 117: // \uFFFF
      return isCodePoint(escapeValue(codes, start + 2, 4, 16)) ? start + 6 : -1;
    case 85: // \U0010FFFF
      return isCodePoint(escapeValue(codes, start + 2, 8, 16)) ? start + 10 : -1;
    default: {
      const value = escapeValue(codes, start + 1, 3, 8);
      return value < 0 || value > 255 ? -1 : start + 4;
    }
  }
}

function isSurrogatePair(first: number, second: number): boolean {
  return first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 && second < 0xe000;
}

function isCodePoint(value: number): boolean {
  return value >= 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

function escapeValue(codes: Uint16Array, start: number, length: number, base: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = digitOf(codes[start + i]!);
    if (digit >= base) return -1;
    value = value * base + digit;
  }
  return value;
}

/** The value of a hexadecimal digit; 16 for anything else. */
function digitOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48;
  const letter = lower(unit);
  return letter >= 97 && letter <= 102 ? letter - 87 : 16;
}

function lower(unit: number): number {
  return unit | 32;
}

function skipDigits(codes: Uint16Array, start: number, hex: boolean): number {
  let p = start;
  while (codes[p] === Char.Underscore || digitOf(codes[p]!) < (hex ? 16 : 10)) p++;
  return p;
}

function countsDigit(codes: Uint16Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) if (codes[p] !== Char.Underscore) return true;
  return false;
}

function hasDigitFrom(codes: Uint16Array, start: number, end: number, base: number): boolean {
  for (let p = start; p < end; p++) if (codes[p] !== Char.Underscore && digitOf(codes[p]!) >= base) return true;
  return false;
}

/** Underscores stand between digits only; a base prefix counts as a digit. */
function separatorsMisplaced(codes: Uint16Array, start: number, end: number): boolean {
  const mark = codes[start] === Char.Zero ? lower(codes[start + 1]!) : 0;
  const prefixed = start + 1 < end && (mark === 120 || mark === 111 || mark === 98);
  let previous = prefixed ? Char.Zero : Char.Dot;
  for (let p = prefixed ? start + 2 : start; p < end; p++) {
    const unit = codes[p]!;
    if (unit === Char.Underscore) {
      if (previous !== Char.Zero) return true;
      previous = Char.Underscore;
    } else if (digitOf(unit) < (prefixed && mark === 120 ? 16 : 10)) {
      previous = Char.Zero;
    } else {
      if (previous === Char.Underscore) return true;
      previous = Char.Dot;
    }
  }
  return previous === Char.Underscore;
}
