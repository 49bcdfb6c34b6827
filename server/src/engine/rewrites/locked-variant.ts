/**
 * The rewrite for a helper that is called with and without the lock it needs: a variant that expects the lock, by a name
 * that says so (`pickLocked`), for the callers that hold it, and under the old name a function that takes the lock first.
 *
 * Only for functions of the package alone, and where each use is a call of which it is known whether the lock is held.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { AccessPath } from '../flow/access-path.js';
import { guardAt, mapsTo } from '../flow/guard-names.js';
import type { CellAccess, Guard, GuardedCell } from '../flow/guards.js';
import type { CallFact } from '../flow/summary.js';
import type { Pass } from '../rules/pass.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { blank, textOf } from '../syntax/names.js';
import { parentsOf } from '../syntax/walk.js';
import { isExported, lookupFieldOrMethod, type Func } from '../types/index.js';
import { isNamedLeftOut } from './left-out.js';
import { mayTake, mutexAt } from './mutexes.js';
import { insert, nodeText, placeOf, replace, replaceRange, type Place } from './place.js';
import { quickFix } from './quick-fix.js';

/** At a call, without the lock, of a helper that other callers call with it. */
export function lockedVariantFixes(
  pass: Pass,
  cell: GuardedCell,
  guard: Guard,
  access: CellAccess,
): readonly SuggestedFix[] {
  const { func, decl } = access.facts.func;
  const path = guardAt(guard, access.base);
  const place = placeOf(pass, decl);
  if (!func || path === undefined || !place || isExported(func.name) || func.type.typeParams.length > 0) return [];
  // It says already that it expects the lock.
  if (/locked$/i.test(func.name)) return [];
  const body = place.ast.d[decl.root]!;
  const mutex = body ? mutexAt(place, access.facts.func, path, body) : undefined;
  const name = `${func.name}Locked`;
  if (!mutex || mayTake(pass, func, mutex.variable) || isTaken(pass, func, name)) return [];
  if (isNamedLeftOut(pass, func.name) || isNamedLeftOut(pass, name)) return [];
  const writes = cell.accesses.some((each) => each.facts === access.facts && each.access.kind === 'write');
  const wrapper = wrapperOf(place, func, name, mutex.text, writes || !mutex.shared ? '' : 'R');
  const renamed = callsRenamed(pass, func, name, path);
  if (!wrapper || !renamed) return [];
  const ident = place.ast.b[decl.root]!;
  return [
    quickFix(pass, {
      title: `Split ${func.name} into ${name}, for callers that hold ${mutex.text}, and one that takes it`,
      edits: [replace(place, ident, name), ...commentRenamed(place, func.name, name), wrapper, ...renamed],
      applicability: 'safe',
      confirm: `Calls ${name} at ${renamed.length} ${renamed.length === 1 ? 'place' : 'places'}`,
    }),
  ];
}

function isTaken(pass: Pass, func: Func, name: string): boolean {
  const recv = func.type.recv?.type;
  if (!recv) return pass.pkg.lookup(name) !== undefined;
  return lookupFieldOrMethod(recv, name, pass.pkg.path) !== undefined;
}

/** Behind the helper, the function of its name that takes the lock. */
function wrapperOf(place: Place, func: Func, name: string, mutex: string, side: '' | 'R'): FileEdit | undefined {
  const { ast, decl } = place;
  const { root, text } = decl;
  const type = ast.c[root]!;
  const fields = [...nodesOf(ast, ast.a[ast.b[type]!]!)];
  const names = fields.flatMap((field) => [...nodesOf(ast, ast.a[field]!)]);
  const isNamed = fields.every((field) => nodesOf(ast, ast.a[field]!).length > 0);
  if (!isNamed || names.some((ident) => ast.a[ident] === blank)) return undefined;
  const recv = ast.a[root] ? nodesOf(ast, ast.a[ast.a[root]!]!)[0] : undefined;
  const own = recv === undefined ? undefined : nodesOf(ast, ast.a[recv]!)[0];
  if (func.type.recv && (own === undefined || ast.a[own] === blank)) return undefined;
  const header = text.slice(ast.start[root], ast.start[ast.d[root]!]).trimEnd();
  if (header.includes('\n')) return undefined;
  const callee = own === undefined ? name : `${nodeText(place, own)}.${name}`;
  const spread = func.type.variadic ? '...' : '';
  const call = `${callee}(${names.map((ident) => nodeText(place, ident)).join(', ')}${spread})`;
  const lines = [
    `// ${func.name} is ${name}, under ${mutex}.`,
    `${header} {`,
    `\t${mutex}.${side}Lock()`,
    `\tdefer ${mutex}.${side}Unlock()`,
    `\t${func.type.results.length > 0 ? 'return ' : ''}${call}`,
    '}',
  ];
  return insert(place, ast.end[root]!, `\n\n${lines.join('\n')}`);
}

/** A doc comment that starts with the name. */
function commentRenamed(place: Place, before: string, after: string): readonly FileEdit[] {
  const { decl, ast } = place;
  const { comments, text } = decl;
  for (let i = 0; i < comments.length && comments[i]! < ast.start[decl.root]!; i += 2) {
    const lead = `// ${before} `;
    if (text.startsWith(lead, comments[i]!))
      return [replaceRange(place, comments[i]! + 3, comments[i]! + 3 + before.length, after)];
  }
  return [];
}

/** The calls that hold the lock, or are the helper's own; undefined if a use is none, or nobody knows. */
function callsRenamed(pass: Pass, func: Func, name: string, path: AccessPath): readonly FileEdit[] | undefined {
  const edits: FileEdit[] = [];
  for (const decl of pass.files.flatMap((file) => file.decls)) {
    if (!decl.text.includes(func.name)) continue;
    const place = placeOf(pass, decl);
    if (!place) return undefined;
    const { ast, info } = place;
    const parents = parentsOf(ast);
    for (let ident = decl.first; ident < decl.last; ident++) {
      if (ast.kind[ident] !== Kind.Ident || textOf(ast.a[ident]!) !== func.name || ident === ast.b[decl.root]) continue;
      const object = info.objectOf(ident);
      if (object?.kind !== 'func' || object.generic !== func) continue;
      const call = callOf(place, parents, ident);
      const isOwn = pass.pkg.declOf(func) === decl;
      const held = call === undefined ? undefined : isOwn || isHeld(pass, place, call, path);
      if (held === undefined) return undefined;
      if (held) edits.push(replace(place, ident, name));
    }
  }
  return edits;
}

/** The call that the identifier is, or ends, the callee of. */
function callOf({ ast }: Place, parents: ArrayLike<Node>, ident: Node): Node | undefined {
  const above = parents[ident]!;
  const callee = ast.kind[above] === Kind.SelectorExpr && ast.b[above] === ident ? above : ident;
  const call = parents[callee]!;
  return ast.kind[call] === Kind.CallExpr && ast.a[call] === callee ? call : undefined;
}

/** Whether the lock is held at a call; undefined if it may or may not be. */
function isHeld(pass: Pass, place: Place, call: Node, path: AccessPath): boolean | undefined {
  const found = pass.functions.flatMap((facts): readonly { facts: FunctionFacts; fact: CallFact }[] =>
    facts.func.decl === place.decl
      ? facts.calls
          .filter(({ site }) => site.decl === place.decl && site.node === call)
          .map((fact) => ({ facts, fact }))
      : [],
  );
  const [only, ...others] = found;
  if (!only || others.length > 0) return undefined;
  const { facts, fact } = only;
  const parameter = /^#(\d+)/.exec(path);
  if (parameter && fact.args[Number(parameter[1])]?.length !== 1) return undefined;
  const context = pass.contextOf(fact.caller);
  if (!fact.spawned && mapsTo({ ...context, maybeHeld: new Map() }, facts, { ...fact, maybeHeld: new Map() }, path))
    return true;
  const isOpen = fact.maybeHeld.size === 0 && (fact.spawned || context.maybeHeld.size === 0);
  return isOpen ? false : undefined;
}
