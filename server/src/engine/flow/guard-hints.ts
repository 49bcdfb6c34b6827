/** What the declaration of a field or variable says of its guard: a comment, or the mutex that stands right above it. */
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import type { Var } from '../types/types.js';
import type { Cell } from './cells.js';
import type { GuardHints } from './guards.js';

/** `guarded by mu`, `protected by s.mu`: the last name counts. */
const annotation = /(?:guarded|protected) by\s+`?(?:\w+\.)*(\w+)`?/i;

export const declaredHints: GuardHints = {
  annotated(cell: Cell): string | undefined {
    const place = placeOf(cell.variable);
    if (!place) return undefined;
    const { decl, field } = place;
    const near = commentsAround(decl, decl.ast.start[field]!, decl.ast.end[field]!);
    const name = annotation.exec(near)?.[1];
    return name && place.siblings.some((sibling) => namesOf(decl, sibling).includes(name)) ? name : undefined;
  },
  above(cell: Cell): string | undefined {
    const place = placeOf(cell.variable);
    if (!place) return undefined;
    const { decl, field, siblings } = place;
    for (let i = siblings.indexOf(field); i > 0; i--) {
      const gap = decl.text.slice(decl.ast.end[siblings[i - 1]!], decl.ast.start[siblings[i]!]);
      if (/\n\s*\n/.test(gap)) return undefined;
      const name = mutexName(decl, siblings[i - 1]!, cell.variable!);
      if (name) return name;
    }
    return undefined;
  },
};

interface Place {
  readonly decl: Decl;
  /** The Field node of the variable, and all fields of its struct type in order. */
  readonly field: Node;
  readonly siblings: readonly Node[];
}

/** The field of a struct type that declares a variable. */
function placeOf(variable: Var | undefined): Place | undefined {
  if (variable?.role !== 'field' || !variable.origin) return undefined;
  const { decl, node } = variable.origin;
  const { ast } = decl;
  for (let at = decl.first; at < decl.last; at++) {
    if (ast.kind[at] !== Kind.StructType) continue;
    const siblings = [...nodesOf(ast, ast.a[ast.a[at]!]!)];
    const field = siblings.find((candidate) => nodesOf(ast, ast.a[candidate]!).includes(node));
    if (field !== undefined) return { decl, field, siblings };
  }
  return undefined;
}

/** The names a field declares; the type's own name for embedded ones. */
function namesOf(decl: Decl, field: Node): readonly string[] {
  const { ast } = decl;
  const names = [...nodesOf(ast, ast.a[field]!)].map((ident) => textOf(ast.a[ident]!));
  if (names.length > 0) return names;
  let type = ast.b[field]!;
  if (ast.kind[type] === Kind.StarExpr) type = ast.a[type]!;
  if (ast.kind[type] === Kind.SelectorExpr) type = ast.b[type]!;
  return ast.kind[type] === Kind.Ident ? [textOf(ast.a[type]!)] : [];
}

/** The name of a field that is a mutex. */
function mutexName(decl: Decl, field: Node, beside: Var): string | undefined {
  const written = decl.text.slice(decl.ast.start[decl.ast.b[field]!], decl.ast.end[decl.ast.b[field]!]);
  if (!/(^|\.|\*)(RW)?Mutex$/.test(written) || beside.name === '') return undefined;
  return namesOf(decl, field)[0];
}

/** The comment lines right above a field and the comment after it on its line. */
function commentsAround(decl: Decl, start: number, end: number): string {
  const { comments, text } = decl;
  const near: string[] = [];
  for (let i = 0; i < comments.length; i += 2) {
    const from = comments[i]!;
    const to = comments[i + 1]!;
    const above = to <= start && /^\s*$/.test(text.slice(to, start)) && !/\n\s*\n/.test(text.slice(to, start));
    const behind = from >= end && !text.slice(end, from).includes('\n');
    if (above || behind) near.push(text.slice(from, to));
  }
  return near.join(' ');
}
