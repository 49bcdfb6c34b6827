/** The statements that copy a map where an expression is not enough: `make` with `maps.Copy`, or with a loop. */
import type { Node } from '../syntax/ast.js';
import type { Written } from '../types/index.js';
import type { Place } from './place.js';
import { isPredeclared } from './scopes.js';
import { typeText } from './type-text.js';

/** How a map may be copied in a file: `maps` came with Go 1.21. */
export function hasMapsPackage({ pass, file }: Place): boolean {
  return pass.goVersion(file) >= 121;
}

/** `make(T, len(source))`; undefined where the type, `make` or `len` cannot be written at the node. */
export function madeLike(place: Place, node: Node, type: Written, source: string): string | undefined {
  const text = typeText(place, node, type);
  if (text === undefined || !isPredeclared(place, node, 'make') || !isPredeclared(place, node, 'len')) return undefined;
  return `make(${text}, len(${source}))`;
}

/** The lines of `for k, v := range source { target[k] = v }`, with names that neither expression uses. */
export function copyLoop(target: string, source: string): readonly string[] {
  const used = new Set(`${target} ${source}`.match(/[\p{L}_][\p{L}\p{Nd}_]*/gu));
  const [key, value] = [
    ['k', 'v'],
    ['key', 'value'],
    ['mapKey', 'mapValue'],
  ].find((names) => names.every((name) => !used.has(name))) ?? ['k_', 'v_'];
  return [`for ${key}, ${value} := range ${source} {`, `\t${target}[${key}] = ${value}`, '}'];
}
