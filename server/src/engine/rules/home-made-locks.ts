/** Locks that a package has made itself: a pair of functions `lockSession` and `unlockSession` around what they guard. */
import { Kind } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';

const known = new WeakMap<Decl, boolean>();

/** Whether a declaration calls both functions of such a pair. What is between the calls is not looked at. */
export function takesHomeMadeLock(decl: Decl): boolean {
  let takes = known.get(decl);
  if (takes === undefined) known.set(decl, (takes = hasPair(decl)));
  return takes;
}

function hasPair({ ast, first, last }: Decl): boolean {
  const locks = new Set<string>();
  const unlocks = new Set<string>();
  for (let node = first; node < last; node++) {
    if (ast.kind[node] !== Kind.CallExpr) continue;
    const fun = ast.a[node]!;
    const name = ast.kind[fun] === Kind.SelectorExpr ? ast.b[fun]! : fun;
    if (ast.kind[name] !== Kind.Ident) continue;
    const [, un, what] = /^([uU]n)?[lL]ock(\p{Lu}\w*)$/u.exec(textOf(ast.a[name]!)) ?? [];
    if (what !== undefined) (un === undefined ? locks : unlocks).add(what);
  }
  return [...locks].some((what) => unlocks.has(what));
}
