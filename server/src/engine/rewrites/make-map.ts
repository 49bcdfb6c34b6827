/**
 * Rewrites for a write to a map that is nil on every path: the map is made where its variable is declared, in the literal
 * that makes its struct, or right before the write.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import { shortText, type Pass } from '../rules/pass.js';
import { Kind, Op, lengthOf, nodesOf, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf } from '../syntax/walk.js';
import { isMap, underlying, type Type, type Var } from '../types/index.js';
import { isRepeatable } from './expressions.js';
import { variableOf } from './mutexes.js';
import { alignedNeighbours } from './one-line-functions.js';
import { insert, nodeText, placeOf, replace, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { isPredeclared } from './scopes.js';
import { linesBefore, standsAlone, statementAround } from './statements.js';
import { typeText } from './type-text.js';

/** What is known of a map that is nil. */
export interface KnownNil {
  /** It is an element of a map or slice that is nil itself. */
  readonly inNil: boolean;
  /** The literal or `new` that makes what holds it, 0 if it is a variable; left out where nothing in the package makes it. */
  readonly object?: Node;
}

/** At a write; `map` is the expression written: `m` of `m[k] = v`. */
export function makeMapFixes(
  pass: Pass,
  decl: Decl,
  map: Node,
  { inNil, object }: KnownNil = { inNil: false },
): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  if (!place || !isMap(place.info.typeOf(map))) return [];
  const elements = inNil ? elementsOf(place, map) : [];
  const inner = elements?.map((each) => beforeWrite(place, each));
  if (!elements || !inner?.every((edits) => edits !== undefined)) return [];
  const outer = elements.length > 0 ? place.ast.a[elements[0]!]! : map;
  const [name, element] = [outer, map].map((node) => shortText({ decl, node }));
  const fix = (edits: readonly FileEdit[], where: string, preferred: boolean, confirm?: string): SuggestedFix => {
    const title = `Make ${where}`;
    const shape = { title, edits: [...edits, ...inner.flat()], applicability: 'safe', preferred } as const;
    return quickFix(pass, confirm === undefined ? shape : { ...shape, confirm });
  };
  const after = inner.length > 0 ? `, and ${element} before the write` : '';
  const variable = variableOf(place, outer);
  const declared = variable && variable.role !== 'field' ? atDeclaration(pass, variable) : undefined;
  if (declared) return [fix(declared, `${name} where it is declared${after}`, true)];
  const literals =
    variable?.role === 'field' && isMadeInLiteral(place, object) ? inLiterals(pass, variable) : undefined;
  const lazily = beforeWrite(place, outer);
  const both = inner.length > 0 ? `${name} and ${element}` : name;
  return [
    ...(literals ? [fix(literals.edits, `${name} where its struct is made${after}`, true, literals.confirm)] : []),
    ...(lazily ? [fix(lazily, `${both} before the write`, !literals)] : []),
  ];
}

/**
 * `m[a]` and `m[a][b]` of `m[a][b]`, which have to be made as well if `m` is nil. Undefined for an element of a slice: it
 * is not there.
 */
function elementsOf({ ast, info }: Place, map: Node): readonly Node[] | undefined {
  const elements: Node[] = [];
  for (let at = map; ast.kind[at] === Kind.IndexExpr; at = ast.a[at]!) {
    if (!isMap(info.typeOf(ast.a[at]!))) return undefined;
    elements.unshift(at);
  }
  return elements;
}

/** Whether a literal makes what holds the map, as far as is known. */
function isMadeInLiteral({ ast }: Place, object: Node | undefined): boolean {
  return object === undefined || ast.kind[object] === Kind.CompositeLit;
}

/** `var m map[K]V` becomes `m := make(map[K]V)`, at package level `var m = make(map[K]V)`. */
function atDeclaration(pass: Pass, variable: Var): readonly FileEdit[] | undefined {
  const place = variable.origin && placeOf(pass, variable.origin.decl);
  if (!place) return undefined;
  const { ast } = place;
  const spec = parentsOf(ast)[variable.origin!.node]!;
  const decl = parentsOf(ast)[spec]!;
  if (ast.kind[spec] !== Kind.ValueSpec || ast.op[decl] !== Op.Var || ast.b[spec] === 0 || ast.c[spec] !== 0)
    return undefined;
  if (lengthOf(ast, ast.a[spec]!) !== 1 || nodeText(place, decl).startsWith('var (')) return undefined;
  if (!isPredeclared(place, spec, 'make')) return undefined;
  const made = `make(${nodeText(place, ast.b[spec]!)})`;
  const isLocal = variable.role === 'local';
  return [replace(place, decl, isLocal ? `${variable.name} := ${made}` : `var ${variable.name} = ${made}`)];
}

/**
 * A field more in every literal of the struct, where all of them stand on one line and leave it out. Not where the
 * package makes the struct without a literal as well.
 */
function inLiterals(
  pass: Pass,
  field: Var,
): { readonly edits: readonly FileEdit[]; readonly confirm?: string } | undefined {
  const edits: FileEdit[] = [];
  for (const decl of pass.files.flatMap(({ decls }) => decls)) {
    const { ast } = decl;
    for (let node = decl.first; node < decl.last; node++) {
      if (isMadeZero(pass, decl, node, field)) return undefined;
      const own = ast.kind[node] === Kind.CompositeLit ? heldField(pass, decl, node, field) : undefined;
      if (!own) continue;
      const place = placeOf(pass, decl);
      const edit = place && inLiteral(place, node, own);
      if (!edit) return undefined;
      edits.push(edit);
    }
  }
  const many = edits.length > 1 ? { confirm: `Makes ${field.name} in ${edits.length} literals` } : {};
  return edits.length > 0 ? { edits, ...many } : undefined;
}

/** `new(T)`, `var x T`. */
function isMadeZero(pass: Pass, decl: Decl, node: Node, field: Var): boolean {
  const { ast } = decl;
  const fun = ast.kind[node] === Kind.CallExpr ? ast.a[node]! : 0;
  const isNew = ast.kind[fun] === Kind.Ident && textOf(ast.a[fun]!) === 'new';
  const isDeclared = ast.kind[node] === Kind.ValueSpec && ast.b[node] !== 0 && ast.c[node] === 0;
  const type = isNew ? nodesOf(ast, ast.b[node]!)[0] : isDeclared ? ast.b[node] : undefined;
  return type !== undefined && ast.kind[type] !== Kind.StarExpr && heldField(pass, decl, type, field) !== undefined;
}

/** The field as the type of a literal has it, with the type arguments of that. */
function heldField(pass: Pass, decl: Decl, literal: Node, field: Var): Var | undefined {
  const type = pass.pkg.info(decl).typeOf(literal);
  const named = type.kind === 'pointer' ? type.elem : type;
  return named.kind === 'named' ? ownFields(named).find(({ generic }) => generic === field.generic) : undefined;
}

function ownFields(type: Type): readonly Var[] {
  const struct = underlying(type);
  return struct.kind === 'struct' ? struct.fields : [];
}

function inLiteral(place: Place, literal: Node, field: Var): FileEdit | undefined {
  const { ast } = place;
  const text = nodeText(place, literal);
  const elements = nodesOf(ast, ast.b[literal]!);
  if (text.includes('\n') || elements.some((each) => ast.kind[each] !== Kind.KeyValueExpr)) return undefined;
  if (elements.some((each) => nodeText(place, ast.a[each]!) === field.name)) return undefined;
  const type = typeText(place, literal, field.written);
  if (type === undefined || !isPredeclared(place, literal, 'make')) return undefined;
  const made = `${field.name}: make(${type})`;
  return staysOneLine(place, made.length)
    ? insert(place, ast.end[literal]! - 1, elements.length > 0 ? `, ${made}` : made)
    : undefined;
}

/** gofmt keeps a function on one line while it is short, and aligns its body with those around. */
const longestLine = 100;

/** Whether the declaration is formatted as before with so much more text in it: it has several lines, or is short and by itself. */
function staysOneLine(place: Place, more: number): boolean {
  const { ast, decl } = place;
  const text = nodeText(place, decl.root);
  if (ast.kind[decl.root] !== Kind.FuncDecl || text.includes('\n')) return true;
  const neighbours = alignedNeighbours(place, ast.start[ast.d[decl.root]!]!);
  return neighbours?.length === 0 && text.length + more < longestLine;
}

/** `if m == nil { m = make(map[K]V) }` above the statement. */
function beforeWrite(place: Place, map: Node): readonly FileEdit[] | undefined {
  const statement = statementAround(place, map);
  const { ast, info } = place;
  const type = statement && typeText(place, statement.node, info.writtenTypeOf(map));
  if (type === undefined || !statement || !standsAlone(place, statement.node) || !isRepeatable(place, map))
    return undefined;
  const kind = ast.kind[statement.node];
  const isSimple = kind === Kind.AssignStmt || kind === Kind.IncDecStmt || kind === Kind.ExprStmt;
  // An element of a map's struct cannot be assigned to.
  if (!isSimple || info.modeOf(map) === 'value' || isInElement(place, map)) return undefined;
  if (!isPredeclared(place, statement.node, 'make') || !isPredeclared(place, statement.node, 'nil')) return undefined;
  const name = nodeText(place, map);
  return [linesBefore(place, statement.node, [`if ${name} == nil {`, `\t${name} = make(${type})`, '}'])];
}

/** Whether the expression selects from an element of a map. */
function isInElement({ ast, info }: Place, node: Node): boolean {
  for (let at = node; ast.kind[at] === Kind.SelectorExpr; at = ast.a[at]!)
    if (ast.kind[ast.a[at]!] === Kind.IndexExpr && isMap(info.typeOf(ast.a[ast.a[at]!]!))) return true;
  return false;
}
