/**
 * unguarded-map-access: a map that a mutex guards elsewhere is accessed without it, outside construction.
 *
 * Needs the guards inferred over the whole package and what each function's callers hold. A helper that some callers
 * call with the lock and some without is reported at the calls without it.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import { accessDepth, cellUses } from '../flow/cells.js';
import { isInTest } from '../flow/flow-decl.js';
import { guardAt, mapsTo, takesItself } from '../flow/guard-names.js';
import { isMadeHere, mayHoldUnnamed, type CellAccess, type Guard, type GuardedCell } from '../flow/guards.js';
import type { Access, CallFact } from '../flow/summary.js';
import type { Call } from '../flow/contexts.js';
import { localVariable } from '../rewrites/common-variable.js';
import { lockedVariantFixes } from '../rewrites/locked-variant.js';
import { guardCallFixes, guardFixes } from '../rewrites/lock.js';
import { compareSites, distinct, functionName, verb } from './evidence.js';
import { takesHomeMadeLock } from './home-made-locks.js';
import { isWrittenInPlace } from './in-place.js';
import type { Pass, Questions } from './pass.js';
import { defineRule, type Note } from './rule.js';

interface Evidence {
  readonly cell: GuardedCell;
  readonly guard: Guard;
  /** The first one in its function. */
  readonly access: CellAccess;
  /** Others of the same function, which forgets the lock once. */
  readonly others: readonly CellAccess[];
  /** The call without the lock, when others hold it. */
  readonly call: { readonly fact: CallFact; readonly facts: FunctionFacts } | undefined;
}

export const unguardedMapAccess = defineRule({
  code: 'unguarded-map-access',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'a map that a mutex guards elsewhere is accessed without it',
    why: `A lock orders only those who take it. One access without the lock that the others take may run at the same time
as a write, and the runtime may then end the process. Reads and \`len\` count. Where one function alone takes a lock of the
struct, but for every write, an access without it is information.`,
    bad: [
      `type seats struct {
	mu    sync.Mutex
	taken map[int]string
}

func (s *seats) reserve(n int, who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken[n] = who
}

func (s *seats) cancel(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.taken, n)
}

func (s *seats) count() int {
	return len(s.taken) // want unguarded-map-access
}`,
    ],
    good: [
      `type seats struct {
	mu    sync.Mutex
	taken map[int]string
}

func (s *seats) reserve(n int, who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken[n] = who
}

func (s *seats) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.taken)
}`,
    ],
    limits: [
      'Misses: guards of other packages, and locks that are reached through maps or slices of locks.',
      'Misses: locks that are taken under a condition count as held; functions that fill a map which they have made themselves, and helpers that most callers call without the lock, count as setting up.',
      'Misses: accesses in functions that call `lockX` and `unlockX` of some name, a lock that the package has made itself; callers that nobody knows may hold any lock.',
      'Over-reports: an access that cannot run at the same time as the others for reasons outside the package.',
    ],
    fixes: [
      '**Lock**: takes the guarding mutex around the statements that need it. Safe.',
      '**Split**: of a helper that is called with and without the lock, a variant that expects it and one that takes it. Safe.',
    ],
    references: ['https://go.dev/doc/faq#atomic_maps', 'https://pkg.go.dev/sync#Mutex'],
  },

  *detectInCell(cell, questions): Iterable<Evidence> {
    const guard = cell.guard ?? cell.likelyGuard;
    if (!guard) return;
    const groups: CellAccess[][] = [];
    for (const access of cell.accesses) {
      if (!isUnguarded(cell, guard, access)) continue;
      const known = groups.find(([first]) => first!.facts === access.facts && first!.base === access.base);
      if (known) known.push(access);
      else groups.push([access]);
    }
    for (const accesses of groups) yield* evidenceOf(questions, cell, guard, accesses);
  },

  report({ cell, guard, access, others, call }, pass) {
    const { name } = cell.cell;
    const mutex = guardText(guard);
    const what = `${name} is ${verb(access.access)}`;
    const also = others.map((other) => ({
      at: other.access.site,
      message: `${name} is ${verb(other.access)} here, too`,
    }));
    const notes = [...guardedNotes(pass, cell, guard), ...distinct(also).slice(0, maxOthers)];
    const about = [cell.cell.key];
    const severity = cell.guard ? 'warning' : 'information';
    if (call) {
      return {
        severity,
        at: call.fact.site,
        message: `${functionName(access.facts)} is called without ${mutex}, which its other callers hold: ${what} in it, and ${mutex} guards it`,
        notes: [{ at: access.access.site, message: `${what} here` }, ...notes],
        about,
      };
    }
    const message = cell.guard
      ? `${what} here without ${mutex}, which guards it elsewhere`
      : `${what} here without ${mutex}, which is held where it is written`;
    return { at: access.access.site, severity, message, notes, about };
  },

  fixes: ({ cell, guard, access, call }, pass) =>
    call
      ? [...guardCallFixes(pass, cell, guard, access, call), ...lockedVariantFixes(pass, cell, guard, access)]
      : guardFixes(pass, cell, guard, access),
});

function isUnguarded(cell: GuardedCell, guard: Guard, access: CellAccess): boolean {
  if (!isGuardedAsDeep(cell, guard, access)) return false;
  if (access.access.kind === 'read' && holdsSecondLock(cell, guard, access)) return false;
  if (fillsOwn(access) || (!cell.guard && isMadeHere(access.access))) return false;
  if (access.construction || access.held.has(guard.name) || access.maybeHeld.has(guard.name)) return false;
  if (mayHoldUnnamed(access, guard.name) && callsAfterRelease(guard, access).length === 0) return false;
  if (isThroughLocal(access.access) && !isWrittenInPlace(cell, accessDepth(access.access))) return false;
  // The lock is in a value around the map's own, and this one is met by itself: it may be another's, or a copy.
  if (guard.name.startsWith('^') && guardAt(guard, access.base) === undefined) return false;
  if (takesHomeMadeLock(access.facts.func.decl)) return false;
  // Tests look inside what they alone use, but for the goroutines that they start.
  return !isInTest(access.facts.func.decl) || access.context.calls.some(({ fact }) => fact.spawned);
}

/** Calls by functions that take the guard themselves, so that none of their callers holds it. */
function callsAfterRelease(guard: Guard, { context, base }: CellAccess): readonly Call[] {
  const path = guardAt(guard, base);
  return path === undefined ? [] : context.calls.filter(({ fact, facts }) => takesItself(facts, fact, path));
}

/** Who writes takes two locks, so that readers need one of them only. */
function holdsSecondLock({ accesses }: GuardedCell, guard: Guard, { held }: CellAccess): boolean {
  return accesses.some(
    ({ access, construction, held: locks }) =>
      access.kind === 'write' &&
      !construction &&
      locks.has(guard.name) &&
      [...held.keys()].some((name) => locks.has(name)),
  );
}

/** A function, none of the type's own methods, fills a map that it has made: it sets up what it was given. */
function fillsOwn({ access, base, facts: { func } }: Pick<CellAccess, 'access' | 'base' | 'facts'>): boolean {
  return access.kind !== 'read' && base.startsWith('#') && !func.func?.type.recv && isMadeHere(access);
}

function setsUp(facts: FunctionFacts): boolean {
  return cellUses(facts).some(({ access, base }) => fillsOwn({ access, base, facts }));
}

/** The map was taken out of its place before: what takes that place since is nothing to whoever has it. */
function isThroughLocal({ table, names: [nearest = []] }: Access): boolean {
  return nearest.length > 0 && nearest.every((name) => localVariable(table, name) !== undefined);
}

/** The lock may be for the map of maps alone, each map in it having one owner: then nobody takes it for those. */
function isGuardedAsDeep({ accesses }: GuardedCell, guard: Guard, { access }: CellAccess): boolean {
  const depth = accessDepth(access);
  return depth === 0 || accesses.some((other) => other.held.has(guard.name) && accessDepth(other.access) >= depth);
}

const maxOthers = 3;

/**
 * At the calls without the lock where others have it; at the first access where none has. A lock that every caller may
 * hold is one that each takes where it needs it.
 */
function evidenceOf(
  questions: Questions,
  cell: GuardedCell,
  guard: Guard,
  accesses: readonly CellAccess[],
): readonly Evidence[] {
  const { start } = accesses[0]!.facts.func.decl.ast;
  const sorted = [...accesses].sort((a, b) => start[a.access.site.node]! - start[b.access.site.node]!);
  const access = sorted[0]!;
  const others = sorted.slice(1).filter(({ access: { site } }) => site.node !== access.access.site.node);
  const { calls } = access.context;
  const path = guardAt(guard, access.base);
  if (path && calls.length > 0) {
    const instead = access.access.kind === 'read' ? [...cell.writeLocks] : [];
    const paths = [path, ...instead.flatMap((name) => guardAt({ ...guard, name }, access.base) ?? [])];
    const certain = mayHoldUnnamed(access, guard.name) ? callsAfterRelease(guard, access) : calls;
    const without = certain.filter(({ fact, facts }) => {
      const context = questions.contextOf(fact.caller);
      return !fact.spawned && !paths.some((own) => mapsTo(context, facts, fact, own));
    });
    if (without.length === 0 && certain !== calls) return [];
    if (without.length > 0 && without.length < calls.length) {
      // Most callers have reasons to do without: it is not a helper that expects the lock.
      if (without.length > calls.length / 2) return [];
      return without
        .filter(({ fact, facts }) => !fact.fresh[0] && !isInTest(fact.site.decl) && !setsUp(facts))
        .map((call) => ({ cell, guard, access, others, call }));
    }
    if (without.length === 0 && access.heldBySome.has(guard.name)) return [];
  }
  return [{ cell, guard, access, others, call: undefined }];
}

/** `mu` for a mutex beside the map, the variable's name for a package-level one. */
export function guardText(guard: Guard): string {
  return guard.name.slice(guard.name.lastIndexOf('.') + 1) || 'its lock';
}

function guardedNotes(pass: Pass, cell: GuardedCell, guard: Guard): readonly Note[] {
  const guarded = cell.accesses.filter((access) => access.held.has(guard.name) && !access.construction);
  guarded.sort(
    (a, b) =>
      Number(b.access.kind === 'write') - Number(a.access.kind === 'write') ||
      compareSites(pass, a.access.site, b.access.site),
  );
  const decls = new Set<unknown>();
  const notes: Note[] = [];
  for (const { access, facts } of guarded) {
    if (decls.has(facts.func.decl)) continue;
    decls.add(facts.func.decl);
    notes.push({ at: access.site, message: `${verb(access)} under ${guardText(guard)} in ${functionName(facts)}` });
    if (notes.length === 3) break;
  }
  return notes;
}
