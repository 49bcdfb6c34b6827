/**
 * Which mutex guards which map, inferred from how a package accesses its cells: the lock held at most accesses, an
 * annotation, or the mutex that the field stands under. Engler et al., *Bugs as deviant behavior* (SOSP 2001), with
 * locksets by access path as in RacerD.
 */
import type { Decl } from '../syntax/source-file.js';
import { accessPath, below, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import { onceDone } from './calls.js';
import { cellUses, type Cell } from './cells.js';
import { changesBetween, unnamedLock, type Context, type Contexts } from './contexts.js';
import type { Lockset, Mode } from './state.js';
import type { Access } from './summary.js';

/** A lock as the cell sees it: `.mu` beside the map in the same struct, or the path of a package-level lock. */
export type GuardName = string;

export interface CellAccess {
  readonly access: Access;
  readonly facts: FunctionFacts;
  readonly base: AccessPath;
  /** Held for certain, in the cell's terms. */
  readonly held: ReadonlyMap<GuardName, Mode>;
  /** Held for certain, whatever they guard. */
  readonly heldAny: ReadonlyMap<AccessPath, Mode>;
  /** May be held at this point, as far as the function itself decides. */
  readonly maybeHeld: ReadonlySet<GuardName>;
  /** Held by some callers; `?` for locks that cannot be named here. */
  readonly heldBySome: ReadonlySet<GuardName>;
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
  private readonly cells: Map<string, GuardedCell>;
  /** By cell, the functions that access it, in the order of the package. */
  private readonly users: Map<string, readonly FunctionFacts[]>;
  private readonly functions: readonly FunctionFacts[];
  private readonly contextsThen: readonly Context[];

  constructor(
    functions: readonly FunctionFacts[],
    contexts: Contexts,
    hints: GuardHints,
    inTest: (facts: FunctionFacts) => boolean,
    previous?: Cells,
  ) {
    this.functions = functions;
    this.contextsThen = functions.map(({ func }) => contexts.of(func));
    this.cells = new Map(previous?.cells);
    this.users = new Map(previous?.users);
    for (const key of this.followUsers(previous)) this.refresh(key, contexts, hints, inTest);
  }

  get(key: string): GuardedCell | undefined {
    return this.cells.get(key);
  }

  values(): Iterable<GuardedCell> {
    return this.cells.values();
  }

  /** Brings the lists of users up to date; gives the cells of functions that changed, or that count on other things. */
  private followUsers(previous: Cells | undefined): ReadonlySet<string> {
    const dirty = new Set<string>();
    const mark = (facts: FunctionFacts): void => cellUses(facts).forEach(({ cell }) => dirty.add(cell.key));
    const [gone, fresh] = changesBetween(previous?.functions ?? [], this.functions);
    gone.forEach(mark);
    fresh.forEach(mark);
    const [, changed] = changesBetween(previous?.contextsThen ?? [], this.contextsThen);
    if (changed.length > 0) {
      const others = new Set(changed);
      this.functions.forEach((facts, i) => others.has(this.contextsThen[i]!) && mark(facts));
    }
    for (const [key, { cell, declaredIn }] of this.cells)
      if (cell.variable?.origin?.decl !== declaredIn) dirty.add(key);
    if (dirty.size === 0) return dirty;
    const removed = new Set(gone);
    const rank = new Map(this.functions.map((facts, i) => [facts, i]));
    const added = new Map<string, Set<FunctionFacts>>();
    for (const facts of fresh) {
      for (const { cell } of cellUses(facts)) {
        const known = added.get(cell.key);
        if (known) known.add(facts);
        else added.set(cell.key, new Set([facts]));
      }
    }
    for (const key of dirty) {
      const kept = (this.users.get(key) ?? []).filter((facts) => !removed.has(facts));
      const users = [...kept, ...(added.get(key) ?? [])];
      this.users.set(
        key,
        users.sort((a, b) => rank.get(a)! - rank.get(b)!),
      );
    }
    return dirty;
  }

  private refresh(key: string, contexts: Contexts, hints: GuardHints, inTest: (facts: FunctionFacts) => boolean): void {
    const uses = this.users.get(key)!.flatMap((facts) =>
      cellUses(facts)
        .filter(({ cell }) => cell.key === key)
        .map((use) => ({ cell: use.cell, access: cellAccess(facts, use.access, use.base, contexts.of(facts.func)) })),
    );
    const [first] = uses;
    if (!first) {
      this.cells.delete(key);
      this.users.delete(key);
      return;
    }
    const accesses = uses.map(({ access }) => access);
    const counted = accesses.filter(({ facts }) => !inTest(facts));
    const { cell } = first;
    const declaredIn = cell.variable?.origin?.decl;
    this.cells.set(key, { cell, accesses, guard: guardOf(cell, counted, hints), declaredIn });
  }
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

function cellAccess(facts: FunctionFacts, access: Access, base: AccessPath, context: Context): CellAccess {
  const heldAny = new Map(context.held);
  for (const [path, mode] of pathsOf(facts, access.held)) if (heldAny.get(path) !== 'write') heldAny.set(path, mode);
  const held = new Map<GuardName, Mode>();
  for (const [path, mode] of heldAny) held.set(guardName(path, base), mode);
  const named = (paths: Iterable<AccessPath>): Set<GuardName> =>
    new Set([...paths].map((path) => guardName(path, base)));
  const maybeHeld = named(pathsOf(facts, access.maybeHeld).keys());
  const heldBySome = named(context.maybeHeld);
  const freshBase = [...context.fresh].some((i) => below(base, `#${i}`) !== undefined);
  const inMain = base === '' && facts.func.func?.name === 'main' && !access.concurrent;
  const construction = access.exclusive || freshBase || (context.initialises && base !== undefined) || inMain;
  return { access, facts, base, held, heldAny, maybeHeld, heldBySome, construction, context };
}

/** Whether the lock may be held, here or by a caller. */
export function mayHold({ maybeHeld, heldBySome }: CellAccess, name: GuardName): boolean {
  return maybeHeld.has(name) || heldBySome.has(name) || heldBySome.has(unnamedLock);
}

function pathsOf(facts: FunctionFacts, locks: Lockset): Map<AccessPath, Mode> {
  return new Map([...locks].map(([lock, mode]) => [accessPath(facts.locations, facts.func, lock), mode]));
}

/** A lock beside the map is named from their struct; others by their path, which is the same in all functions only for package-level ones. */
function guardName(path: AccessPath, base: AccessPath): GuardName {
  if (path === unnamedLock) return path;
  const rest = base === '' ? undefined : below(path, base);
  if (rest !== undefined) return rest || '.';
  return shared(path, base) ?? path;
}

/** A lock of a struct around the one that holds the map: `^.mu` for `s.mu` and `s.cache.m`. */
function shared(path: AccessPath, base: AccessPath): string | undefined {
  const root = /^#\d+/.exec(base)?.[0];
  if (!root || base === root) return undefined;
  const rest = below(path, root);
  return rest === undefined ? undefined : `^${rest}`;
}

function guardOf(cell: Cell, accesses: readonly CellAccess[], hints: GuardHints): Guard | undefined {
  const shared = accesses.filter((access) => !access.construction);
  if (!shared.some(({ access }) => access.kind === 'write')) return undefined;
  const annotated = hints.annotated(cell);
  if (annotated) return { name: `.${annotated}`, why: 'annotation' };
  const above = hints.above(cell);
  const candidates = new Set(shared.flatMap((access) => [...access.held.keys()]));
  let best: { guard: Guard; count: number } | undefined;
  for (const name of candidates) {
    if (
      name === unnamedLock ||
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
