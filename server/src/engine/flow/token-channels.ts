/**
 * Channels that serve as locks: one with room for one token, and one that keeps a value for whoever takes it out, uses it
 * and puts it back (Bryan C. Mills, *Rethinking Classical Concurrency Patterns*, 2018).
 */
import { Kind, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { holdsMap, isMap, underlying, type Type } from '../types/index.js';

/** `chan struct{}` and `chan bool` carry tokens, not values. */
export function isTokenChannel(type: Type): boolean {
  const chan = underlying(type);
  if (chan.kind !== 'chan') return false;
  const elem = underlying(chan.elem);
  return elem.kind === 'struct' ? elem.fields.length === 0 : elem.kind === 'basic' && elem.name === 'bool';
}

/** Whether what a channel carries is or has maps, which a receiver can keep to itself. */
export function carriesMaps(type: Type): boolean {
  const chan = underlying(type);
  return chan.kind === 'chan' && (isMap(chan.elem) || holdsMap(chan.elem));
}

/** Whether a declaration that receives from a channel sends on it, too: what it takes out, it puts back. */
export function isPutBack({ ast, first, last, text }: Decl, receive: Node): boolean {
  if (ast.kind[receive] !== Kind.UnaryExpr) return false;
  const chan = text.slice(ast.start[ast.a[receive]!], ast.end[ast.a[receive]!]);
  for (let node = first; node < last; node++)
    if (ast.kind[node] === Kind.SendStmt && text.slice(ast.start[ast.a[node]!], ast.end[ast.a[node]!]) === chan)
      return true;
  return false;
}
