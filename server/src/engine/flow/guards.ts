/**
 * Which mutex guards which map, inferred from how a package accesses its cells: the lock held at most accesses, an
 * annotation, or the mutex that the field stands under. Engler et al., *Bugs as deviant behavior* (SOSP 2001), with
 * locksets by access path as in RacerD.
 */
import type { Decl } from '../syntax/source-file.js';
import { accessPath, aroundOf, below, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import { onceDone } from './apply-model.js';
import { typePath } from './build-call.js';
import { cellUses, isOfCopy, type Cell, type CellUse } from './cells.js';
import type { FactChanges } from './fact-changes.js';
import { isInTest, type FlowDecl } from './flow-decl.js';
import { LayeredMap } from './layered-map.js';
import { pathsTaken } from './guard-names.js';
import { elements } from './locations.js';
import { unnamedLock, type Context, type Contexts, type LockKind } from './contexts.js';
import type { Lockset, Mode } from './state.js';
import type { Access } from './summary.js';
import { underlying } from '../types/index.js';
import type { Type } from '../types/types.js';

/** A lock as the cell sees it: `.mu` beside the map in the same struct, or the path of a package-level lock. */
export type GuardName = string;

export interface CellAccess {
  readonly access: Access;
  readonly facts: FunctionFacts;
  readonly base: AccessPath;
  /** The type of the struct that has the cell; undefined for a package-level variable. */
  readonly owner: Type | undefined;
  /** Held for certain, in the cell's terms. */
  readonly held: ReadonlyMap<GuardName, Mode>;
  /** Held for certain, whatever they guard. */
  readonly heldAny: ReadonlyMap<AccessPath, Mode>;
  /** May be held at this point, as far as the function itself decides. */
  readonly maybeHeld: ReadonlySet<GuardName>;
  /** Held by some callers; `?`, and their kind, for locks that cannot be named here. */
  readonly heldBySome: ReadonlySet<GuardName>;
  /** Taken by the function itself: no caller holds them, or it would wait for itself. */
  readonly takenHere: ReadonlySet<GuardName>;
  /** Before anybody else can know of the map. */
  readonly construction: boolean;
  readonly context: Context;
}

export interface Guard {
  readonly name: GuardName;
  readonly why: 'usage' | 'annotation' | 'position';
}

export interface GuardedCell {
  readonly cell: Cell;
  readonly accesses: readonly CellAccess[];
  readonly guard: Guard | undefined;
  /** Without a guard: a mutex of the same struct under which all writes stand, though they are few. */
  readonly likelyGuard: Guard | undefined;
  /** Locks held for writing at every write: who holds one of them may read. */
  readonly writeLocks: ReadonlySet<GuardName>;
  /** Where the field or variable was declared when its guard was looked for: comments there may name it. */
  readonly declaredIn: Decl | undefined;
}

/** What a field's declaration says of its guard. */
export interface GuardHints {
  /** The field named by a comment `guarded by mu`. */
  annotated(cell: Cell): string | undefined;
  /** The mutex field that stands right above the field. */
  above(cell: Cell): string | undefined;
}

/** The cells of a package in one state. Those that nothing has changed about are the objects of the state before. */
export class Cells {
  private readonly cells: LayeredMap<string, GuardedCell>;
  /** By cell, the declarations that access it, in the order of the package. */
  private readonly users: LayeredMap<string, readonly FlowDecl[]>;
  /** Cells that are other objects than before. */
  readonly renewed: readonly GuardedCell[];

  constructor({ gone, fresh }: FactChanges, contexts: Contexts, hints: GuardHints, previous?: Cells) {
    const former = previous?.users ?? LayeredMap.of<string, readonly FlowDecl[]>(new Map());
    const cells = previous?.cells ?? LayeredMap.of<string, GuardedCell>(new Map());
    const users = usersNow(former, gone, fresh);
    const dirty = new Set(users.keys());
    for (const facts of contexts.renewed) for (const { cell } of cellUses(facts)) dirty.add(cell.key);
    for (const { cell, declaredIn } of cells.values())
      if (cell.variable?.origin?.decl !== declaredIn) dirty.add(cell.key);
    this.users = former.with(users);
    const changes = new Map<string, GuardedCell | undefined>();
    for (const key of dirty) changes.set(key, guardedCell(key, this.users.get(key) ?? [], contexts, hints));
    this.cells = cells.with(changes);
    this.renewed = [...changes.values()].filter((cell) => cell !== undefined);
  }

  get(key: string): GuardedCell | undefined {
    return this.cells.get(key);
  }

  values(): Iterable<GuardedCell> {
    return this.cells.values();
  }
}

/** The users of the cells that facts which have come or gone are about. */
function usersNow(
  former: LayeredMap<string, readonly FlowDecl[]>,
  gone: ReadonlySet<FunctionFacts>,
  fresh: readonly FlowDecl[],
): ReadonlyMap<string, readonly FlowDecl[] | undefined> {
  const added = new Map<string, Set<FlowDecl>>();
  for (const facts of gone) for (const { cell } of cellUses(facts)) added.set(cell.key, new Set());
  for (const decl of fresh) {
    for (const { cell } of decl.all.flatMap(cellUses)) {
      const known = added.get(cell.key);
      if (known) known.add(decl);
      else added.set(cell.key, new Set([decl]));
    }
  }
  const changes = new Map<string, readonly FlowDecl[] | undefined>();
  for (const [key, own] of added) {
    const kept = (former.get(key) ?? []).filter((decl) => !own.has(decl) && !decl.all.some((facts) => gone.has(facts)));
    const users = [...kept, ...own]
      .filter(({ all }) => all.some((facts) => cellUses(facts).some(({ cell }) => cell.key === key)))
      .sort((a, b) => a.order - b.order);
    changes.set(key, users.length === 0 ? undefined : users);
  }
  return changes;
}

/** A cell as its users access it; undefined without any. */
function guardedCell(
  key: string,
  users: readonly FlowDecl[],
  contexts: Contexts,
  hints: GuardHints,
): GuardedCell | undefined {
  const uses = users
    .flatMap(({ all }) => all)
    .flatMap((facts) =>
      cellUses(facts)
        .filter(({ cell }) => cell.key === key)
        .map((use) => ({ cell: use.cell, access: cellAccess(facts, use, contexts.of(facts.func)) })),
    );
  const [first] = uses;
  if (!first) return undefined;
  const { cell } = first;
  const accesses = uses.map(({ access }) => access);
  const counted = accesses.filter(({ facts }) => !isInTest(facts.func.decl));
  const guard = guardOf(cell, counted, hints);
  const writeLocks = writeLocksOf(counted);
  const likelyGuard = guard ? undefined : likelyGuardOf(counted);
  return { cell, accesses, guard, likelyGuard, writeLocks, declaredIn: cell.variable?.origin?.decl };
}

/** Package-level variables that `init` leaves nil: what they held before is nobody's any more. */
export function nilAfterInit(functions: readonly FunctionFacts[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { func, summary, locations } of functions) {
    if (func.func?.name !== 'init' || func.func.type.recv) continue;
    for (const [loc, refs] of summary.exit) {
      const { variable, root } = locations.object(loc);
      if (refs.length === 0 && root === loc && variable?.role === 'package')
        keys.add(`${variable.pkg}.${variable.name}`);
    }
  }
  return keys;
}

function cellAccess(facts: FunctionFacts, { access, base, baseLoc }: CellUse, context: Context): CellAccess {
  const heldAny = new Map(context.held);
  for (const [path, mode] of pathsOf(facts, access.held)) if (heldAny.get(path) !== 'write') heldAny.set(path, mode);
  const held = new Map<GuardName, Mode>();
  for (const [path, mode] of heldAny) held.set(guardName(path, base), mode);
  const named = (paths: Iterable<AccessPath>): Set<GuardName> =>
    new Set([...paths].map((path) => guardName(path, base)));
  const maybeHeld = named(pathsOf(facts, access.maybeHeld).keys());
  const heldBySome = named(context.maybeHeld.keys());
  const freshBase = [...context.fresh].some((i) => below(base, `#${i}`) !== undefined);
  const inMain = base === '' && facts.func.func?.name === 'main' && !access.concurrent;
  const isOwn = access.exclusive && !isOfCopy(access);
  const construction = isOwn || freshBase || (context.initialises && base !== undefined) || inMain;
  // Only asked for where some lock has no name here.
  const takenHere = [...heldBySome].some(isUnnamed) ? named(pathsTaken(facts)) : noLocks;
  const owner = baseLoc ? access.table.type(baseLoc) : undefined;
  return { access, facts, base, owner, held, heldAny, maybeHeld, heldBySome, takenHere, construction, context };
}

const noLocks: ReadonlySet<GuardName> = new Set();

/** Whether the lock may be held, here or by a caller. */
export function mayHold(access: CellAccess, name: GuardName): boolean {
  return access.maybeHeld.has(name) || access.heldBySome.has(name) || mayHoldUnnamed(access, name);
}

/** Whether a lock of some caller that has no name here may be this one. */
export function mayHoldUnnamed({ owner, heldBySome, takenHere }: CellAccess, name: GuardName): boolean {
  return !takenHere.has(name) && mayBeUnnamed(heldBySome, name, owner);
}

/** Whether one of the locks that have no name here may be this one, of a cell in a struct of the type. */
export function mayBeUnnamed(locks: Iterable<AccessPath>, name: GuardName, owner: Type | undefined): boolean {
  const kinds = [...locks].filter(isUnnamed).map((lock) => lock.slice(unnamedLock.length));
  return kinds.some((kind) => kind === '' || mayBeOfKind(name, owner, kind));
}

/** A lock beside the map is of the struct's type, unless it is a pointer to one; of others the last step is known. */
function mayBeOfKind(name: GuardName, owner: Type | undefined, kind: LockKind): boolean {
  const last = name.slice(name.lastIndexOf('.'));
  if (last === '' || last === '.') return true;
  if (name !== last || !owner) return kind.endsWith(last);
  const struct = underlying(owner);
  const field = struct.kind === 'struct' ? struct.fields.find((each) => `.${each.name}` === last) : undefined;
  return field?.type.kind === 'pointer' || kind === typePath(owner) + last;
}

/** One of several locks, by key: it is for what belongs to the key. */
function isKeyed(name: GuardName): boolean {
  return name.includes(elements);
}

function isUnnamed(name: GuardName): boolean {
  return name.startsWith(unnamedLock);
}

function pathsOf(facts: FunctionFacts, locks: Lockset): Map<AccessPath, Mode> {
  return new Map([...locks].map(([lock, mode]) => [accessPath(facts.locations, facts.func, lock), mode]));
}

/**
 * A lock beside the map is named from their struct, one of a struct around that with a `^` for each step out: `^.mu` for
 * `s.mu` and `s.cache.m`. Others have their path, which is the same in all functions only for package-level ones.
 */
export function guardName(path: AccessPath, base: AccessPath): GuardName {
  if (isUnnamed(path)) return path;
  let steps = '';
  for (let around: AccessPath | undefined = base || undefined; around; around = aroundOf(around), steps += '^') {
    const rest = below(path, around);
    if (rest !== undefined) return steps + rest || '.';
  }
  return path;
}

function writeLocksOf(accesses: readonly CellAccess[]): ReadonlySet<GuardName> {
  const writes = accesses.filter(({ access, construction }) => access.kind === 'write' && !construction);
  const [first, ...others] = writes;
  const held = first ? [...first.held.keys()] : [];
  return new Set(
    held.filter((name) => !isUnnamed(name) && [first!, ...others].every((write) => write.held.get(name) === 'write')),
  );
}

/** A comment names a lock that nobody takes, while all take another one: it is out of date. */
function isHonoured(name: GuardName, shared: readonly CellAccess[]): boolean {
  return shared.some((access) => access.held.has(name)) || !shared.every(({ held }) => held.size > 0);
}

function guardOf(cell: Cell, accesses: readonly CellAccess[], hints: GuardHints): Guard | undefined {
  const shared = accesses.filter((access) => !access.construction);
  if (!shared.some(({ access }) => access.kind === 'write')) return undefined;
  const annotated = hints.annotated(cell);
  if (annotated && isHonoured(`.${annotated}`, shared)) return { name: `.${annotated}`, why: 'annotation' };
  const above = hints.above(cell);
  const candidates = new Set(shared.flatMap((access) => [...access.held.keys()]));
  let best: { guard: Guard; count: number } | undefined;
  for (const name of candidates) {
    if (
      isUnnamed(name) ||
      isKeyed(name) ||
      name.endsWith(onceDone) ||
      name.startsWith('$') ||
      name.startsWith('new ') ||
      name.startsWith('#')
    )
      continue;
    const guarded = shared.filter((access) => access.held.has(name));
    const unguarded = shared.filter((access) => !access.held.has(name) && !mayHold(access, name));
    const functions = new Set(guarded.map(({ facts }) => facts.func.decl));
    const writes = guarded.some(({ access }) => access.kind === 'write');
    const byUsage = functions.size >= 2 && writes && guarded.length > unguarded.length;
    const byPosition = above !== undefined && name === `.${above}` && guarded.length >= unguarded.length;
    if (!byUsage && !byPosition) continue;
    if (!best || guarded.length > best.count)
      best = { guard: { name, why: byUsage ? 'usage' : 'position' }, count: guarded.length };
  }
  return best?.guard;
}

/** Whether the function has made the map that it accesses. */
export function isMadeHere({ table, maps }: Access): boolean {
  return maps.length > 0 && maps.every((map) => table.object(map).kind === 'alloc');
}

/** Where only one function takes the lock, nothing says that others forget it, but that it is taken for each write. */
function likelyGuardOf(accesses: readonly CellAccess[]): Guard | undefined {
  const isOwn = ({ access, held }: CellAccess): boolean => held.size === 0 && isMadeHere(access);
  const shared = accesses.filter((access) => !access.construction && !isOwn(access));
  for (const name of writeLocksOf(shared)) {
    if (!name.startsWith('.') || name.endsWith(onceDone) || isKeyed(name)) continue;
    const guarded = shared.filter((access) => access.held.has(name));
    const unguarded = shared.filter((access) => !access.held.has(name) && !mayHold(access, name));
    if (guarded.length >= unguarded.length) return { name, why: 'usage' };
  }
  return undefined;
}
