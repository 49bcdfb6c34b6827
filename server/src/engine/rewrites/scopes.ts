/** Which names are taken where: what a new name must not hide, and what hides a name that a rewrite uses. */
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { parentsOf } from '../syntax/walk.js';
import type { Import, Var } from '../types/index.js';
import type { Place } from './place.js';

/**
 * Whether the name is a local one at the node.
 *
 * @param meant then whether it is this variable: declared locally, with nothing nearer of the same name.
 */
export function isLocal(place: Place, node: Node, name: string, meant?: Var): boolean {
  const { decl, ast, info } = place;
  let nearest = 0;
  let nearestScope = 0;
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || textOf(ast.a[ident]!) !== name) continue;
    // Locals are known from where they stand.
    if (ast.start[ident]! >= ast.start[node]!) continue;
    const scope = scopeOf(place, ident);
    if (scope === 0 || !isBelow(ast, node, scope)) continue;
    if (nearest !== 0 && !isBelow(ast, scope, nearestScope)) continue;
    nearest = ident;
    nearestScope = scope;
  }
  if (meant === undefined || nearest === 0) return nearest !== 0;
  return info.objectOf(nearest) === meant;
}

/** Whether the name means at the node what it means in Go's universe. */
export function isPredeclared(place: Place, node: Node, name: string): boolean {
  return !isLocal(place, node, name) && !place.pass.pkg.lookup(name) && !importNames(place).has(name);
}

/** The first of `names`, or the first with a number, that nothing in the declaration, the file or the package uses. */
export function freeName(place: Place, names: readonly string[], taken: ReadonlySet<string> = new Set()): string {
  const used = usedNames(place);
  const imported = importNames(place);
  const isFree = (name: string): boolean =>
    !used.has(name) && !imported.has(name) && !taken.has(name) && !place.pass.pkg.lookup(name);
  const found = names.find(isFree);
  if (found !== undefined) return found;
  let number = 2;
  while (!isFree(names[0]! + number)) number++;
  return names[0]! + number;
}

/** The identifiers of a declaration, those behind a dot left out. */
export function usedNames({ decl, ast }: Place, root: Node = decl.root): ReadonlySet<string> {
  const used = new Set<string>();
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || !isBelow(ast, ident, root)) continue;
    const parent = parentsOf(ast)[ident]!;
    if (ast.kind[parent] === Kind.SelectorExpr && ast.b[parent] === ident) continue;
    used.add(textOf(ast.a[ident]!));
  }
  return used;
}

export function importsOf({ file, pass }: Place): readonly Import[] {
  return pass.pkg.importsOf(file.path);
}

export function isWithin({ ast }: Place, node: Node, above: Node): boolean {
  return isBelow(ast, node, above);
}

function isBelow(ast: Place['ast'], node: Node, above: Node): boolean {
  const parents = parentsOf(ast);
  for (let at = node; at !== 0; at = parents[at]!) if (at === above) return true;
  return false;
}

function importNames(place: Place): ReadonlySet<string> {
  return new Set(importsOf(place).map(({ name }) => name));
}

/** The node in which the local name that an identifier declares is known; 0 if it declares none. */
function scopeOf(place: Place, ident: Node): Node {
  if (!declares(place, ident)) return 0;
  const { ast } = place;
  const parents = parentsOf(ast);
  for (let at = parents[ident]!; at !== 0; at = parents[at]!) {
    switch (ast.kind[at]) {
      case Kind.StructType:
      case Kind.InterfaceType:
        return 0;
      case Kind.FuncType: {
        // The parameters of a function type without a body are nobody's.
        const owner = parents[at]!;
        if (ast.kind[owner] !== Kind.FuncLit && ast.kind[owner] !== Kind.FuncDecl) return 0;
        continue;
      }
      case Kind.BlockStmt:
      case Kind.IfStmt:
      case Kind.ForStmt:
      case Kind.RangeStmt:
      case Kind.SwitchStmt:
      case Kind.TypeSwitchStmt:
      case Kind.CaseClause:
      case Kind.CommClause:
      case Kind.FuncLit:
      case Kind.FuncDecl:
        return at;
      default:
    }
  }
  return 0;
}

/**
 * Whether an identifier stands where a name is declared; by syntax, since objects know the place of their newest version
 * only. What `:=` assigns to again is declared in the same scope, so it counts too.
 */
function declares({ ast }: Place, ident: Node): boolean {
  const parent = parentsOf(ast)[ident]!;
  const isIn = (list: number): boolean => nodesOf(ast, list).includes(ident);
  switch (ast.kind[parent]) {
    case Kind.Field:
    case Kind.ValueSpec:
      return isIn(ast.a[parent]!);
    case Kind.TypeSpec:
      return ast.a[parent] === ident;
    case Kind.AssignStmt:
      return ast.op[parent] === Op.Define && isIn(ast.a[parent]!);
    case Kind.RangeStmt:
      return ast.op[parent] === Op.Define && (ast.a[parent] === ident || ast.b[parent] === ident);
    default:
      return false;
  }
}
