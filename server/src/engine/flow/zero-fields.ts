/**
 * Whether a field of a package-level struct variable still holds its zero value, because nothing in the package has put
 * another one there: a map that is nil is shared with nobody.
 *
 * Works on syntax, and asks types only about identifiers with the variable's name. Says no where it is not sure.
 */
import { Kind, Op, nodesOf, type Ast, type Node } from '../syntax/ast.js';
import { nameOf, textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import type { Info, Obj, Package, Var } from '../types/types.js';

/** A package-level variable, and the path to a field inside of it. */
export interface FieldPlace {
  readonly variable: Var;
  readonly path: readonly string[];
}

export function isZeroForEver(pkg: Package, { variable, path }: FieldPlace): boolean {
  if (variable.pkg !== pkg.path || path.length === 0) return false;
  const name = nameOf(variable.name);
  return pkg.files.every(({ decls }) => decls.every((decl) => leavesZero(decl, pkg, variable, name, path)));
}

function leavesZero(decl: Decl, pkg: Package, variable: Var, name: number, path: readonly string[]): boolean {
  const { ast, first, last } = decl;
  let info: Info | undefined;
  for (let node = first; node < last; node++) {
    if (ast.kind[node] !== Kind.Ident || ast.a[node] !== name) continue;
    info ??= pkg.info(decl);
    if (info.objectOf(node) === variable && maySet(ast, info, node, path)) return false;
  }
  return true;
}

/** Whether what is done with the variable may put something into the field. */
function maySet(ast: Ast, info: Info, ident: Node, path: readonly string[]): boolean {
  const parents = parentsOf(ast);
  let at = ident;
  let steps = 0;
  for (;;) {
    const around = parents[at]!;
    if (ast.kind[around] === Kind.ParenExpr) at = around;
    else if (ast.kind[around] === Kind.SelectorExpr && ast.b[around] === at)
      at = around; // The package's name.
    else if (ast.kind[around] === Kind.SelectorExpr) {
      const selected = info.objectOf(ast.b[around]!);
      if (selected?.kind !== 'var') return !isValueMethod(selected);
      // A promoted field is named without the structs around it.
      const step = path.indexOf(selected.name, steps);
      if (step < 0) return false;
      steps = step + 1;
      at = around;
    } else break;
  }
  const parent = parents[at]!;
  switch (ast.kind[parent]) {
    case Kind.ValueSpec: {
      const names = nodesOf(ast, ast.a[parent]!);
      const values = nodesOf(ast, ast.c[parent]!);
      if (!names.includes(at) || values.length === 0) return false;
      return values.length !== names.length || isSetBy(ast, values[names.indexOf(at)]!, path);
    }
    case Kind.AssignStmt:
      return nodesOf(ast, ast.a[parent]!).includes(at);
    case Kind.RangeStmt:
      return ast.c[parent] !== at;
    case Kind.UnaryExpr:
      return ast.op[parent] === Op.And;
    default:
      return false;
  }
}

/** A method with a value receiver works on a copy. */
function isValueMethod(selected: Obj | undefined): boolean {
  return selected?.kind === 'func' && selected.type.recv !== undefined && selected.type.recv.type.kind !== 'pointer';
}

/** Whether a value assigned to the struct has something else than the zero value in the field. */
function isSetBy(ast: Ast, value: Node, [name, ...inner]: readonly string[]): boolean {
  if (ast.kind[value] !== Kind.CompositeLit) return true;
  for (const element of nodesOf(ast, ast.b[value]!)) {
    if (ast.kind[element] !== Kind.KeyValueExpr || ast.kind[ast.a[element]!] !== Kind.Ident) return true;
    if (textOf(ast.a[ast.a[element]!]!) === name) return inner.length === 0 || isSetBy(ast, ast.b[element]!, inner);
  }
  return false;
}
