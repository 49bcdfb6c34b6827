/**
 * What is known at one point of a function: contents of locations, locks, goroutines under way, copies under watch.
 * States of paths that meet are joined: what *may* be so is united, what *must* be so is intersected.
 *
 * A state is changed by putting other values into its fields; the values themselves never change. So a copy shares them
 * all, and whoever keeps a lockset (an access, a call) keeps the state's own.
 */
import { get, has, keys, merge, remove, set, type IntMap, type Merge } from './int-map.js';
import type { Loc, ObjectId, Refs } from './locations.js';
import { sameRefs, union } from './locations.js';

/** How a lock is held. */
export type Mode = 'read' | 'write';
export type Lockset = ReadonlyMap<Loc, Mode>;

export const noLocks: Lockset = new Map();
export const noLocs: ReadonlySet<Loc> = new Set();

/** What has happened to a pair of names that share a map since it was copied (bits). */
export const enum Phase {
  Copied = 1,
  /** The map was written through the copy's name while both names held it, and the source's still does. */
  WrittenViaCopy = 2,
  /** The map was written through the source's name while both held it, and the copy's still does. */
  WrittenViaSource = 4,
}

export class State {
  /** Locations whose content differs from what `Memory.initial` says. */
  contents: IntMap<Refs> = undefined;
  /** Held on every path. */
  held = noLocks;
  /** Held on some path. */
  maybeHeld = noLocks;
  /** Locks of the caller that are released on every path. */
  released = noLocs;
  /** Goroutines that may be running, by task number, with the maps they reach. */
  live: IntMap<Refs> = undefined;
  /** By pair of a watched copy. */
  phases: IntMap<number> = undefined;
  /** Objects that something outside the function may know of. */
  private published: IntMap<true> = undefined;
  /** Channels and wait groups that have been waited for on every path. */
  awaited = noLocs;
  /** Channels and wait groups that have been signalled on every path. */
  signalled = noLocs;

  copy(): State {
    const copy = new State();
    copy.contents = this.contents;
    copy.held = this.held;
    copy.maybeHeld = this.maybeHeld;
    copy.released = this.released;
    copy.live = this.live;
    copy.phases = this.phases;
    copy.published = this.published;
    copy.awaited = this.awaited;
    copy.signalled = this.signalled;
    return copy;
  }

  hold(lock: Loc, mode: Mode): void {
    this.held = withLock(this.held, lock, mode);
  }

  mayHold(lock: Loc, mode: Mode): void {
    this.maybeHeld = withLock(this.maybeHeld, lock, mode);
  }

  mayNotHold(lock: Loc): void {
    this.maybeHeld = withoutLock(this.maybeHeld, lock);
  }

  /** The lock is held on no path any more. */
  drop(lock: Loc): void {
    this.held = withoutLock(this.held, lock);
    this.mayNotHold(lock);
  }

  /** The lock is released: if it is not the function's own doing that it is held, the caller held it. */
  release(lock: Loc): void {
    if (!this.held.has(lock)) this.released = withLoc(this.released, lock);
    this.drop(lock);
  }

  await(loc: Loc): void {
    this.awaited = withLoc(this.awaited, loc);
  }

  signal(loc: Loc): void {
    this.signalled = withLoc(this.signalled, loc);
  }

  launch(task: number, maps: Refs): void {
    this.live = set(this.live, task, maps);
  }

  end(task: number): void {
    this.live = remove(this.live, task);
  }

  phase(pair: number): number {
    return get(this.phases, pair) ?? 0;
  }

  setPhase(pair: number, phase: number): void {
    this.phases = set(this.phases, pair, phase);
  }

  isPublished(object: ObjectId): boolean {
    return has(this.published, object);
  }

  publish(object: ObjectId): void {
    this.published = set(this.published, object, true);
  }

  /** Whether the object was published. */
  unpublish(object: ObjectId): boolean {
    const before = this.published;
    this.published = remove(before, object);
    return this.published !== before;
  }

  publishedObjects(): readonly ObjectId[] {
    return keys(this.published);
  }

  /** Joins `other` into this state; says whether anything changed. `initial` is the content of absent locations. */
  join(other: State, initial: (loc: Loc) => Refs): boolean {
    const { contents, held, maybeHeld, released, live, phases, published, awaited, signalled } = this;
    if (contents !== other.contents) this.contents = merge(contents, other.contents, joinedContents(initial));
    this.held = commonLocks(held, other.held);
    this.maybeHeld = allLocks(maybeHeld, other.maybeHeld);
    this.released = common(released, other.released);
    this.live = merge(live, other.live, allMaps);
    this.phases = merge(phases, other.phases, allPhases);
    this.published = merge(published, other.published, either);
    this.awaited = common(awaited, other.awaited);
    this.signalled = common(signalled, other.signalled);
    return (
      this.contents !== contents ||
      this.held !== held ||
      this.maybeHeld !== maybeHeld ||
      this.released !== released ||
      this.live !== live ||
      this.phases !== phases ||
      this.published !== published ||
      this.awaited !== awaited ||
      this.signalled !== signalled
    );
  }
}

const allMaps: Merge<Refs> = { both: (mine, theirs) => union(mine, theirs, Infinity) };
const allPhases: Merge<number> = { both: (mine, theirs) => mine | theirs };
const either: Merge<true> = { both: () => true };

function joinedContents(initial: (loc: Loc) => Refs): Merge<Refs> {
  return {
    both: (mine, theirs) => union(mine, theirs),
    mine: (refs, loc) => union(refs, initial(loc)),
    theirs(refs, loc) {
      const before = initial(loc);
      const after = union(before, refs);
      return sameRefs(after, before) ? undefined : after;
    },
  };
}

function withLock(locks: Lockset, lock: Loc, mode: Mode): Lockset {
  return locks.get(lock) === mode ? locks : new Map(locks).set(lock, mode);
}

function withoutLock(locks: Lockset, lock: Loc): Lockset {
  if (!locks.has(lock)) return locks;
  const left = new Map(locks);
  left.delete(lock);
  return left;
}

function withLoc(locs: ReadonlySet<Loc>, loc: Loc): ReadonlySet<Loc> {
  return locs.has(loc) ? locs : new Set(locs).add(loc);
}

/** Locks held on both paths, in the weaker mode. */
function commonLocks(mine: Lockset, theirs: Lockset): Lockset {
  if (mine === theirs) return mine;
  let common: Map<Loc, Mode> | undefined;
  for (const [lock, mode] of mine) {
    const other = theirs.get(lock);
    if (other === mode || (other && mode === 'read')) continue;
    common ??= new Map(mine);
    if (other) common.set(lock, 'read');
    else common.delete(lock);
  }
  return common ?? mine;
}

/** Locks held on either path, in the stronger mode. */
function allLocks(mine: Lockset, theirs: Lockset): Lockset {
  if (mine === theirs) return mine;
  let all: Map<Loc, Mode> | undefined;
  for (const [lock, mode] of theirs) {
    const own = mine.get(lock);
    if (own === mode || own === 'write') continue;
    all ??= new Map(mine);
    all.set(lock, mode);
  }
  return all ?? mine;
}

function common(mine: ReadonlySet<Loc>, theirs: ReadonlySet<Loc>): ReadonlySet<Loc> {
  if (mine === theirs) return mine;
  for (const loc of mine) if (!theirs.has(loc)) return new Set([...mine].filter((each) => theirs.has(each)));
  return mine;
}
