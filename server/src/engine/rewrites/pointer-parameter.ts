/**
 * Rewrites that leave a guard with its map where a function gets a copy of their struct: a pointer receiver, a pointer
 * parameter with the address passed at every call.
 *
 * Only where the function uses the copy by its fields and methods alone and assigns none of its fields, and where every
 * use in the package still compiles: method sets of values lose the method, and what is not addressable has no address.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import { identical, isExported, underlying, type Func, type Named, type Type, type Var } from '../types/index.js';
import { hasMethodLeftOut, isNamedLeftOut } from './left-out.js';
import { isUsedByFields } from './pointer-copy.js';
import { insert, nodeText, placeOf, replace, type Place } from './place.js';
import { quickFix } from './quick-fix.js';

/** At the declaration of a method with a value receiver. */
export function pointerReceiverFixes(pass: Pass, decl: Decl): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const method = pass.pkg.funcOf(decl);
  const type = method?.type.recv?.type;
  if (!place || place.ast.kind[decl.root] !== Kind.FuncDecl || type?.kind !== 'named') return [];
  const { ast } = place;
  const recv = ast.a[decl.root]!;
  const field = recv === 0 ? undefined : nodesOf(ast, ast.a[recv]!)[0];
  const name = field === undefined ? undefined : nodesOf(ast, ast.a[field]!)[0];
  if (field === undefined || name === undefined || ast.kind[ast.b[field]!] === Kind.ParenExpr) return [];
  if (
    !isReplaceable(place, name) ||
    isEmbedded(pass, type) ||
    hasMethodLeftOut(pass, method!.name) ||
    !pass.files.every((file) => file.decls.every((each) => keepsMethod(pass, each, type, method!)))
  )
    return [];
  return [
    quickFix(pass, {
      title: `Make ${nodeText(place, name)} a pointer receiver`,
      edits: [insert(place, ast.start[ast.b[field]!]!, '*')],
      applicability: 'unsafe',
      preferred: true,
    }),
  ];
}

/** At the declaration of a function with a parameter passed by value. */
export function pointerParameterFixes(pass: Pass, decl: Decl, param: number): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  const func = pass.pkg.funcOf(decl);
  if (!place || !func || func.type.recv || place.ast.kind[decl.root] !== Kind.FuncDecl) return [];
  if ((isExported(func.name) && pass.pkg.name !== 'main') || isNamedLeftOut(pass, func.name)) return [];
  const { ast } = place;
  const fields = [...nodesOf(ast, ast.a[ast.b[ast.c[decl.root]!]!]!)];
  const names = fields.flatMap((field) => [...nodesOf(ast, ast.a[field]!)].map((name) => ({ field, name })));
  const own = names[param];
  // Of several names with one type only one would become a pointer.
  if (!own || nodesOf(ast, ast.a[own.field]!).length > 1 || ast.kind[ast.b[own.field]!] === Kind.Ellipsis) return [];
  if (!isReplaceable(place, own.name)) return [];
  const edits: FileEdit[] = [insert(place, ast.start[ast.b[own.field]!]!, '*')];
  let calls = 0;
  for (const file of pass.files) {
    for (const each of file.decls) {
      const passed = argumentsIn(pass, each, func, param);
      if (!passed) return [];
      calls += passed.length;
      edits.push(...passed);
    }
  }
  const title = `Pass a pointer for ${nodeText(place, own.name)}`;
  const confirm = `Passes the address at ${calls} ${calls === 1 ? 'call' : 'calls'}`;
  return [quickFix(pass, { title, edits, applicability: 'unsafe', preferred: true, confirm })];
}

/** Whether a pointer in place of the variable does the same in the function. */
function isReplaceable(place: Place, name: Node): boolean {
  const { ast, info } = place;
  const variable = info.objectOf(name);
  if (variable?.kind !== 'var' || !isUsedByFields(place, variable, name)) return false;
  return !assignsFields(place, variable) && ast.kind[name] === Kind.Ident;
}

/** Whether a field is assigned: that would be the caller's from now on. */
function assignsFields({ ast, info, decl }: Place, variable: Var): boolean {
  const parents = parentsOf(ast);
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || info.objectOf(ident) !== variable) continue;
    let at = parents[ident]!;
    while (
      isPathStep(ast.kind[parents[at]!]!) &&
      ast.a[parents[at]!] === at &&
      !isMapElement({ ast, info }, parents[at]!)
    )
      at = parents[at]!;
    const parent = parents[at]!;
    if (ast.kind[parent] === Kind.IncDecStmt) return true;
    if (ast.kind[parent] === Kind.AssignStmt && nodesOf(ast, ast.a[parent]!).includes(at)) return true;
    if (ast.kind[parent] === Kind.RangeStmt && (ast.a[parent] === at || ast.b[parent] === at)) return true;
  }
  return false;
}

function isPathStep(kind: Kind): boolean {
  return kind === Kind.SelectorExpr || kind === Kind.IndexExpr || kind === Kind.ParenExpr;
}

/** An element that is reached through a reference is the caller's in any case. */
function isMapElement({ ast, info }: Pick<Place, 'ast' | 'info'>, node: Node): boolean {
  return ast.kind[node] === Kind.IndexExpr && underlying(info.typeOf(ast.a[node]!)).kind !== 'array';
}

/** The edits that pass an address at the calls in a declaration; undefined if one cannot, or the function is used as a value. */
function argumentsIn(pass: Pass, decl: Decl, func: Func, param: number): readonly FileEdit[] | undefined {
  const place = placeOf(pass, decl);
  if (!place) return mentions(decl, func.name) ? undefined : [];
  const { ast, info } = place;
  const parents = parentsOf(ast);
  const edits: FileEdit[] = [];
  for (let ident = decl.first; ident < decl.last; ident++) {
    if (ast.kind[ident] !== Kind.Ident || textOf(ast.a[ident]!) !== func.name) continue;
    const object = info.objectOf(ident);
    if (object?.kind !== 'func' || object.generic !== func || ident === ast.b[decl.root]) continue;
    const call = parents[ident]!;
    if (ast.kind[call] !== Kind.CallExpr || ast.a[call] !== ident) return undefined;
    const argument = nodesOf(ast, ast.b[call]!)[param];
    if (argument === undefined) return undefined;
    if (ast.kind[argument] === Kind.StarExpr) edits.push(replace(place, argument, nodeText(place, ast.a[argument]!)));
    else if (info.modeOf(argument) === 'variable') edits.push(insert(place, ast.start[argument]!, '&'));
    else return undefined;
  }
  return edits;
}

function mentions({ text }: Decl, name: string): boolean {
  return text.includes(name);
}

/** Whether a struct type of the package embeds the type by value: it would lose the method. */
function isEmbedded(pass: Pass, type: Named): boolean {
  return pass.pkg.namedTypes.some((named) => {
    const struct = underlying(named);
    return (
      struct.kind === 'struct' &&
      struct.fields.some((field) => field.embedded && field.type.kind === 'named' && field.type.origin === type.origin)
    );
  });
}

/** Whether all that a declaration does with values of the type, it can do when only their addresses have the method. */
function keepsMethod(pass: Pass, decl: Decl, type: Named, method: Func): boolean {
  const place = placeOf(pass, decl);
  if (!place) return !mentions(decl, type.obj.name) && !mentions(decl, method.name);
  const { ast, info } = place;
  const parents = parentsOf(ast);
  for (let node = decl.first; node < decl.last; node++) {
    if (ast.kind[node] === Kind.SelectorExpr && textOf(ast.a[ast.b[node]!]!) === method.name) {
      const selection = info.selectionOf(node);
      if (
        selection?.kind === 'method' &&
        selection.obj.kind === 'func' &&
        selection.obj.generic === method &&
        !isAddressed(place, node)
      )
        return false;
    }
    if (!isExpression(ast.kind[node]!)) continue;
    const mode = info.modeOf(node);
    if (mode !== 'value' && mode !== 'variable' && mode !== 'mapindex') continue;
    if (isValueOf(info.typeOf(node), type) && !staysValue(place, node, parents)) return false;
  }
  return true;
}

function isExpression(kind: Kind): boolean {
  return [
    Kind.Ident,
    Kind.SelectorExpr,
    Kind.IndexExpr,
    Kind.StarExpr,
    Kind.CallExpr,
    Kind.CompositeLit,
    Kind.TypeAssertExpr,
    Kind.UnaryExpr,
  ].includes(kind);
}

function isValueOf(type: Type, named: Named): boolean {
  return type.kind === 'named' && type.origin === named.origin;
}

/** Whether the method is called on something that has an address, or is a pointer. */
function isAddressed({ ast, info }: Place, selector: Node): boolean {
  const operand = ast.a[selector]!;
  if (underlying(info.typeOf(operand)).kind === 'pointer') return true;
  return info.modeOf(operand) === 'variable';
}

/** Whether the value goes where a value of its own type is expected, not into an interface. */
function staysValue(place: Place, node: Node, parents: Int32Array): boolean {
  const { ast, info } = place;
  const parent = parents[node]!;
  const type = info.typeOf(node);
  const isSame = (other: Node): boolean => other !== 0 && identical(info.typeOf(other), type);
  switch (ast.kind[parent]) {
    case Kind.SelectorExpr:
    case Kind.StarExpr:
    case Kind.RangeStmt:
    case Kind.ExprStmt:
    case Kind.Field:
      return true;
    case Kind.UnaryExpr:
      return ast.op[parent] === Op.And;
    case Kind.AssignStmt: {
      const targets = [...nodesOf(ast, ast.a[parent]!)];
      if (targets.includes(node)) return true;
      return isSame(targets[[...nodesOf(ast, ast.b[parent]!)].indexOf(node)] ?? 0);
    }
    case Kind.ValueSpec: {
      const names = [...nodesOf(ast, ast.a[parent]!)];
      return names.includes(node) || isSame(names[[...nodesOf(ast, ast.c[parent]!)].indexOf(node)] ?? 0);
    }
    case Kind.KeyValueExpr: {
      const literal = underlying(info.typeOf(parents[parent]!));
      if (literal.kind !== 'struct')
        return literal.kind !== 'unknown' && 'elem' in literal && identical(literal.elem, type);
      const key = ast.kind[ast.a[parent]!] === Kind.Ident ? textOf(ast.a[ast.a[parent]!]!) : '';
      const field = literal.fields.find(({ name }) => name === key);
      return ast.a[parent] === node || (field !== undefined && identical(field.type, type));
    }
    case Kind.CompositeLit: {
      const literal = underlying(info.typeOf(parent));
      return (literal.kind === 'slice' || literal.kind === 'array') && identical(literal.elem, type);
    }
    case Kind.CallExpr: {
      if (ast.a[parent] === node) return true;
      const callee = underlying(info.typeOf(ast.a[parent]!));
      const index = nodesOf(ast, ast.b[parent]!).indexOf(node);
      const param = callee.kind === 'signature' ? callee.params[index] : undefined;
      return param !== undefined && identical(param.type, type);
    }
    case Kind.ReturnStmt: {
      const results = resultsAround(place, parent, parents);
      const index = nodesOf(ast, ast.a[parent]!).indexOf(node);
      return results[index] !== undefined && identical(results[index], type);
    }
    default:
      return false;
  }
}

/** The result types of the function around a node. */
function resultsAround({ ast, info, pass, decl }: Place, node: Node, parents: Int32Array): readonly Type[] {
  for (let at = node; at !== 0; at = parents[at]!) {
    if (ast.kind[at] === Kind.FuncLit) {
      const type = underlying(info.typeOf(at));
      return type.kind === 'signature' ? type.results.map((result) => result.type) : [];
    }
  }
  return pass.pkg.funcOf(decl)?.type.results.map((result) => result.type) ?? [];
}
