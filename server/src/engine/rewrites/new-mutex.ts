/** The declaration of a mutex beside a field or a package-level variable that holds a map. */
import type { FileEdit } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { Kind, nodesOf, type Ast, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import {
  holdsMap,
  isExported,
  isMap,
  lookupFieldOrMethod,
  underlying,
  type Named,
  type Type,
  type Var,
} from '../types/index.js';
import { importing } from './imports.js';
import { isBuiltLeftOut, isNamedLeftOut } from './left-out.js';
import { holdsLock } from './locks.js';
import { declaring, insert, placeOf, type Place } from './place.js';
import { freeName, usedNames } from './scopes.js';
import { fieldAbove } from './struct-fields.js';

export interface NewMutex {
  readonly name: string;
  readonly isField: boolean;
  /** Other packages may copy values of the type, and it had no lock so far that forbids it. */
  readonly isCopiable: boolean;
  readonly edits: readonly FileEdit[];
}

/** `var cacheMu sync.RWMutex` above the declaration of the variable. */
export function packageMutex(pass: Pass, variable: Var): NewMutex | undefined {
  const place = variable.origin && placeOf(pass, variable.origin.decl);
  if (!place) return undefined;
  const { ast, decl } = place;
  const everywhere = new Set(pass.files.flatMap((file) => file.decls).flatMap((each) => namesIn(pass, each)));
  const name = freeName(place, [`${variable.name}Mu`, `${variable.name}Mutex`], everywhere);
  if (isNamedLeftOut(pass, name)) return undefined;
  const { name: sync, edits } = importing(place, 'sync', [variable.origin!.node]);
  const at = commentStart(place, ast.start[decl.root]!);
  const before = place.file.text.slice(0, place.start + at);
  const gap = /\n[ \t]*\r?\n$/.test(before) ? '' : '\n';
  const text = `${gap}// ${name} guards ${variable.name}.\nvar ${name} ${sync}.RWMutex\n\n`;
  return { name, isField: false, isCopiable: false, edits: [declaring(insert(place, at, text), name), ...edits] };
}

/** `mu sync.RWMutex` above the field; not in structs that are copied or built by position. */
export function fieldMutex(pass: Pass, field: Var): NewMutex | undefined {
  const { origin } = field.generic;
  const place = origin && placeOf(pass, origin.decl);
  if (!place) return undefined;
  const { ast } = place;
  const parents = parentsOf(ast);
  const row = parents[origin!.node]!;
  const struct = parents[parents[row]!]!;
  const spec = parents[struct]!;
  if (ast.kind[struct] !== Kind.StructType || ast.kind[spec] !== Kind.TypeSpec || ast.c[spec] !== struct)
    return undefined;
  const named = pass.pkg.namedTypes.find(
    ({ obj }) => obj.origin?.decl === place.decl && obj.origin.node === ast.a[spec],
  );
  if (!named || isCopied(pass, named) || isBuiltByPosition(pass, named)) return undefined;
  // With one map beside another, each may come to need a mutex of its own.
  const isOnly = holdsOneMap(named);
  const name = [...(isOnly ? ['mu'] : []), `${field.name}Mu`, `${field.name}Mutex`].find(
    (each) => !lookupFieldOrMethod(named, each, pass.pkg.path),
  );
  if (name === undefined) return undefined;
  const { name: sync, edits } = importing(place, 'sync', [origin!.node]);
  const added = fieldAbove(place, struct, row, name, `${sync}.RWMutex`);
  const isCopiable = pass.pkg.name !== 'main' && isExported(named.obj.name) && !holdsLock(named);
  return added && { name, isField: true, isCopiable, edits: [declaring(added[0]!, name), ...added.slice(1), ...edits] };
}

function holdsOneMap(named: Named): boolean {
  const struct = underlying(named);
  return struct.kind === 'struct' && struct.fields.filter(({ type }) => isMap(type) || holdsMap(type)).length === 1;
}

function namesIn(pass: Pass, decl: Place['decl']): readonly string[] {
  const place = placeOf(pass, decl);
  return place ? [...usedNames(place)] : [];
}

/** Where the comment right above an offset starts. */
function commentStart({ decl: { comments, text } }: Place, at: number): number {
  let top = at;
  for (let i = comments.length - 2; i >= 0; i -= 2) {
    if (comments[i + 1]! > top) continue;
    if (!/^[ \t]*\r?\n[ \t]*$/.test(text.slice(comments[i + 1]!, top))) break;
    top = comments[i]!;
  }
  return top;
}

/** Whether values of the type are copied somewhere in the package, or passed by value. */
function isCopied(pass: Pass, named: Named): boolean {
  const holds = (type: Type): boolean => holdsValue(type, named);
  if (pass.files.some((file) => file.decls.some((decl) => copiesValue(pass, decl, holds)))) return true;
  return pass.pkg.funcs.some(({ type: { recv, params, results } }) =>
    [...(recv ? [recv] : []), ...params, ...results].some(({ type }) => holds(type)),
  );
}

/**
 * Whether such a value is copied: one that a variable holds, or that no variable holds (of a type assertion, an element
 * of a map, a receive), or that a function literal takes or returns.
 */
function copiesValue(pass: Pass, decl: Decl, holds: (type: Type) => boolean): boolean {
  const { ast, first, last } = decl;
  const info = pass.pkg.info(decl);
  for (let node = first; node < last; node++) {
    const kind = ast.kind[node];
    const yields = kind === Kind.TypeAssertExpr || kind === Kind.IndexExpr || kind === Kind.UnaryExpr;
    const taken = isTaken(ast, node);
    if (!yields && !taken && !isParameterType(ast, node)) continue;
    const mode = info.modeOf(node);
    const isCopy = mode === 'variable' ? taken : mode === 'type' ? !taken : yields;
    if (isCopy && holds(info.typeOf(node))) return true;
    // The variable of a range clause is declared here, which is no use of it.
    const object = taken && ast.kind[node] === Kind.Ident ? info.objectOf(node) : undefined;
    if (object?.kind === 'var' && holds(object.type)) return true;
  }
  return false;
}

/** Whether the value of an expression goes somewhere else: assigned, passed, returned, sent, put into a literal. */
function isTaken(ast: Ast, node: Node): boolean {
  const parents = parentsOf(ast);
  while (ast.kind[parents[node]!] === Kind.ParenExpr) node = parents[node]!;
  const parent = parents[node]!;
  switch (ast.kind[parent]) {
    case Kind.AssignStmt:
    case Kind.CallExpr:
    case Kind.CompositeLit:
      return nodesOf(ast, ast.b[parent]!).includes(node);
    case Kind.ValueSpec:
      return nodesOf(ast, ast.c[parent]!).includes(node);
    case Kind.KeyValueExpr:
    case Kind.SendStmt:
    case Kind.RangeStmt:
      return ast.b[parent] === node;
    case Kind.ReturnStmt:
      return true;
    default:
      return false;
  }
}

function isParameterType(ast: Ast, node: Node): boolean {
  const parents = parentsOf(ast);
  const field = parents[node]!;
  if (ast.kind[field] !== Kind.Field || ast.b[field] !== node) return false;
  const func = parents[parents[field]!]!;
  return ast.kind[func] === Kind.FuncType && ast.kind[parents[func]!] === Kind.FuncLit;
}

/** Whether a value of the type holds one of the other, not behind a pointer. */
function holdsValue(type: Type, named: Named, depth = 0): boolean {
  if (type.kind === 'named' && type.origin === named.origin) return true;
  if (depth > 8) return false;
  const under = underlying(type);
  if (under.kind === 'array') return holdsValue(under.elem, named, depth + 1);
  return under.kind === 'struct' && under.fields.some((field) => holdsValue(field.type, named, depth + 1));
}

/** Whether a literal of the type names no fields: one field more would not fit. */
export function isBuiltByPosition(pass: Pass, named: Named): boolean {
  if (isBuiltLeftOut(pass, named.obj.name)) return true;
  return pass.files.some((file) =>
    file.decls.some((decl) => {
      const { ast } = decl;
      for (let node = decl.first; node < decl.last; node++) {
        if (ast.kind[node] !== Kind.CompositeLit) continue;
        const [first] = nodesOf(ast, ast.b[node]!);
        if (first === undefined || ast.kind[first] === Kind.KeyValueExpr) continue;
        if (isOf(pass.pkg.info(decl).typeOf(node), named)) return true;
      }
      return false;
    }),
  );
}

function isOf(type: Type, named: Named): boolean {
  const value: Type = type.kind === 'pointer' ? type.elem : type;
  return value.kind === 'named' && value.origin === named.origin;
}
