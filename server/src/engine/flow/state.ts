/**
 * What is known at one point of a function: contents of locations, locks, goroutines under way, copies under watch.
 * States of paths that meet are joined: what *may* be so is united, what *must* be so is intersected.
 */
import type { Loc, ObjectId, Refs } from './locations.js';
import { sameRefs, union } from './locations.js';

/** How a lock is held. */
export type Mode = 'read' | 'write';
export type Lockset = ReadonlyMap<Loc, Mode>;

/** What has happened to a pair of names that share a map since it was copied (bits). */
export const enum Phase {
  Copied = 1,
  /** The map was written through the copy's name while both names held it, and the source's still does. */
  WrittenViaCopy = 2,
  /** The map was written through the source's name while both held it, and the copy's still does. */
  WrittenViaSource = 4,
}

export class State {
  constructor(
    /** Locations whose content differs from what `Contents.initial` says. */
    readonly contents = new Map<Loc, Refs>(),
    /** Held on every path. */
    readonly held = new Map<Loc, Mode>(),
    /** Held on some path. */
    readonly maybeHeld = new Map<Loc, Mode>(),
    /** Locks of the caller that are released on every path. */
    readonly released = new Set<Loc>(),
    /** Goroutines that may be running, by task number, with the maps they reach. */
    readonly live = new Map<number, Refs>(),
    /** By pair of a watched copy. */
    readonly phases = new Map<number, number>(),
    /** Objects that something outside the function may know of. */
    readonly published = new Set<ObjectId>(),
    /** Channels and wait groups that have been waited for on every path. */
    readonly awaited = new Set<Loc>(),
    /** Channels and wait groups that have been signalled on every path. */
    readonly signalled = new Set<Loc>(),
  ) {}

  copy(): State {
    return new State(
      new Map(this.contents),
      new Map(this.held),
      new Map(this.maybeHeld),
      new Set(this.released),
      new Map(this.live),
      new Map(this.phases),
      new Set(this.published),
      new Set(this.awaited),
      new Set(this.signalled),
    );
  }

  /** Joins `other` into this state; says whether anything changed. `initial` is the content of absent locations. */
  join(other: State, initial: (loc: Loc) => Refs): boolean {
    let changed = joinContents(this.contents, other.contents, initial);
    changed = intersectLocks(this.held, other.held) || changed;
    for (const [lock, mode] of other.maybeHeld) {
      const mine = this.maybeHeld.get(lock);
      if (mine === mode || mine === 'write') continue;
      this.maybeHeld.set(lock, mode);
      changed = true;
    }
    changed = intersectSet(this.released, other.released) || changed;
    changed = intersectSet(this.awaited, other.awaited) || changed;
    changed = intersectSet(this.signalled, other.signalled) || changed;
    for (const [task, maps] of other.live) {
      const mine = this.live.get(task);
      const joined = mine ? union(mine, maps, Infinity) : maps;
      if (joined === mine) continue;
      this.live.set(task, joined);
      changed = true;
    }
    for (const [pair, phase] of other.phases) {
      const mine = this.phases.get(pair) ?? 0;
      if ((mine | phase) === mine) continue;
      this.phases.set(pair, mine | phase);
      changed = true;
    }
    for (const object of other.published) {
      if (this.published.has(object)) continue;
      this.published.add(object);
      changed = true;
    }
    return changed;
  }

  /** Makes every reference to one location a reference to another. */
  rename(from: Loc, rename: (refs: Refs) => Refs): void {
    for (const [loc, refs] of this.contents) if (refs.includes(from)) this.contents.set(loc, rename(refs));
    for (const [task, maps] of this.live) if (maps.includes(from)) this.live.set(task, rename(maps));
  }
}

function joinContents(mine: Map<Loc, Refs>, theirs: ReadonlyMap<Loc, Refs>, initial: (loc: Loc) => Refs): boolean {
  let changed = false;
  for (const [loc, refs] of theirs) {
    const before = mine.get(loc) ?? initial(loc);
    const after = union(before, refs);
    if (after !== before || !mine.has(loc)) {
      if (!mine.has(loc) && sameRefs(after, initial(loc))) continue;
      mine.set(loc, after);
      changed = true;
    }
  }
  for (const [loc, refs] of mine) {
    if (theirs.has(loc)) continue;
    const after = union(refs, initial(loc));
    if (after === refs) continue;
    mine.set(loc, after);
    changed = true;
  }
  return changed;
}

function intersectLocks(mine: Map<Loc, Mode>, theirs: Lockset): boolean {
  let changed = false;
  for (const [lock, mode] of mine) {
    const other = theirs.get(lock);
    if (other === mode) continue;
    if (other === undefined) mine.delete(lock);
    else if (mode === 'write') mine.set(lock, 'read');
    else continue;
    changed = true;
  }
  return changed;
}

function intersectSet(mine: Set<Loc>, theirs: ReadonlySet<Loc>): boolean {
  let changed = false;
  for (const loc of mine) if (!theirs.has(loc)) changed = mine.delete(loc) || changed;
  return changed;
}
