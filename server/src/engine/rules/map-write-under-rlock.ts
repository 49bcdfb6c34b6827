/**
 * map-write-under-rlock: a map is written while only the read lock of the mutex that guards it is held.
 *
 * Needs locksets and the guards inferred over the package; for local maps, the conflicts of goroutines that hold the same
 * lock. Any lock held for writing silences it: that one may be what guards the map.
 */
import { accessPath, below, type AccessPath } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { cellOf, cellUses } from '../flow/cells.js';
import type { CellAccess, GuardedCell } from '../flow/guards.js';
import type { Loc } from '../flow/locations.js';
import type { Access } from '../flow/summary.js';
import { upgradeFixes, upgradeHere } from '../rewrites/upgrade.js';
import { compareSites, distinct, functionName, nameOf, verb } from './evidence.js';
import type { Pass, Questions } from './pass.js';
import { defineRule, type Note, type Report } from './rule.js';

/** The map of a field or package-level variable. */
interface InCell {
  readonly cell: GuardedCell;
  /** The first write of the function. */
  readonly access: CellAccess;
  readonly others: readonly CellAccess[];
  /** The lock, in the terms of the function. */
  readonly lock: AccessPath;
}

/** A local map, and goroutines that hold one read lock. */
interface InFunction {
  readonly cell: undefined;
  readonly facts: FunctionFacts;
  readonly write: Access;
  readonly other: Access;
  readonly lock: AccessPath;
}

type Evidence = InCell | InFunction;

export const mapWriteUnderRLock = defineRule({
  code: 'map-write-under-rlock',
  since: '0.1.0',
  severity: 'error',

  docs: {
    summary: 'a map is written while only the read lock of its mutex is held',
    why: `Any number of goroutines hold a read lock at the same time. A write under it runs at the same time as their reads
and as other such writes.`,
    bad: [
      `type memo struct {
	mu   sync.RWMutex
	addr map[string]string
}

func (m *memo) lookup(host string, resolve func(string) string) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a, ok := m.addr[host]
	if !ok {
		a = resolve(host)
		m.addr[host] = a // want map-write-under-rlock
	}
	return a
}`,
    ],
    good: [
      `type memo struct {
	mu   sync.RWMutex
	addr map[string]string
}

func (m *memo) lookup(host string, resolve func(string) string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.addr[host]
	if !ok {
		a = resolve(host)
		m.addr[host] = a
	}
	return a
}`,
    ],
    limits: ['Misses: read locks taken by callers in other packages.'],
    fixes: ['**Upgrade**: the whole critical section takes the write lock. Safe.'],
    references: ['https://pkg.go.dev/sync#RWMutex'],
  },

  *detectInCell(cell): Iterable<Evidence> {
    // All writes of a function under one lock are one finding: taking the write lock ends them all.
    const known: { readonly facts: FunctionFacts; readonly lock: string; readonly writes: CellAccess[] }[] = [];
    for (const access of cell.accesses) {
      const lock = access.access.kind === 'write' && !access.construction ? readLockOf(cell, access) : undefined;
      if (!lock) continue;
      const section = known.find((each) => each.facts === access.facts && each.lock === lock);
      if (section) section.writes.push(access);
      else known.push({ facts: access.facts, lock, writes: [access] });
    }
    for (const { lock, writes } of known) {
      const { start } = writes[0]!.facts.func.decl.ast;
      const [first, ...others] = [...writes].sort((a, b) => start[a.access.site.node]! - start[b.access.site.node]!);
      yield { cell, access: first!, others, lock };
    }
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    const told = new Set<number>();
    for (const { one, other } of facts.conflicts) {
      const [write, against] = one.kind === 'write' ? [one, other] : [other, one];
      const shared = readLockInCommon(write, against);
      if (shared === undefined || cellOf(write) || cellOf(against) || told.has(write.site.node)) continue;
      if (isToCell(write, questions)) continue;
      told.add(write.site.node);
      const lock = accessPath(facts.locations, facts.func, shared);
      yield { cell: undefined, facts, write, other: against, lock };
    }
  },

  report(evidence, pass) {
    if (!evidence.cell) return reportLocal(evidence);
    const { cell, access, others, lock } = evidence;
    const mutex = lock.slice(lock.lastIndexOf('.') + 1);
    const byCaller: readonly Note[] = access.context.calls
      .filter(({ fact }) => [...fact.held.values()].includes('read'))
      .slice(0, 2)
      .map(({ fact, facts }) => ({
        at: fact.site,
        message: `called here by ${functionName(facts)} under the read lock`,
      }));
    const also = others
      .filter((other) => other.access.site.node !== access.access.site.node)
      .slice(0, 3)
      .map((other) => ({ at: other.access.site, message: `${cell.cell.name} is ${verb(other.access)} here, too` }));
    const notes = distinct([...takenNotes(access, lock), ...byCaller, ...readerNotes(pass, cell, access), ...also]);
    return {
      about: [cell.cell.key],
      at: access.access.site,
      message: `${cell.cell.name} is ${verb(access.access)} while only the read lock of ${mutex} is held: other readers may run at the same time`,
      notes,
    };
  },

  fixes: (evidence, pass) =>
    evidence.cell
      ? upgradeFixes(pass, evidence.access, evidence.lock)
      : upgradeHere(pass, evidence.facts, evidence.write.site.node, evidence.lock),
});

/** Whether the function that writes knows the map as one of a cell: then that is what the write is said to be about. */
function isToCell({ func, site, calls }: Access, questions: Questions): boolean {
  const own = calls.length > 0 ? questions.factsOf(func) : undefined;
  return own !== undefined && cellUses(own).some(({ access }) => access.site.node === site.node);
}

function reportLocal({ facts, write, other, lock }: InFunction): Report {
  const mutex = /^\$?(?:.*\.)?([^ .]+)/.exec(lock)?.[1] ?? 'the mutex';
  const taken = facts.tasks.find(({ accesses }) => accesses.includes(write));
  return {
    at: write.site,
    message: `${nameOf(write)} is ${verb(write)} while only the read lock of ${mutex} is held: other readers may run at the same time`,
    notes: distinct([
      ...(taken ? [{ at: taken.site, message: 'the goroutine is started here' }] : []),
      { at: other.site, message: `${verb(other)} here under the read lock, by another goroutine` },
    ]),
  };
}

/** The lock that both hold for reading, if the write holds none for writing. */
function readLockInCommon(write: Access, other: Access): Loc | undefined {
  if (write.table !== other.table || [...write.maybeHeld.values()].includes('write')) return undefined;
  return [...write.held.keys()].find((lock) => other.held.get(lock) === 'read');
}

/** Where the function itself takes the read lock. */
function takenNotes({ facts }: CellAccess, lock: string): readonly Note[] {
  const taken = facts.locks.find(
    (each) => each.mode === 'read' && accessPath(facts.locations, facts.func, each.lock) === lock,
  );
  return taken ? [{ at: taken.site, message: 'the read lock is taken here' }] : [];
}

/** Where the map is read under a read lock: that may happen at the same time. */
function readerNotes(pass: Pass, cell: GuardedCell, write: CellAccess): readonly Note[] {
  return cell.accesses
    .filter(({ access, heldAny }) => access.kind === 'read' && [...heldAny.values()].includes('read'))
    .sort(
      (a, b) =>
        Number(a.facts === write.facts) - Number(b.facts === write.facts) ||
        compareSites(pass, a.access.site, b.access.site),
    )
    .slice(0, 2)
    .map(({ access, facts }) => ({
      at: access.site,
      message: `${verb(access)} here under the read lock, in ${functionName(facts)}`,
    }));
}

/** The lock that guards the map, if it is held for reading and no other lock for writing. */
function readLockOf(cell: GuardedCell, access: CellAccess): string | undefined {
  if ([...access.heldAny.values()].includes('write')) return undefined;
  const held = [...access.heldAny.keys()];
  const { guard } = cell;
  if (guard && access.held.get(guard.name) === 'read') {
    return (
      held.find((path) =>
        access.base === '' ? path === guard.name : below(path, access.base) === guard.name || path === guard.name,
      ) ?? guard.name
    );
  }
  // No guard is known: the mutex in the same struct is the one.
  if (guard || access.base === '') return guard ? undefined : besideGlobal(cell, held);
  return held.find((path) => /^\.[^.]+$/.test(below(path, access.base) ?? ''));
}

/** A package-level mutex of the same package, held for reading, for a package-level map that nothing else guards. */
function besideGlobal(cell: GuardedCell, held: readonly string[]): string | undefined {
  const own = `${cell.cell.variable?.pkg ?? ''}.`;
  return cell.cell.key.startsWith(own) ? held.find((path) => path.startsWith(own)) : undefined;
}
