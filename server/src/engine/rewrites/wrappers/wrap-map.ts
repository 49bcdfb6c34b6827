/**
 * Rewrites that put a wrapper in the place of a map that goroutines share: the type in a file of its own, once for the
 * package, the declaration of the field or variable, and every use of it.
 *
 * All or nothing: where one use is not understood, or other packages can reach the map, nothing is offered. A check that
 * is followed by a write stays two steps, as it was.
 */
import type { FileEdit, SuggestedFix } from '../../diagnostic.js';
import type { Pass } from '../../rules/pass.js';
import { Kind, Op, lengthOf, nodesOf, type Node } from '../../syntax/ast.js';
import { parentsOf } from '../../syntax/walk.js';
import { isExported, type Var } from '../../types/index.js';
import { isNamedLeftOut, isUsedLeftOut } from '../left-out.js';
import { isBuiltByPosition } from '../new-mutex.js';
import { nodeText, placeOf, replaceRange, type Place } from '../place.js';
import { quickFix } from '../quick-fix.js';
import { fieldRetyped } from '../struct-fields.js';
import { safeMap } from './safe-map.js';
import { snapshotMap } from './snapshot-map.js';
import { takesSteps } from './steps.js';
import { syncMap } from './sync-map.js';
import { useEdits, wrapped } from './use-edits.js';
import { usesOf, type VariableUse } from './uses.js';
import { isAvailable, pathIn, type Wrapper } from './wrapper.js';

/** For a field or package-level variable of a map type: a SafeMap, and where reads are most of the uses, the others too. */
export function wrapMapFixes(pass: Pass, variable: Var): readonly SuggestedFix[] {
  const uses = usesOf(pass, variable.generic) ?? [];
  const wrappers = [safeMap];
  if (isReadMostly(uses)) wrappers.push(snapshotMap, ...(takesSteps(uses) ? [] : [syncMap]));
  return wrappers.flatMap((wrapper) => wrapMapFix(pass, variable.generic, wrapper) ?? []);
}

/** Counted by places in the source, since nobody knows how often they run. */
function isReadMostly(uses: readonly VariableUse[]): boolean {
  return uses.length >= 3 && uses.filter(isWrite).length * 2 < uses.length;
}

function isWrite({ place: { ast, info }, node }: VariableUse): boolean {
  const parents = parentsOf(ast);
  const parent = parents[node]!;
  const kind = ast.kind[parent];
  if (kind === Kind.CallExpr) return info.objectOf(ast.a[parent]!)?.name !== 'len';
  if (kind !== Kind.IndexExpr) return false;
  const statement = parents[parent]!;
  if (ast.kind[statement] === Kind.IncDecStmt) return true;
  return ast.kind[statement] === Kind.AssignStmt && nodesOf(ast, ast.a[statement]!).includes(parent);
}

export function wrapMapFix(pass: Pass, variable: Var, wrapper: Wrapper): SuggestedFix | undefined {
  const place = variable.origin && placeOf(pass, variable.origin.decl);
  if (!place || variable.pkg !== pass.pkg.path || place.file.path.endsWith('_test.go')) return undefined;
  if (isExported(variable.name) && pass.pkg.name !== 'main') return undefined;
  if (isUsedLeftOut(pass, variable) || isNamedLeftOut(pass, wrapper.type)) return undefined;
  const known = isAvailable(pass.pkg, wrapper);
  const declaration = known === 'taken' ? undefined : declarationEdits(place, variable, wrapper);
  const uses = declaration && usesOf(pass, variable);
  if (!uses || uses.some(({ place: { file } }) => pass.goVersion(file) < 121)) return undefined;
  const edits: FileEdit[] = [...declaration];
  const nodes = new Map<unknown, Set<Node>>();
  for (const use of uses) {
    const own = nodes.get(use.place.decl) ?? new Set<Node>();
    nodes.set(use.place.decl, own.add(use.node));
  }
  for (const use of uses) {
    const own = useEdits(use, nodes.get(use.place.decl)!, wrapper);
    if (!own) return undefined;
    edits.push(...own);
  }
  if (known === 'free') edits.push(newFile(pass, wrapper));
  const count = uses.length;
  const confirm = `Rewrites ${variable.name} at ${count} place${count === 1 ? '' : 's'}`;
  const title = `Make ${variable.name} ${wrapper.title}`;
  return quickFix(pass, {
    title,
    edits: distinct(edits),
    applicability: 'safe',
    confirm,
  });
}

function declarationEdits(place: Place, variable: Var, wrapper: Wrapper): readonly FileEdit[] | undefined {
  const { ast } = place;
  const row = parentsOf(ast)[variable.origin!.node]!;
  return ast.kind[row] === Kind.Field ? ofField(place, row, wrapper) : ofVariable(place, row, wrapper);
}

function ofField(place: Place, row: Node, wrapper: Wrapper): readonly FileEdit[] | undefined {
  const { ast, pass } = place;
  const parents = parentsOf(ast);
  const struct = parents[parents[row]!]!;
  const spec = parents[struct]!;
  const type = ast.b[row]!;
  if (ast.kind[struct] !== Kind.StructType || ast.kind[spec] !== Kind.TypeSpec || ast.kind[type] !== Kind.MapType)
    return undefined;
  if (lengthOf(ast, ast.a[row]!) !== 1 || ast.c[row] !== 0) return undefined;
  const named = pass.pkg.namedTypes.find(
    ({ obj }) => obj.origin?.decl === place.decl && obj.origin.node === ast.a[spec],
  );
  if (!named || isBuiltByPosition(pass, named)) return undefined;
  return fieldRetyped(place, struct, row, wrapperType(place, type, wrapper));
}

/** `var names = make(map[K]V)`, `var names map[K]V`; not in a group, whose columns would move. */
function ofVariable(place: Place, spec: Node, wrapper: Wrapper): readonly FileEdit[] | undefined {
  const { ast, decl } = place;
  if (ast.kind[spec] !== Kind.ValueSpec || ast.op[decl.root] !== Op.Var || lengthOf(ast, ast.a[spec]!) !== 1)
    return undefined;
  if (nodeText(place, decl.root).startsWith('var (')) return undefined;
  const type = ast.b[spec]!;
  const [value] = nodesOf(ast, ast.c[spec]!);
  if (type !== 0 && ast.kind[type] !== Kind.MapType) return undefined;
  const edits =
    type === 0 ? [] : [replaceRange(place, ast.start[type]!, ast.end[type]!, wrapperType(place, type, wrapper))];
  if (value === undefined) return edits;
  const made = wrapped(place, value, wrapper);
  return made && [...edits, ...made];
}

function wrapperType(place: Place, map: Node, { type }: Wrapper): string {
  return `*${type}[${nodeText(place, place.ast.a[map]!)}, ${nodeText(place, place.ast.b[map]!)}]`;
}

function newFile(pass: Pass, wrapper: Wrapper): FileEdit {
  return { file: pathIn(pass.pkg, wrapper), start: 0, end: 0, newText: `package ${pass.pkg.name}\n${wrapper.source}` };
}

/** An update that covers several uses is one edit. */
function distinct(edits: readonly FileEdit[]): readonly FileEdit[] {
  const kept = edits.filter(
    (edit, i) =>
      edits.findIndex(
        ({ file, start, end, newText }) =>
          file === edit.file && start === edit.start && end === edit.end && newText === edit.newText,
      ) === i,
  );
  return kept.filter(
    (edit) =>
      !kept.some(
        (other) =>
          other !== edit &&
          other.file === edit.file &&
          other.start <= edit.start &&
          edit.end <= other.end &&
          other.end - other.start > edit.end - edit.start,
      ),
  );
}
