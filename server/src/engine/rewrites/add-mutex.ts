/**
 * Rewrite that adds a mutex beside a map that has none and guards every access: a local variable for a local map, a field
 * above the field, a package-level variable above the variable.
 *
 * Offered only if every access can be guarded: those that may run at once for a local map, all of the package for others.
 * Not for a parameter (its other holders would go on without the lock), nor for what other packages can reach.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { CellAccess, GuardedCell } from '../flow/guards.js';
import type { Access } from '../flow/summary.js';
import type { Pass } from '../rules/pass.js';
import { Kind, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { parentsOf, someBelow } from '../syntax/walk.js';
import { isExported, isMap, underlying, type Func, type Obj } from '../types/index.js';
import { commonVariable } from './common-variable.js';
import { locking, type Locking } from './critical-section.js';
import { guardAll } from './guard-all.js';
import { importing } from './imports.js';
import { isUsedLeftOut } from './left-out.js';
import { calledFrom, expressionAt } from './mutexes.js';
import { fieldMutex, packageMutex, type NewMutex } from './new-mutex.js';
import { declaring, placeOf, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { freeName, isWithin } from './scopes.js';
import { linesBefore, standsAlone, statementAround } from './statements.js';

export function addMutexFixes(pass: Pass, accesses: readonly Access[]): readonly SuggestedFix[] {
  const cells = new Set(accesses.map((access) => cellOfSite(pass, access)));
  const [cell, ...others] = cells;
  if (others.length > 0) return [];
  const fix = cell ? besideCell(pass, cell, accesses) : besideLocal(pass, accesses);
  return fix ? [fix] : [];
}

function cellOfSite(pass: Pass, { site }: Access): GuardedCell | undefined {
  return pass.cells.find(({ accesses }) =>
    accesses.some(({ access }) => access.site.decl === site.decl && access.site.node === site.node),
  );
}

/** `var mu sync.Mutex` above the declaration of the map's variable. */
function besideLocal(pass: Pass, accesses: readonly Access[]): SuggestedFix | undefined {
  const variable = commonVariable(accesses);
  const place = variable?.origin && placeOf(pass, variable.origin.decl);
  if (!place || variable.param !== undefined) return undefined;
  if (accesses.some(({ site }) => site.decl !== place.decl)) return undefined;
  const ident = variable.origin!.node;
  const declaration = statementAround(place, ident);
  if (!declaration || !standsAlone(place, declaration.node)) return undefined;
  const kind = place.ast.kind[declaration.node];
  if (kind !== Kind.AssignStmt && kind !== Kind.DeclStmt) return undefined;
  const name = freeName(place, [...(isOnlyMap(place) ? ['mu'] : []), `${variable.name}Mu`]);
  const nodes = [...new Set(accesses.map(({ site }) => site.node))];
  const use = locking(name, 'write', (at, node) => reachesLocally(at, node, nodes));
  const guarded = guardAll(place, nodes, () => use);
  if (!guarded) return undefined;
  const { name: sync, edits } = importing(place, 'sync', [ident]);
  const declared = declaring(linesBefore(place, declaration.node, [`var ${name} ${sync}.Mutex`]), name);
  return quickFix(pass, {
    title: `Guard ${variable.name} with a new mutex`,
    edits: [declared, ...guarded.edits, ...edits],
    applicability: guarded.applicability,
    preferred: true,
    ...confirmation(name, nodes.length),
  });
}

/** Whether the declaration makes one local map: of several, each may come to need a mutex of its own. */
function isOnlyMap({ ast, info, decl }: Place): boolean {
  const parents = parentsOf(ast);
  const locals = new Set<Obj>();
  for (let ident = decl.first; ident < decl.last; ident++) {
    const parent = ast.kind[parents[ident]!];
    if (ast.kind[ident] !== Kind.Ident || (parent !== Kind.AssignStmt && parent !== Kind.ValueSpec)) continue;
    const object = info.objectOf(ident);
    const isOwn = object?.kind === 'var' && object.role === 'local' && object.param === undefined;
    if (isOwn && isMap(object.type) && object.origin?.node === ident) locals.add(object);
  }
  return locals.size <= 1;
}

/** A field or package-level variable, and every access in the package. */
function besideCell(pass: Pass, cell: GuardedCell, conflicting: readonly Access[]): SuggestedFix | undefined {
  const mutex = mutexBeside(pass, cell);
  if (!mutex) return undefined;
  const isConflicting = ({ access: { site } }: CellAccess): boolean =>
    conflicting.some((access) => access.site.decl === site.decl && access.site.node === site.node);
  const accesses = cell.accesses.filter((access) => isConflicting(access) || !isPrivate(access));
  const touching = new Set(accesses.map(({ access }) => access.site.decl));
  const edits: FileEdit[] = [...mutex.edits];
  let applicability: 'safe' | 'unsafe' = mutex.isCopiable ? 'unsafe' : 'safe';
  for (const decl of touching) {
    const own = accesses.filter(({ access }) => access.site.decl === decl);
    const place = placeOf(pass, decl);
    const texts = place && own.map((each) => lockText(place, each, mutex));
    if (!place || !texts || texts.includes(undefined)) return undefined;
    const reenters: Locking['reenters'] = (at, node) =>
      reachesLocally(
        at,
        node,
        own.map(({ access }) => access.site.node),
      ) || calledFrom(at, node).some((callee) => mayReach(pass, callee, touching));
    const declared: Locking['declared'] = new Map();
    const byText = new Map<string, CellAccess[]>();
    own.forEach((each, i) => byText.set(texts[i]!, [...(byText.get(texts[i]!) ?? []), each]));
    for (const [text, group] of byText) {
      const guarded = guardAll(
        place,
        group.map(({ access }) => access.site.node),
        (nodes) =>
          locking(
            text,
            group.some(({ access }) => access.kind === 'write' && nodes.includes(access.site.node)) ? 'write' : 'read',
            reenters,
            declared,
          ),
        own.flatMap(({ access }) => (group.some((each) => each.access === access) ? [] : [access.site.node])),
      );
      if (!guarded) return undefined;
      edits.push(...guarded.edits);
      if (guarded.applicability === 'unsafe') applicability = 'unsafe';
    }
  }
  return quickFix(pass, {
    title: `Guard ${cell.cell.name} with a new mutex`,
    edits,
    applicability,
    preferred: true,
    ...confirmation(mutex.name, accesses.length),
  });
}

/** Before anybody else can know of the map: in the function that makes it, or while the package is initialised. */
function isPrivate({ access, base, context, construction }: CellAccess): boolean {
  return access.exclusive || context.initialises || (construction && base === '');
}

function mutexBeside(pass: Pass, { cell: { variable } }: GuardedCell): NewMutex | undefined {
  if (!variable || variable.pkg !== pass.pkg.path) return undefined;
  if (isExported(variable.name) && pass.pkg.name !== 'main') return undefined;
  // What comes out of a channel is in its receiver's hands, not in the field.
  if (underlying(variable.type).kind === 'chan') return undefined;
  if (isUsedLeftOut(pass, variable)) return undefined;
  return variable.role === 'package' ? packageMutex(pass, variable) : fieldMutex(pass, variable);
}

function lockText(place: Place, { base, facts, access }: CellAccess, { name, isField }: NewMutex): string | undefined {
  if (!isField) return name;
  const owner = expressionAt(place, facts.func, base, access.site.node);
  return owner && `${owner.text}.${name}`;
}

function confirmation(name: string, places: number): { readonly confirm?: string } {
  return places > 1 ? { confirm: `Adds ${name} and takes it at ${places} places` } : {};
}

/** Whether what is called below the node may run one of the accesses, which lock themselves. */
function reachesLocally(place: Place, node: Node, accesses: readonly Node[]): boolean {
  const { ast, info, decl } = place;
  return someBelow(ast, node, (at) => {
    if (ast.kind[at] === Kind.FuncLit) return at !== node && accesses.some((access) => isWithin(place, access, at));
    if (ast.kind[at] !== Kind.CallExpr || ast.kind[ast.a[at]!] !== Kind.Ident) return false;
    const object = info.objectOf(ast.a[at]!);
    // A function value made here may be one of those that hold an access.
    return object?.kind === 'var' && object.origin?.decl === decl && object.param === undefined;
  });
}

function mayReach(pass: Pass, func: Func, decls: ReadonlySet<Decl>, seen = new Set<Func>()): boolean {
  if (seen.has(func)) return false;
  seen.add(func);
  const decl = pass.pkg.declOf(func);
  if (!decl) return false;
  if (decls.has(decl)) return true;
  const place = placeOf(pass, decl);
  return place !== undefined && calledFrom(place, decl.root).some((callee) => mayReach(pass, callee, decls, seen));
}
