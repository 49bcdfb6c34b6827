/** Reading and writing the contents of locations in a state: loads, stores, copies of aggregates, publication. */
import type { Type } from '../types/types.js';
import { leafLoc, leavesOf, type Leaf } from './copies.js';
import { forEach, get, remove, set } from './int-map.js';
import { elements, noRefs, refsOf, union, type Loc, type Locations, type Refs } from './locations.js';
import type { State } from './state.js';
import type { Var } from '../types/types.js';

/** The contents of a state, now or at an earlier point. */
type Contents = Pick<State, 'contents'>;

export class Memory {
  /** By new object: the locations that held it in any state. */
  private readonly holders = new Map<Loc, Set<Loc>>();
  /** Told when a location comes to mean a new object. */
  onRenewed: (state: State, recent: Loc) => void = () => undefined;

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
    return entry ? this.locations.only(entry) : noRefs;
  };

  /** Whether the object is new memory of this function's own making. */
  isOwn(loc: Loc): boolean {
    const object = this.locations.object(loc);
    return object.kind === 'alloc' || (object.kind === 'variable' && this.declared.has(object.variable!));
  }

  /** `old := s.m; s.m = make(…)`: the old map, or slice, is the function's alone, and so are the maps in it. */
  isTaken(state: State, map: Loc): boolean {
    const { locations } = this;
    const { kind, of, root } = locations.object(map);
    if (kind !== 'entry' || root !== map) return false;
    if (locations.isSingle(of!)) return !this.content(state, of!).includes(map);
    return locations.field(of!) === elements && this.isTaken(state, locations.parent(of!));
  }

  content(state: Contents, loc: Loc): Refs {
    return get(state.contents, loc) ?? this.initial(loc);
  }

  load(state: Contents, places: Refs): Refs {
    if (places.length === 1) return this.content(state, places[0]!);
    let found = noRefs;
    for (const place of places) found = union(found, this.content(state, place));
    return found;
  }

  /** Stores into every location that may be meant; replaces what was there only where there is just one. */
  store(state: State, places: Refs, refs: Refs): void {
    const strong = places.length === 1 && this.locations.isSingle(places[0]!);
    for (const place of places) {
      this.put(state, place, strong ? refs : union(this.content(state, place), refs));
      if (!this.isOwn(place) || state.isPublished(this.locations.objectId(place))) this.publish(state, refs);
    }
  }

  private put(state: State, loc: Loc, refs: Refs): void {
    state.contents = set(state.contents, loc, refs);
    for (const ref of refs) {
      if (!this.locations.isRecent(ref)) continue;
      const holders = this.holders.get(ref);
      if (holders) holders.add(loc);
      else this.holders.set(ref, new Set([loc]));
    }
  }

  copyAggregate(state: State, places: Refs, from: Refs, type: Type): void {
    if (places.length === 0) return;
    for (const leaf of leavesOf(type)) {
      const targets = this.leaves(places, leaf);
      if (targets.length > 0) this.store(state, targets, this.load(state, this.leaves(from, leaf)));
    }
  }

  private leaves(places: Refs, leaf: Leaf): Refs {
    const { locations } = this;
    if (places.length === 1) return locations.only(leafLoc(locations, places[0]!, leaf));
    return refsOf(places.map((place) => leafLoc(locations, place, leaf)));
  }

  /**
   * Everything that can be reached from these references may be known outside the function from now on. What a function
   * value is bound to is not: whoever calls it does what the function does, and no more.
   */
  publish(state: State, refs: Refs): void {
    const pending: Loc[] = [];
    for (let next = refs; ; next = this.reachable(state, this.locations.object(pending.pop()!).root)) {
      for (const ref of next) {
        const id = this.locations.objectId(ref);
        if (state.isPublished(id)) continue;
        state.publish(id);
        if (this.isOwn(ref)) pending.push(ref);
      }
      if (pending.length === 0) return;
    }
  }

  /** The roots of all objects that can be reached from these references. */
  reachableObjects(state: State, refs: Refs): ReadonlySet<Loc> {
    const reached = new Set<Loc>();
    const pending = [...refs];
    for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
      const { root } = this.locations.object(ref);
      if (reached.has(root)) continue;
      reached.add(root);
      pending.push(...this.reachable(state, root));
    }
    return reached;
  }

  /** What the named locations of an object hold. */
  reachable(state: State, root: Loc): Loc[] {
    const found: Loc[] = [];
    const { locations } = this;
    const visit = (loc: Loc): void => {
      const held = get(state.contents, loc);
      if (held) found.push(...held);
      for (let at = locations.firstChild(loc); at; at = locations.nextChild(at)) visit(at);
    };
    visit(root);
    return found;
  }

  fields(places: Refs, name: string, type: Type): Refs {
    const { locations } = this;
    if (places.length === 1) return locations.only(locations.child(places[0]!, name, type));
    return places.length === 0 ? noRefs : refsOf(places.map((place) => locations.child(place, name, type)));
  }

  elements(places: Refs, type: Type): Refs {
    return this.fields(places, elements, type);
  }

  /** A new object of an allocation site; the previous one becomes one of the older ones. */
  allocate(state: State, site: string, type: Type, again: boolean): Loc {
    const recent = this.locations.alloc(site, type);
    if (!again) return recent;
    this.renew(state, recent, this.locations.alloc(site, type, true));
    return recent;
  }

  /** The most recent object of a site becomes one of the older ones, and the location a new object. */
  renew(state: State, recent: Loc, older: Loc): void {
    this.onRenewed(state, recent);
    this.rename(state, recent, older);
    this.age(state, recent, older);
    if (state.unpublish(this.locations.objectId(recent))) state.publish(this.locations.objectId(older));
  }

  /** Makes every reference to the most recent object one to the older ones. */
  private rename(state: State, recent: Loc, older: Loc): void {
    const renamed = (refs: Refs): Refs => refsOf(refs.map((ref) => (ref === recent ? older : ref)));
    for (const loc of this.holders.get(recent) ?? []) {
      const refs = get(state.contents, loc);
      if (refs?.includes(recent)) state.contents = set(state.contents, loc, renamed(refs));
    }
    forEach(state.live, (maps, task) => {
      if (maps.includes(recent)) state.launch(task, renamed(maps));
    });
  }

  /** Moves the contents of the most recent object to the older ones. */
  private age(state: State, recent: Loc, older: Loc): void {
    const { locations } = this;
    for (let child = locations.firstChild(recent); child; child = locations.nextChild(child)) {
      const twin = locations.child(older, locations.field(child), locations.type(child));
      if (twin) this.age(state, child, twin);
    }
    const held = get(state.contents, recent);
    if (held === undefined) return;
    this.put(state, older, union(this.content(state, older), held));
    state.contents = remove(state.contents, recent);
  }

  /** Forgets what a variable held: it is a new one. */
  declare(state: State, root: Loc): void {
    state.contents = remove(state.contents, root);
    const { locations } = this;
    for (let at = locations.firstChild(root); at; at = locations.nextChild(at)) this.declare(state, at);
  }
}
