/** Every place of a package where a field or package-level variable is named. */
import type { Pass } from '../../rules/pass.js';
import { Kind, nodesOf, type Node } from '../../syntax/ast.js';
import { textOf } from '../../syntax/names.js';
import { parentsOf } from '../../syntax/walk.js';
import type { Var } from '../../types/index.js';
import { placeOf, type Place } from '../place.js';

export interface VariableUse {
  readonly place: Place;
  /** The whole expression: `s.names`, `names`; in a literal's key the identifier. */
  readonly node: Node;
  readonly isKey: boolean;
}

/** Without the declaration; undefined where a declaration that names it is half typed. */
export function usesOf(pass: Pass, variable: Var): readonly VariableUse[] | undefined {
  const uses: VariableUse[] = [];
  for (const decl of pass.files.flatMap(({ decls }) => decls)) {
    const { ast } = decl;
    let isNamed = false;
    for (let ident = decl.first; ident < decl.last && !isNamed; ident++)
      isNamed = ast.kind[ident] === Kind.Ident && textOf(ast.a[ident]!) === variable.name;
    if (!isNamed) continue;
    const place = placeOf(pass, decl);
    if (!place) return undefined;
    uses.push(...usesIn(place, variable));
  }
  return uses;
}

function* usesIn(place: Place, variable: Var): Iterable<VariableUse> {
  const { ast, info, decl } = place;
  const parents = parentsOf(ast);
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || textOf(ast.a[ident]!) !== variable.name) continue;
    const object = info.objectOf(ident);
    if (object?.kind !== 'var' || object.generic !== variable) continue;
    const parent = parents[ident]!;
    const kind = ast.kind[parent];
    if (kind === Kind.Field || (kind === Kind.ValueSpec && nodesOf(ast, ast.a[parent]!).includes(ident))) continue;
    const isSelected = kind === Kind.SelectorExpr && ast.b[parent] === ident;
    const isKey = variable.role === 'field' && kind === Kind.KeyValueExpr && ast.a[parent] === ident;
    yield { place, node: isSelected ? parent : ident, isKey };
  }
}
