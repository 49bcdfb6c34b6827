/**
 * Whether anything in a package puts a value into a field or package-level variable, or into the elements of the map that
 * it holds. Only unexported ones can be answered for: others may be set by other packages, fields also by decoders.
 *
 * Works on syntax, and asks types only about nodes with the right name. Says yes where it is not sure.
 */
import { Kind, Op, nodesOf, type Ast, type Node } from '../syntax/ast.js';
import { nameOf, textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import { isExported, underlying } from '../types/index.js';
import type { Info, Package, Type, Var } from '../types/types.js';

/** A field or package-level variable, and how many elements deep the map is that is meant. */
export interface MapPlace {
  readonly variable: Var;
  readonly depth: number;
}

/** The field or package-level variable that an expression starts from, through elements; undefined for others. */
export function mapPlace(ast: Ast, info: Info, node: Node): MapPlace | undefined {
  let depth = 0;
  for (; ast.kind[node] === Kind.IndexExpr || ast.kind[node] === Kind.ParenExpr; node = ast.a[node]!)
    if (ast.kind[node] === Kind.IndexExpr) depth++;
  const variable = variableAt(ast, info, node);
  return variable && { variable, depth };
}

function variableAt(ast: Ast, info: Info, node: Node): Var | undefined {
  const ident = ast.kind[node] === Kind.SelectorExpr ? ast.b[node]! : node;
  const object = ast.kind[ident] === Kind.Ident ? info.objectOf(ident) : undefined;
  return object?.kind === 'var' && object.role !== 'local' ? object : undefined;
}

/** By variable: the declaration in which it was last found to be set. */
const witnesses = new WeakMap<Var, Decl>();

export function isEverSet(pkg: Package, { variable, depth }: MapPlace): boolean {
  if (isExported(variable.name) || variable.pkg !== pkg.path || hasSettingMethods(pkg, variable.type)) return true;
  const witness = witnesses.get(variable);
  if (witness && pkg.fileOf(witness) && isSetIn(pkg, witness, variable, depth)) return true;
  const decls = pkg.files.flatMap((file) => file.decls);
  const name = nameOf(variable.name);
  const found =
    decls.find((decl) => mentions(decl, name) && isSetIn(pkg, decl, variable, depth)) ??
    decls.find((decl) => reachesAnything(decl) || (variable.role === 'field' && isSetUnnamed(pkg, decl, variable)));
  if (found) witnesses.set(variable, found);
  return found !== undefined || (variable.role === 'field' && !isOwnerMade(pkg, variable));
}

/** Whether there are values of the struct: one that only others can make is as they make it. */
function isOwnerMade(pkg: Package, variable: Var): boolean {
  const owner = pkg.namedTypes.find((named) => fieldsOf(named).some((field) => field === variable.generic));
  if (!owner || isExported(owner.obj.name)) return true;
  const name = nameOf(owner.obj.name);
  return pkg.files.some(({ decls }) =>
    decls.some(({ ast, first, last }) => {
      for (let node = first; node < last; node++)
        if (ast.kind[node] === Kind.Ident && ast.a[node] === name && isMadeAt(ast, node)) return true;
      return false;
    }),
  );
}

/** Whether a type is named where a value of it comes into being: not behind a pointer, and not as a parameter. */
function isMadeAt(ast: Ast, ident: Node): boolean {
  const parents = parentsOf(ast);
  let at = ident;
  while (isInstantiation(ast, parents[at]!)) at = parents[at]!;
  const parent = parents[at]!;
  switch (ast.kind[parent]) {
    case Kind.StarExpr:
    case Kind.TypeSpec:
      return false;
    case Kind.Field:
      return ast.kind[parents[parents[parent]!]!] === Kind.StructType;
    default:
      return true;
  }
}

function isInstantiation(ast: Ast, node: Node): boolean {
  return ast.kind[node] === Kind.IndexExpr || ast.kind[node] === Kind.IndexListExpr;
}

/** Whether the type has methods that may set the variable through its address. */
function hasSettingMethods(pkg: Package, type: Type): boolean {
  if (type.kind !== 'named') return false;
  const { pkg: path, name } = type.obj;
  if (path !== pkg.path) return !(path === 'net/url' || path === 'net/http' || path === 'net/textproto');
  return typesWithPointerMethods(pkg).has(name);
}

/** By the package's scope, which is another object where a declaration says something else. */
const pointerReceivers = new WeakMap<object, ReadonlySet<string>>();

function typesWithPointerMethods(pkg: Package): ReadonlySet<string> {
  let known = pointerReceivers.get(pkg.scope);
  if (!known) {
    const found = new Set<string>();
    for (const { type } of pkg.funcs) {
      const elem = type.recv?.type.kind === 'pointer' ? type.recv.type.elem : undefined;
      if (elem?.kind === 'named') found.add(elem.obj.name);
    }
    pointerReceivers.set(pkg.scope, (known = found));
  }
  return known;
}

/** `import "unsafe"`, `import "C"`: what is written through those is not seen. */
function reachesAnything({ ast, root, text }: Decl): boolean {
  return ast.kind[root] === Kind.GenDecl && ast.op[root] === Op.Import && /"(unsafe|C)"/.test(text);
}

const names = new WeakMap<Decl, ReadonlySet<number>>();

function mentions(decl: Decl, name: number): boolean {
  let known = names.get(decl);
  if (!known) {
    const { ast, first, last } = decl;
    const found = new Set<number>();
    for (let node = first; node < last; node++) if (ast.kind[node] === Kind.Ident) found.add(ast.a[node]!);
    names.set(decl, (known = found));
  }
  return known.has(name);
}

/** Answers about one declaration, with the types that they rest on. */
const answers = new WeakMap<Info, Map<Var, boolean[]>>();

function isSetIn(pkg: Package, decl: Decl, variable: Var, depth: number): boolean {
  const info = pkg.info(decl);
  let known = answers.get(info);
  if (!known) answers.set(info, (known = new Map<Var, boolean[]>()));
  let byDepth = known.get(variable);
  if (!byDepth) known.set(variable, (byDepth = []));
  return (byDepth[depth] ??= findSet(decl, info, variable, depth));
}

function findSet(decl: Decl, info: Info, variable: Var, depth: number): boolean {
  const { ast, first, last } = decl;
  const name = nameOf(variable.name);
  for (let node = first; node < last; node++)
    if (ast.kind[node] === Kind.Ident && ast.a[node] === name && isSetAt(decl, info, node, variable, depth))
      return true;
  return false;
}

const unnamed = new WeakMap<Info, ReadonlySet<Var>>();

/** Literals without keys, and conversions of structs, set fields that they do not name. */
function isSetUnnamed(pkg: Package, decl: Decl, variable: Var): boolean {
  const info = pkg.info(decl);
  let known = unnamed.get(info);
  if (!known) {
    const { ast, first, last } = decl;
    const fields = new Set<Var>();
    for (let node = first; node < last; node++)
      if (isPositional(ast, node) || isConversion(ast, info, node))
        for (const field of fieldsOf(info.typeOf(node))) fields.add(field.generic);
    unnamed.set(info, (known = fields));
  }
  return known.has(variable.generic);
}

function isSetAt({ ast }: Decl, info: Info, ident: Node, variable: Var, depth: number): boolean {
  const parents = parentsOf(ast);
  const parent = parents[ident]!;
  if (ast.kind[parent] === Kind.KeyValueExpr && ast.a[parent] === ident && isStructLit(ast, info, parents[parent]!))
    return mayBeVariable(info, parents[parent]!, ident, variable) && mayHold(ast, info, ast.b[parent]!, depth);
  const object = info.objectOf(ident);
  if (object === undefined) return true;
  if (object.kind !== 'var' || object.generic !== variable.generic) return false;
  if (ast.kind[parent] === Kind.Field) return false; // Where the field is declared.
  if (ast.kind[parent] === Kind.ValueSpec && nodesOf(ast, ast.a[parent]!).includes(ident))
    return nodesOf(ast, ast.c[parent]!).some((value) => mayHold(ast, info, value, depth));
  let at = ast.kind[parent] === Kind.SelectorExpr && ast.b[parent] === ident ? parent : ident;
  let steps = 0;
  for (;;) {
    const around = parents[at]!;
    if (ast.kind[around] === Kind.ParenExpr) at = around;
    else if (ast.kind[around] === Kind.IndexExpr && ast.a[around] === at) {
      at = around;
      steps++;
    } else return steps <= depth && isSetBy(ast, info, at, around, depth - steps);
  }
}

/** Whether what is done with the expression may put something there, so many elements deep. */
function isSetBy(ast: Ast, info: Info, node: Node, parent: Node, depth: number): boolean {
  switch (ast.kind[parent]) {
    case Kind.AssignStmt: {
      const lhs = nodesOf(ast, ast.a[parent]!);
      const index = lhs.indexOf(node);
      const rhs = nodesOf(ast, ast.b[parent]!);
      if (index < 0) return depth > 0;
      const value = lhs.length === rhs.length ? rhs[index]! : 0;
      return value === 0 || mayHold(ast, info, value, depth);
    }
    case Kind.RangeStmt:
      return node !== ast.c[parent] || depth > 0;
    case Kind.UnaryExpr:
      return ast.op[parent] === Op.And;
    case Kind.CallExpr:
      // A builtin looks at it; other callees may fill it.
      return depth > 0 && info.modeOf(ast.a[parent]!) !== 'builtin';
    case Kind.IncDecStmt:
    case Kind.ExprStmt:
    case Kind.BinaryExpr:
      return false;
    default:
      return depth > 0;
  }
}

/** Whether a value assigned is a map, or holds one so many elements deep. */
function mayHold(ast: Ast, info: Info, value: Node, depth: number): boolean {
  while (ast.kind[value] === Kind.ParenExpr) value = ast.a[value]!;
  if (info.modeOf(value) === 'nil') return false;
  if (depth === 0) return true;
  if (ast.kind[value] === Kind.CompositeLit) return nodesOf(ast, ast.b[value]!).length > 0;
  return !(ast.kind[value] === Kind.CallExpr && info.modeOf(ast.a[value]!) === 'builtin' && isMake(ast, ast.a[value]!));
}

function isMake(ast: Ast, fun: Node): boolean {
  return ast.kind[fun] === Kind.Ident && textOf(ast.a[fun]!) === 'make';
}

function isStructLit(ast: Ast, info: Info, node: Node): boolean {
  if (ast.kind[node] !== Kind.CompositeLit) return false;
  const type = underlying(pointee(info.typeOf(node)));
  return type.kind === 'struct' || type.kind === 'unknown';
}

/** Structs without a name, and of the same fields, are assigned to each other. */
function mayBeVariable(info: Info, literal: Node, key: Node, variable: Var): boolean {
  const object = info.objectOf(key);
  if (pointee(info.typeOf(literal)).kind !== 'named') return true;
  return object?.kind !== 'var' || object.role !== 'field' || object.generic === variable.generic;
}

function isPositional(ast: Ast, node: Node): boolean {
  if (ast.kind[node] !== Kind.CompositeLit) return false;
  const [first] = nodesOf(ast, ast.b[node]!);
  return first !== undefined && ast.kind[first] !== Kind.KeyValueExpr;
}

/** A conversion to a struct takes over what the fields of another type hold. */
function isConversion(ast: Ast, info: Info, node: Node): boolean {
  if (ast.kind[node] !== Kind.CallExpr || info.modeOf(ast.a[node]!) !== 'type') return false;
  const [operand = 0] = nodesOf(ast, ast.b[node]!);
  const [field] = fieldsOf(info.typeOf(node));
  return field !== undefined && fieldsOf(info.typeOf(operand))[0]?.generic !== field.generic;
}

function fieldsOf(type: Type): readonly Var[] {
  const struct = underlying(pointee(type));
  return struct.kind === 'struct' ? struct.fields : [];
}

function pointee(type: Type): Type {
  const under = underlying(type);
  return under.kind === 'pointer' ? under.elem : type;
}
