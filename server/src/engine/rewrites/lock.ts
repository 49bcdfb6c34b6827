/** Rewrites that take a lock that exists already around the statements that need it. */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import { accessPath, type AccessPath } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { guardAt, pathInCaller } from '../flow/guard-names.js';
import type { CellAccess, Guard, GuardedCell } from '../flow/guards.js';
import type { FuncHead } from '../flow/ir.js';
import type { Access, CallFact } from '../flow/summary.js';
import type { Pass } from '../rules/pass.js';
import type { Node } from '../syntax/ast.js';
import { guard as guarded, locking, type Locking } from './critical-section.js';
import { guardAll } from './guard-all.js';
import { calledFrom, mayTake, mutexAt, mutexCalls, type Mutex } from './mutexes.js';
import { placeOf, type Place } from './place.js';
import { quickFix } from './quick-fix.js';

/** For a conflict where one access holds a lock that the other lacks. */
export function lockFixes(
  pass: Pass,
  facts: FunctionFacts,
  write: Access,
  others: readonly Access[],
): readonly SuggestedFix[] {
  const accesses = [write, ...others];
  const { decl } = facts.func;
  if (accesses.some((access) => access.site.decl !== decl)) return [];
  const place = placeOf(pass, decl);
  if (!place) return [];
  for (const lock of new Set(accesses.flatMap(({ held }) => [...held.keys()]))) {
    const path = accessPath(facts.locations, facts.func, lock);
    const without = accesses.filter(({ held }) => !held.has(lock));
    const nodes = [...new Set(without.map(({ site }) => site.node))];
    const edits: FileEdit[] = [];
    let mutex: Mutex | undefined;
    for (const node of nodes) {
      mutex = mutexAt(place, facts.func, path, node);
      if (!mutex) break;
    }
    if (!mutex || nodes.length === 0) continue;
    const all = guardAll(place, nodes, (group) =>
      lockOf(
        mutex!,
        without.some(({ kind, site }) => kind === 'write' && group.includes(site.node)) ? 'write' : 'read',
      ),
    );
    if (!all) continue;
    edits.push(...all.edits);
    const confirm = nodes.length > 1 ? { confirm: `Locks ${mutex.text} at ${nodes.length} places` } : {};
    const title = `Guard with ${mutex.text}`;
    return [quickFix(pass, { title, edits, applicability: all.applicability, preferred: true, ...confirm })];
  }
  return [];
}

/** At an access without the guard of its cell. */
export function guardFixes(pass: Pass, cell: GuardedCell, guard: Guard, access: CellAccess): readonly SuggestedFix[] {
  const { facts, base } = access;
  const path = guardAt(guard, base);
  if (path === undefined) return [];
  // One critical section for all that the function does to the map without the lock: what it has read stays true.
  const near = cell.accesses.filter(
    (each) =>
      each.facts === facts && each.base === base && !each.held.has(guard.name) && !each.maybeHeld.has(guard.name),
  );
  const together = near.map(({ access: { site } }) => site.node);
  const mode = (nodes: readonly Node[]): 'read' | 'write' =>
    near.some((each) => each.access.kind === 'write' && nodes.includes(each.access.site.node)) ? 'write' : 'read';
  const others = [...access.heldAny.keys()];
  const whole = fixAt(pass, facts.func, path, together, mode, others);
  if (whole?.applicability === 'safe' || together.length === 1) return whole ? [whole] : [];
  const parts = fixAt(pass, facts.func, path, together, mode, others, guardAll) ?? whole;
  return parts ? [parts] : [];
}

/** At a call, without the lock, of a helper that expects it. */
export function guardCallFixes(
  pass: Pass,
  cell: GuardedCell,
  guard: Guard,
  access: CellAccess,
  call: { readonly fact: CallFact; readonly facts: FunctionFacts },
): readonly SuggestedFix[] {
  const path = guardAt(guard, access.base);
  const own = path && pathInCaller(call.facts, call.fact, path);
  if (own === undefined || call.fact.site.decl !== call.facts.func.decl) return [];
  const held = [...call.fact.held.keys()].map((lock) => accessPath(call.facts.locations, call.facts.func, lock));
  const inHelper = cell.accesses.filter(({ facts }) => facts === access.facts);
  const mode = inHelper.some((each) => each.access.kind === 'write') ? 'write' : 'read';
  const fix = fixAt(pass, call.facts.func, own, [call.fact.site.node], () => mode, held);
  return fix ? [fix] : [];
}

/**
 * @param others locks that are held there. The same mutex of another value among them may be this very one, or be taken
 *   in the other order elsewhere.
 */
function fixAt(
  pass: Pass,
  func: FuncHead,
  path: AccessPath,
  nodes: readonly Node[],
  mode: (nodes: readonly Node[]) => 'read' | 'write',
  others: readonly AccessPath[],
  guardThem: typeof guardAll = (at, all, lockFor) => guarded(at, all, lockFor(all)),
): SuggestedFix | undefined {
  const place = placeOf(pass, func.decl);
  const mutex = place && mutexAt(place, func, path, nodes[0]!);
  if (!mutex || others.some((held) => mutexAt(place, func, held, nodes[0]!)?.variable === mutex.variable))
    return undefined;
  const section = guardThem(place, nodes, (group) => lockOf(mutex, mode(group)));
  if (!section) return undefined;
  const title = `Guard with ${mutex.text}`;
  return quickFix(pass, { title, ...section, preferred: true });
}

/** The mutex as a lock that exists: it may be taken in the statements, or in what they call. */
function lockOf(mutex: Mutex, mode: 'read' | 'write'): Locking {
  const reenters = (place: Place, node: Node): boolean =>
    mutexCalls(place, node).some(({ variable }) => variable === mutex.variable || variable === undefined) ||
    calledFrom(place, node).some((callee) => mayTake(place.pass, callee, mutex.variable));
  return locking(mutex.text, mode === 'read' && mutex.shared ? 'read' : 'write', reenters);
}
