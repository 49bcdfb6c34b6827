/** Says in a caller's objects what a callee's summary says in its own, at one call. */
import type { Interpreter } from './interpreter.js';
import { declNumber } from './decl-number.js';
import type { Call, FuncIR, Temp } from './ir.js';
import {
  elements,
  noRefs,
  refsOf,
  union,
  type AbstractObject,
  type Loc,
  type ObjectId,
  type Refs,
} from './locations.js';
import { noLocks, type Lockset, type Mode, type State } from './state.js';
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
 * The allocation site of a callee's object, seen from a call: the call, then the site with its declaration. Undefined
 * for objects that the callee does not make.
 */
export function siteAt(call: Call, callee: FuncIR, { kind, site, variable }: AbstractObject): string | undefined {
  if (kind !== 'alloc' && kind !== 'variable') return undefined;
  const inner = kind === 'alloc' ? site! : `${variable!.name} ${variable!.origin?.node ?? 0}`;
  const own = inner.includes('<') ? inner : `${declNumber(callee.decl)}:${inner}`;
  const steps = `${call.node}<${own}`.split('<');
  return steps.length <= maxSteps ? steps.join('<') : `${steps[0]}<…<${steps.at(-1)}`;
}

/** A chain of calls longer than this is not shown, nor followed. */
const maxCalls = 5;

export class Translation {
  private readonly memo = new Map<Loc, Refs>();
  /** Contents are those before the call, whatever of it has been applied. */
  private readonly before: Pick<State, 'contents'>;
  private readonly summary: Summary;

  constructor(
    private readonly interpreter: Interpreter,
    private readonly call: Call,
    private readonly target: Target,
  ) {
    this.summary = target.summary;
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
    return {
      ...access,
      owner: this.interpreter.func,
      table: this.interpreter.locations,
      maps: this.refs(access.maps),
      names: this.names(access),
      held: this.locks(access, access.held, state.held),
      maybeHeld: this.locks(access, access.maybeHeld, state.maybeHeld),
      calls: [site, ...access.calls].slice(0, maxCalls),
      exclusive: false,
      awaited: state.awaited,
      signalled: state.signalled,
    };
  }

  /** An access in a goroutine: the locks of the spawning function do not count. */
  spawned(access: Access, site: Site): Access {
    return {
      ...access,
      owner: this.interpreter.func,
      table: this.interpreter.locations,
      maps: this.refs(access.maps),
      names: this.names(access),
      held: this.locks(access, access.held, noLocks),
      maybeHeld: this.locks(access, access.maybeHeld, noLocks),
      calls: [site, ...access.calls].slice(0, maxCalls),
      exclusive: false,
      awaited: new Set([...access.awaited].flatMap((loc) => this.loc(loc))),
      signalled: new Set([...access.signalled].flatMap((loc) => this.loc(loc))),
    };
  }

  task(task: Task, site: Site): Task {
    return {
      ...task,
      accesses: task.accesses.map((access) => this.spawned(access, site)),
      signals: refsOf(task.signals.flatMap((loc) => this.loc(loc))),
      invokes: refsOf(task.invokes.flatMap((loc) => this.loc(loc))),
    };
  }

  private locks({ maps }: Access, held: Lockset, outer: Lockset): Lockset {
    if (held.size === 0) return outer;
    const all = new Map<Loc, Mode>(outer);
    const isOwnMap = maps.every((map) => this.isCalleesOwn(map));
    for (const [lock, mode] of held) {
      // Another lock at each call guards nothing between calls, unless the map is another one too.
      if (!isOwnMap && this.isCalleesOwn(lock)) continue;
      for (const loc of this.loc(lock)) if (all.get(loc) !== 'write' && !this.isWide(loc)) all.set(loc, mode);
    }
    return all;
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
      const temp = this.target.temps[param];
      if (temp) names.push(...this.interpreter.namesOf(temp));
    }
    return names;
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
    switch (object.kind) {
      case 'variable': {
        const index = this.summary.func.params.indexOf(object.variable);
        if (index >= 0) return isAggregate(object.type) ? this.argument(index) : noRefs;
        if (this.summary.declared.has(object.variable!)) {
          // The callee's own variable outlives it on the heap.
          return [this.made(object)];
        }
        return [this.interpreter.locations.variable(object.variable!)];
      }
      case 'entry':
        return this.entry(object.of!);
      case 'alloc':
        return [this.made(object)];
      case 'function':
        return object.literal
          ? [this.interpreter.locations.literal(object.literal, object.type)]
          : [this.interpreter.locations.func(object.func!, this.refs(object.recv ?? noRefs))];
    }
  }

  /** Objects whose site is cut short are several: like the older ones of a site. */
  private made(object: AbstractObject): Loc {
    const site = siteAt(this.call, this.summary.func, object)!;
    return this.interpreter.locations.alloc(site, object.type, object.old === true || site.includes('…'));
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
