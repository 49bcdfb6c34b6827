/** How rules say what they saw: accesses, calls that lead to them, names of maps, and the order of sites. */
import { pathText } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { declNumber } from '../flow/decl-number.js';
import type { Access, Site } from '../flow/summary.js';
import type { Pass } from './pass.js';
import type { Note } from './rule.js';

/** What an access does, as a verb for messages. */
export function verb(access: Access): string {
  switch (access.how) {
    case 'range':
      return 'iterated';
    case 'delete':
      return 'deleted from';
    case 'clear':
      return 'cleared';
    case 'assign':
    case 'fill':
    case 'decode':
      return 'written';
    case 'index':
    case 'len':
    case 'use':
      return 'read';
  }
}

/** The name through which the map of an access is reached. */
export function nameOf(access: Access): string {
  const loc = access.names.find((name) => name.length > 0)?.[0] ?? access.maps[0];
  return loc ? pathText(access.table, loc) : 'the map';
}

/** Orders sites as a reader meets them: by file, then by place. */
export function compareSites(pass: Pass, a: Site, b: Site): number {
  const left = pass.locate(a);
  const right = pass.locate(b);
  if (!left || !right) return left ? -1 : right ? 1 : 0;
  return left.file < right.file ? -1 : left.file > right.file ? 1 : left.start - right.start;
}

/** The call through which a function reaches an access in another one, as a note. */
export function callNotes(access: Access): readonly Note[] {
  const call = access.calls[0];
  return [
    ...(call ? [{ at: call, message: 'reached through this call' }] : []),
    ...(access.beyond ? [{ at: access.beyond, message: `the map is ${verb(access)} here, in another package` }] : []),
  ];
}

/** A key for a write, as what a finding is about. */
export function writeKey({ decl, node }: Site): string {
  return `write ${declNumber(decl)}:${node}`;
}

/** Without repetitions of one range. */
export function distinct(notes: readonly Note[]): readonly Note[] {
  const seen = new Set<string>();
  return notes.filter(({ at }) => {
    const key = `${at.decl.ast.start[at.node]} ${at.node} ${at.decl.text.length}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The name of a declared function or method, as `Type.Method`; `a function literal` for literals. */
export function functionName(facts: FunctionFacts): string {
  const { func } = facts.func;
  if (!func) return 'a function literal';
  const recv = func.type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  return named?.kind === 'named' ? `${named.obj.name}.${func.name}` : func.name;
}
