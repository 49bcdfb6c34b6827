/** Reading and writing the contents of locations in a state: loads, stores, copies of aggregates, publication. */
import type { Type } from '../types/types.js';
import { leafLoc, leavesOf } from './copies.js';
import { elements, noRefs, refsOf, union, type Loc, type Locations, type Refs } from './locations.js';
import type { State } from './state.js';
import type { Var } from '../types/types.js';

export class Memory {
  constructor(
    readonly locations: Locations,
    /** Variables declared in the function: empty until assigned. */
    private readonly declared: ReadonlySet<Var>,
  ) {}

  /** What a location holds where nothing else is known: what it held at entry, or nothing for new memory. */
  readonly initial = (loc: Loc): Refs => {
    const object = this.locations.object(loc);
    if (object.kind === 'alloc' || object.kind === 'function') return noRefs;
    if (object.kind === 'variable' && this.declared.has(object.variable!)) return noRefs;
    const entry = this.locations.entry(loc);
    return entry ? [entry] : noRefs;
  };

  /** Whether the object is new memory of this function's own making. */
  isOwn(loc: Loc): boolean {
    const object = this.locations.object(loc);
    return object.kind === 'alloc' || (object.kind === 'variable' && this.declared.has(object.variable!));
  }

  content(state: State, loc: Loc): Refs {
    return state.contents.get(loc) ?? this.initial(loc);
  }

  load(state: State, places: Refs): Refs {
    let found = noRefs;
    for (const place of places) found = union(found, this.content(state, place));
    return found;
  }

  /** Stores into every location that may be meant; replaces what was there only where there is just one. */
  store(state: State, places: Refs, refs: Refs): void {
    const strong = places.length === 1 && this.locations.isSingle(places[0]!);
    for (const place of places) {
      state.contents.set(place, strong ? refs : union(this.content(state, place), refs));
      if (!this.isOwn(place) || state.published.has(this.locations.objectId(place))) this.publish(state, refs);
    }
  }

  copyAggregate(state: State, places: Refs, from: Refs, type: Type): void {
    for (const leaf of leavesOf(type)) {
      const targets = refsOf(places.map((place) => leafLoc(this.locations, place, leaf)));
      const sources = refsOf(from.map((place) => leafLoc(this.locations, place, leaf)));
      if (targets.length > 0) this.store(state, targets, this.load(state, sources));
    }
  }

  /** Everything that can be reached from these references may be known outside the function from now on. */
  publish(state: State, refs: Refs): void {
    const pending = [...refs];
    for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
      const id = this.locations.objectId(ref);
      if (!this.isOwn(ref) && this.locations.object(ref).kind !== 'function') {
        state.published.add(id);
        continue;
      }
      if (state.published.has(id)) continue;
      state.published.add(id);
      pending.push(...this.reachable(state, this.locations.object(ref).root));
    }
  }

  /** What the named locations of an object hold. */
  private reachable(state: State, root: Loc): Loc[] {
    const found: Loc[] = [];
    const visit = (loc: Loc): void => {
      const held = state.contents.get(loc);
      if (held) found.push(...held);
      for (const child of this.locations.named(loc)) if (child) visit(child);
    };
    visit(root);
    const { recv } = this.locations.object(root);
    if (recv) found.push(...recv);
    return found;
  }

  fields(places: Refs, name: string, type: Type): Refs {
    if (places.length === 1) {
      const child = this.locations.child(places[0]!, name, type);
      return child ? [child] : noRefs;
    }
    return refsOf(places.map((place) => this.locations.child(place, name, type)));
  }

  elements(places: Refs, type: Type): Refs {
    return this.fields(places, elements, type);
  }

  /** A new object of an allocation site; the previous one becomes one of the older ones. */
  allocate(state: State, site: string, type: Type, again: boolean): Loc {
    const recent = this.locations.alloc(site, type);
    if (!again) return recent;
    const older = this.locations.alloc(site, type, true);
    state.rename(recent, (refs) => refsOf(refs.map((ref) => (ref === recent ? older : ref))));
    this.age(state, recent, older);
    if (state.published.delete(this.locations.objectId(recent))) state.published.add(this.locations.objectId(older));
    return recent;
  }

  /** Moves the contents of the most recent object to the older ones. */
  private age(state: State, recent: Loc, older: Loc): void {
    for (const child of this.locations.named(recent)) {
      if (!child) continue;
      const type = this.locations.type(child);
      const twin = this.locations.child(older, this.locations.field(child), type);
      if (twin) this.age(state, child, twin);
    }
    const held = state.contents.get(recent);
    if (held === undefined) return;
    state.contents.set(older, union(this.content(state, older), held));
    state.contents.delete(recent);
  }

  /** Forgets what a variable held: it is a new one. */
  declare(state: State, root: Loc): void {
    state.contents.delete(root);
    for (const child of this.locations.named(root)) if (child) this.declare(state, child);
  }
}
