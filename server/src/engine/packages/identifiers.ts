/** The identifiers that occur in a declaration: a superset of the names that its meaning can depend on. */
import { Kind } from '../syntax/ast.js';
import type { Name } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { walk } from '../syntax/walk.js';

const headers = new WeakMap<Decl, ReadonlySet<Name>>();

/** Of a function: those outside of its body. What the declared objects' types depend on. */
export function headerNames(decl: Decl): ReadonlySet<Name> {
  let names = headers.get(decl);
  if (names === undefined) headers.set(decl, (names = collectHeader(decl)));
  return names;
}

/** Whether one of the names occurs anywhere in the declaration. */
export function mentionsAny(decl: Decl, names: ReadonlySet<Name>): boolean {
  if (names.size === 0) return false;
  const { kind, a } = decl.ast;
  for (let node = decl.first; node < decl.last; node++) {
    if (kind[node] === Kind.Ident && names.has(a[node]!)) return true;
  }
  return false;
}

function collectHeader(decl: Decl): ReadonlySet<Name> {
  const names = new Set<Name>();
  if (decl.root === 0) return names;
  const { ast } = decl;
  const body = ast.kind[decl.root] === Kind.FuncDecl ? ast.d[decl.root]! : 0;
  walk(ast, decl.root, (node) => {
    if (node === body && body !== 0) return false;
    if (ast.kind[node] === Kind.Ident) names.add(ast.a[node]!);
    return true;
  });
  return names;
}
