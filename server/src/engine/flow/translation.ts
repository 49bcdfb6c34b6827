/** Says in a caller's objects what a callee's summary says in its own, at one call. */
import type { Interpreter } from './interpreter.js';
import { declNumber } from './decl-number.js';
import type { Node } from '../syntax/ast.js';
import type { Type } from '../types/types.js';
import type { Call, Index, Temp } from './ir.js';
import {
  elements,
  noRefs,
  refsOf,
  union,
  type AbstractObject,
  type Loc,
  type Locations,
  type ObjectId,
  type Refs,
} from './locations.js';
import { noLocks, noLocs, type Lockset, type Mode, type State } from './state.js';
import type { Access, Site, Summary, Task } from './summary.js';
import { isAggregate } from './tracked.js';

/** A function that a call may reach, with what it is bound to. */
export interface Target {
  readonly summary: Summary;
  readonly args: readonly Refs[];
  /** The caller's temporaries for the arguments, 0 where there is none (a bound receiver, a callback's parameters). */
  readonly temps: readonly Temp[];
}

/** Sites reached through more calls than this are told apart by their ends only. */
const maxSteps = 4;

/**
 * What a callee's new objects are for a caller, at one call: the same each time the call is executed, so it is worked
 * out once.
 */
export class Link {
  private readonly made = new Map<ObjectId, Loc>();
  private renewed: readonly { readonly recent: Loc; readonly older: Loc }[] | undefined;

  constructor(
    private readonly locations: Locations,
    private readonly call: Node,
    private readonly summary: Summary,
  ) {}

  /** Objects whose site is cut short are several: like the older ones of a site. */
  objectOf(id: ObjectId, object: AbstractObject): Loc {
    let made = this.made.get(id);
    if (made === undefined) {
      const site = this.siteOf(object)!;
      made = this.locations.alloc(site, object.type, object.old === true || site.includes('…'));
      this.made.set(id, made);
    }
    return made;
  }

  /** New objects that the caller, or a goroutine left running, gets to see: in a loop they are new once more each time. */
  visible(): readonly { readonly recent: Loc; readonly older: Loc }[] {
    if (this.renewed) return this.renewed;
    const { exit, results, tasks, locations, declared } = this.summary;
    const sites = new Map<string, Type>();
    const reached = tasks.flatMap(({ accesses }) => accesses.flatMap(({ maps }) => maps));
    for (const loc of [...exit.keys(), ...[...exit.values()].flat(), ...results.flat(), ...reached]) {
      const object = locations.object(loc);
      const isCallees = object.kind === 'alloc' ? !object.old : object.variable && declared.has(object.variable);
      const site = isCallees && this.siteOf(object);
      if (site && !sites.has(site)) sites.set(site, object.type);
    }
    this.renewed = Array.from(sites, ([site, type]) => ({
      recent: this.locations.alloc(site, type),
      older: this.locations.alloc(site, type, true),
    }));
    return this.renewed;
  }

  /** The allocation site seen from the call: the call, then the site with its declaration. */
  private siteOf({ kind, site, variable }: AbstractObject): string | undefined {
    if (kind !== 'alloc' && kind !== 'variable') return undefined;
    const inner = kind === 'alloc' ? site! : `${variable!.name} ${variable!.origin?.node ?? 0}`;
    const own = inner.includes('<') ? inner : `${declNumber(this.summary.func.decl)}:${inner}`;
    const steps = `${this.call}<${own}`.split('<');
    return steps.length <= maxSteps ? steps.join('<') : `${steps[0]}<…<${steps.at(-1)}`;
  }
}

/** By summary: the objects that the function's exit or results refer to. */
const leftObjects = new WeakMap<Summary, ReadonlySet<ObjectId>>();

/** A chain of calls longer than this is not shown, nor followed. */
const maxCalls = 5;

export class Translation {
  private readonly memo = new Map<Loc, Refs>();
  /** Contents are those before the call, whatever of it has been applied. */
  private readonly before: Pick<State, 'contents'>;
  private readonly summary: Summary;
  private readonly link: Link;
  /** By parameter: the caller's names for the argument. */
  private readonly argumentNames: (readonly Refs[] | undefined)[] = [];

  constructor(
    private readonly interpreter: Interpreter,
    call: Call,
    private readonly target: Target,
  ) {
    this.summary = target.summary;
    this.link = interpreter.link(call, target.summary);
    this.before = { contents: interpreter.state.contents };
  }

  refs(refs: Refs): Refs {
    if (refs.length === 1) return this.loc(refs[0]!);
    return refs.reduce<Refs>((all, ref) => union(all, this.loc(ref)), noRefs);
  }

  /** What an object of the callee is for the caller: the locations of its root. */
  object(id: ObjectId): Refs {
    return this.loc(this.summary.locations.rootOf(id));
  }

  /** What was passed for a parameter: the place of an aggregate, the value of a reference. */
  argument(index: number): Refs {
    const { params, func } = this.summary.func;
    const { args } = this.target;
    if (func?.type.variadic && index === params.length - 1 && args.length > params.length) return noRefs;
    return args[index] ?? noRefs;
  }

  loc(loc: Loc): Refs {
    const known = this.memo.get(loc);
    if (known) return known;
    this.memo.set(loc, noRefs); // A cycle of entry objects adds nothing.
    const refs = this.translate(loc);
    this.memo.set(loc, refs);
    return refs;
  }

  access(access: Access, site: Site, state: State): Access {
    const maps = this.refs(access.maps);
    const names = this.names(access);
    return {
      ...access,
      ...this.whereabouts(access, site),
      owner: this.interpreter.func,
      table: this.interpreter.locations,
      maps,
      names,
      index: this.index(access),
      held: this.locks(access, access.held, state.held),
      maybeHeld: this.locks(access, access.maybeHeld, state.maybeHeld),
      guarded: access.guarded || this.isLockLost(access),
      exclusive: this.interpreter.isExclusive(maps, names),
      certain: access.certain && (isImported(this.summary) || this.interpreter.isCertain()),
      concurrent: this.interpreter.isReached(maps),
      awaited: state.awaited,
      signalled: state.signalled,
    };
  }

  /** An access in a goroutine: the locks of the spawning function do not count. */
  spawned(access: Access, site: Site): Access {
    return {
      ...access,
      ...this.whereabouts(access, site),
      owner: this.interpreter.func,
      table: this.interpreter.locations,
      maps: this.refs(access.maps),
      names: this.names(access),
      index: this.index(access),
      held: this.locks(access, access.held, noLocks),
      maybeHeld: this.locks(access, access.maybeHeld, noLocks),
      guarded: access.guarded || this.isLockLost(access),
      exclusive: false,
      awaited: this.locs(access.awaited),
      signalled: this.locs(access.signalled),
    };
  }

  /** What happens in another package happens where that is called. */
  private whereabouts(access: Access, site: Site): Pick<Access, 'site' | 'func' | 'calls' | 'beyond'> {
    const { summary, interpreter } = this;
    if (isImported(summary)) return { site, func: interpreter.func, calls: [], beyond: access.site };
    return { site: access.site, func: access.func, calls: chain(site, access.calls), beyond: access.beyond };
  }

  locs(locs: ReadonlySet<Loc>): ReadonlySet<Loc> {
    return locs.size === 0 ? noLocs : new Set([...locs].flatMap((loc) => this.loc(loc)));
  }

  task(task: Task, site: Site): Task {
    return {
      ...task,
      ...(isImported(this.summary) ? { site, beyond: task.site } : {}),
      accesses: task.accesses.map((access) => this.spawned(access, site)),
      signals: refsOf(task.signals.flatMap((loc) => this.loc(loc))),
      invokes: refsOf(task.invokes.flatMap((loc) => this.loc(loc))),
      invokesAfter: this.locs(task.invokesAfter),
      invokesUnder: this.lockset(task.invokesUnder),
    };
  }

  lockset(locks: Lockset): Lockset {
    if (locks.size === 0) return noLocks;
    return new Map([...locks].flatMap(([lock, mode]) => this.loc(lock).map((loc) => [loc, mode] as const)));
  }

  private locks({ maps }: Access, held: Lockset, outer: Lockset): Lockset {
    if (held.size === 0) return outer;
    const all = new Map<Loc, Mode>(outer);
    const isOwnMap = this.isOwnMap({ maps });
    for (const [lock, mode] of held) {
      // Another lock at each call guards nothing between calls, unless the map is another one too.
      if (!isOwnMap && this.isCalleesOwn(lock) && !this.isLeft(lock)) continue;
      for (const loc of this.loc(lock)) if (all.get(loc) !== 'write' && !this.isWide(loc)) all.set(loc, mode);
    }
    return all;
  }

  /** Whether the callee leaves it where others find it. */
  private isLeft(loc: Loc): boolean {
    let left = leftObjects.get(this.summary);
    if (!left) {
      const { exit, results, locations } = this.summary;
      left = new Set([...exit.values(), ...results].flatMap((refs) => refs.map((ref) => locations.objectId(ref))));
      leftObjects.set(this.summary, left);
    }
    return left.has(this.summary.locations.objectId(loc));
  }

  private isLockLost({ maybeHeld }: Access): boolean {
    for (const lock of maybeHeld.keys()) if (this.loc(lock).length === 0) return true;
    return false;
  }

  /** Whether the map is made by the callee: another one each time. */
  isOwnMap({ maps }: Pick<Access, 'maps'>): boolean {
    return maps.every((map) => this.isCalleesOwn(map));
  }

  /** A channel with room for several tokens is no lock. */
  private isWide(loc: Loc): boolean {
    const { site } = this.interpreter.locations.object(loc);
    return site !== undefined && (this.interpreter.capacities.get(site) ?? 1) !== 1;
  }

  private isCalleesOwn(loc: Loc): boolean {
    const object = this.summary.locations.object(loc);
    return object.kind === 'alloc' || (object.kind === 'variable' && this.summary.declared.has(object.variable!));
  }

  /** A parameter's name is the caller's name for the argument. */
  private names(access: Access): readonly Refs[] {
    const names: Refs[] = [];
    for (const name of access.names) {
      const param = this.parameterOf(name);
      if (param < 0) {
        names.push(this.refs(name));
        continue;
      }
      names.push(...(this.argumentNames[param] ??= this.namesOfArgument(param)));
    }
    return names;
  }

  /** A map that was reached from a parameter, or a variable of the caller, may have been reached from an element before. */
  private index({ index, names }: Access): Index {
    if (index !== undefined || names.length === 0) return index;
    const last = names.at(-1)!;
    const temp = this.target.temps[this.parameterOf(last)];
    if (temp) return this.interpreter.indexOf(temp);
    if (last.length !== 1) return undefined;
    const { variable } = this.summary.locations.object(last[0]!);
    return variable && this.interpreter.declared.has(variable) ? this.interpreter.indexOfVariable(variable) : undefined;
  }

  private namesOfArgument(index: number): readonly Refs[] {
    const temp = this.target.temps[index];
    return temp ? this.interpreter.namesOf(temp) : [];
  }

  private parameterOf(name: Refs): number {
    const [loc] = name;
    if (name.length !== 1 || loc === undefined) return -1;
    const object = this.summary.locations.object(loc);
    return object.kind === 'variable' && object.root === loc ? this.summary.func.params.indexOf(object.variable) : -1;
  }

  private translate(loc: Loc): Refs {
    const { locations } = this.summary;
    const parent = locations.parent(loc);
    if (parent) {
      const { memory } = this.interpreter;
      const field = locations.field(loc);
      const above = this.loc(parent);
      return field === elements
        ? memory.elements(above, locations.type(loc))
        : memory.fields(above, field, locations.type(loc));
    }
    const object = locations.object(loc);
    const own = this.interpreter.locations;
    switch (object.kind) {
      case 'variable': {
        const index = this.summary.func.params.indexOf(object.variable);
        if (index >= 0) return isAggregate(object.type) ? this.argument(index) : noRefs;
        if (this.summary.declared.has(object.variable!)) {
          // The callee's own variable outlives it on the heap.
          return own.only(this.link.objectOf(locations.objectId(loc), object));
        }
        return own.only(own.variable(object.variable!));
      }
      case 'entry':
        return this.entry(object.of!);
      case 'alloc':
        return own.only(this.link.objectOf(locations.objectId(loc), object));
      case 'function':
        return object.literal
          ? own.only(own.literal(object.literal, object.type))
          : own.only(own.func(object.func!, this.refs(object.recv ?? noRefs)));
    }
  }

  private entry(of: Loc): Refs {
    const { locations } = this.summary;
    const object = locations.object(of);
    if (object.kind === 'variable' && object.root === of) {
      const index = this.summary.func.params.indexOf(object.variable);
      if (index >= 0) return this.argument(index);
    }
    return this.interpreter.memory.load(this.before, this.loc(of));
  }
}

/** Whether the summary is all that is known of the function: it was analysed with another package. */
export function isImported({ func }: Summary): boolean {
  return func.node === 0;
}

function chain(site: Site, calls: readonly Site[]): readonly Site[] {
  return calls.length < maxCalls ? [site, ...calls] : [site, ...calls.slice(0, maxCalls - 1)];
}
