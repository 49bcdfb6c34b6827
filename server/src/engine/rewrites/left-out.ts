/**
 * Files of the package that the build leaves out, for other systems or by their tags. They are not typed: a rewrite that
 * would have to look after them too is not offered. By spelling, so a name that means something else there counts as well.
 */
import type { Pass } from '../rules/pass.js';
import type { Var } from '../types/index.js';

/** Whether such a file uses the field or package-level variable. */
export function isUsedLeftOut(pass: Pass, { name, role }: Var): boolean {
  return matches(pass, role === 'field' ? `(\\.${name}${end}|${start}${name}\\s*:)` : `${start}${name}${end}`);
}

/** Whether such a file has the name. */
export function isNamedLeftOut(pass: Pass, name: string): boolean {
  return matches(pass, `${start}${name}${end}`);
}

/** Whether such a file declares a method of the name, or calls one. */
export function hasMethodLeftOut(pass: Pass, name: string): boolean {
  return matches(pass, `[.)]\\s*${name}${end}`);
}

/** Whether such a file has a literal of the type that may name no fields. */
export function isBuiltLeftOut(pass: Pass, type: string): boolean {
  return matches(pass, `${start}${type}(\\[[^\\]]*\\])?\\{\\s*(?![\\s}]|\\w+\\s*:)`);
}

/** Where a name starts and ends. */
const start = '(?<![\\p{L}\\p{Nd}_])';
const end = '(?![\\p{L}\\p{Nd}_])';

function matches({ pkg }: Pass, pattern: string): boolean {
  const expression = new RegExp(pattern, 'u');
  return pkg.leftOut().some((text) => expression.test(text));
}
