/**
 * Rewrite that gives a goroutine a clone of its own: passed in as an argument where the `go` statement stands, so that it
 * is made before the goroutine runs.
 *
 * Only for a goroutine that reads the map while the function that started it writes: writes of the goroutine would be
 * lost. Unsafe all the same, since what is written later is not seen.
 */
import type { SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { Loc } from '../flow/locations.js';
import type { Access, Task } from '../flow/summary.js';
import type { Pass } from '../rules/pass.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { isMap, type Var } from '../types/index.js';
import { commonVariable } from './common-variable.js';
import { hasMapsPackage } from './copy-map.js';
import { importing } from './imports.js';
import { insert, nodeText, placeOf, surround, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { functionAround } from './statements.js';
import { typeText } from './type-text.js';
import type { FileEdit } from '../diagnostic.js';

export function ownCopyFixes(
  pass: Pass,
  facts: FunctionFacts,
  _map: Loc,
  task: Task,
  accesses: readonly Access[],
): readonly SuggestedFix[] {
  const place = placeOf(pass, facts.func.decl);
  const variable = commonVariable(accesses);
  if (
    !place ||
    !variable ||
    !isMap(variable.type) ||
    task.kind !== 'go' ||
    task.site.decl !== place.decl ||
    !hasMapsPackage(place)
  )
    return [];
  const { ast } = place;
  const call = task.site.node;
  if (ast.kind[parentsOf(ast)[call]!] !== Kind.GoStmt) return [];
  const isOfTask = (access: Access): boolean => task.accesses.some(({ site }) => isSame(site, access.site));
  const inTask = accesses.filter(isOfTask);
  if (inTask.length === 0 || inTask.some(({ kind }) => kind === 'write')) return [];
  // What another goroutine does would race with the clone.
  const func = functionAround(place, call);
  const outside = accesses.filter((access) => !isOfTask(access));
  if (outside.some(({ site }) => site.decl !== place.decl || functionAround(place, site.node) !== func)) return [];
  const { name: maps, edits } = importing(place, 'maps', [call]);
  const passed =
    ast.kind[ast.a[call]!] === Kind.FuncLit
      ? passedToLiteral(place, call, variable, maps)
      : passedAsClone(place, call, variable, maps);
  if (!passed) return [];
  const title = `Pass the goroutine a clone of ${variable.name}`;
  return [quickFix(pass, { title, edits: [...passed, ...edits], applicability: 'unsafe' })];
}

/** A parameter of the same name, and the clone as its argument. */
function passedToLiteral(place: Place, call: Node, variable: Var, maps: string): readonly FileEdit[] | undefined {
  const { ast, info } = place;
  const literal = ast.a[call]!;
  const params = ast.b[ast.a[literal]!]!;
  const type = typeText(place, literal, variable.written);
  if (type === undefined || isAssigned(place, literal, variable) || !isNamed(place, literal, variable))
    return undefined;
  const fields = nodesOf(ast, ast.a[params]!);
  const last = fields.at(-1);
  const isUnnamed = last !== undefined && nodesOf(ast, ast.a[last]!).length === 0;
  const isVariadic = last !== undefined && ast.kind[ast.b[last]!] === Kind.Ellipsis;
  if (isUnnamed || isVariadic || params === 0) return undefined;
  const separator = last === undefined ? '' : ', ';
  const parameter = insert(place, ast.end[params]! - 1, `${separator}${variable.name} ${type}`);
  const before = nodeText(place, call).trimEnd().at(-2) === '(' ? '' : ', ';
  if (nodesOf(ast, ast.b[call]!).some((argument) => info.typeOf(argument).kind === 'tuple')) return undefined;
  const argument = insert(place, ast.end[call]! - 1, `${before}${maps}.Clone(${variable.name})`);
  return [parameter, argument];
}

/** The argument that is the map, cloned. */
function passedAsClone(place: Place, call: Node, variable: Var, maps: string): readonly FileEdit[] | undefined {
  const { ast, info } = place;
  const own = [...nodesOf(ast, ast.b[call]!)].filter(
    (argument) => ast.kind[argument] === Kind.Ident && info.objectOf(argument) === variable,
  );
  return own.length === 1 ? surround(place, own[0]!, `${maps}.Clone(`, ')') : undefined;
}

/** Whether the literal itself uses the variable, rather than what it calls. */
function isNamed({ ast, info }: Place, literal: Node, variable: Var): boolean {
  let named = false;
  walk(ast, literal, (node) => {
    if (ast.kind[node] === Kind.Ident && info.objectOf(node) === variable) named = true;
  });
  return named;
}

function isAssigned({ ast, info }: Place, root: Node, variable: Var): boolean {
  let assigned = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] === Kind.UnaryExpr && info.objectOf(ast.a[node]!) === variable) assigned = true;
    if (ast.kind[node] !== Kind.AssignStmt) return;
    if (
      nodesOf(ast, ast.a[node]!).some((target) => ast.kind[target] === Kind.Ident && info.objectOf(target) === variable)
    )
      assigned = true;
  });
  return assigned;
}

function isSame(a: Access['site'], b: Access['site']): boolean {
  return a.decl === b.decl && a.node === b.node;
}
