/**
 * What a function does to its caller's memory, said in objects that its caller can translate (see `locations.ts`).
 * The compositional summaries of RacerD (Blackshear et al., OOPSLA 2018), with ownership as freshness.
 */
import type { Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import type { Var } from '../types/types.js';
import type { ReturnedCopy } from './copies.js';
import type { FuncHead, FuncIR, Index, ReadKind, WriteKind } from './ir.js';
import type { Loc, Locations, ObjectId, Refs } from './locations.js';
import type { Lockset, Mode } from './state.js';

/**
 * A place in the source: a node of a declaration. Sites in summaries move along when the function around them is edited
 * without a difference to its callers (see `fingerprint.ts`).
 */
export interface Site {
  readonly decl: Decl;
  readonly node: Node;
}

/** One access to a map, in the function itself or in something it calls. */
export interface Access {
  readonly kind: 'read' | 'write';
  readonly how: ReadKind | WriteKind;
  readonly site: Site;
  /** The function of the package that contains the access. */
  readonly func: FuncHead;
  /** The function in whose terms the access is said, and the table of its locations: `func`, or one that calls it. */
  readonly owner: FuncHead;
  readonly table: Locations;
  readonly maps: Refs;
  /** The names through which the map was reached, nearest first: where it was loaded from, and that from where … */
  readonly names: readonly Refs[];
  /** The index of the element that held the map, if that is how it was reached. */
  readonly index: Index;
  readonly held: Lockset;
  readonly maybeHeld: Lockset;
  /** The calls that lead from the function to the access, outermost first; empty for its own accesses. */
  readonly calls: readonly Site[];
  /** Where it happens in another package, when `site` is the call that leads there. */
  readonly beyond: Site | undefined;
  /**
   * Another package, whose map it is, guards it with a mutex: that package answers for it. Or what holds it is a mutex of
   * a value that the function in whose terms it is said knows nothing of.
   */
  readonly guarded: boolean;
  /** The map, or what holds it, was made by the function and nobody else can know of it yet. */
  readonly exclusive: boolean;
  /**
   * It happens at every call of the function that it is said of, if that returns; in another package, at every call of
   * the function that is called there.
   */
  readonly certain: boolean;
  /** A goroutine that reaches the map may be running. */
  readonly concurrent: boolean;
  /** Wait groups and channels awaited before, on every path. */
  readonly awaited: ReadonlySet<Loc>;
  /** Those signalled before, on every path. */
  readonly signalled: ReadonlySet<Loc>;
}

export type TaskKind = 'go' | 'group' | 'timer' | 'handler' | 'consumer' | 'subtest';

/** A function that runs at the same time as others. */
export interface Task {
  readonly number: number;
  readonly kind: TaskKind;
  /** The `go` statement's call, or the call that registers or spawns the function. */
  readonly site: Site;
  /** Where it is started in another package, when `site` is the call that leads there. */
  readonly beyond: Site | undefined;
  readonly accesses: readonly Access[];
  /** What it signals when it ends: wait groups, channels, its group. */
  readonly signals: Refs;
  /** Its body is not known: nothing can be said of when it ends. */
  readonly opaque: boolean;
  /** Function values that it calls and that are not known yet: parameters of the function that starts it. */
  readonly invokes: Refs;
  /** Wait groups and channels awaited before it calls any of those, on every path. */
  readonly invokesAfter: ReadonlySet<Loc>;
  /** Locks that may be held at every call of those. */
  readonly invokesUnder: Lockset;
  /** Started again while it may still be running. */
  readonly repeated: boolean;
  /** Spawned while another one of the same spawn site may run. */
  readonly withItself: boolean;
}

/** Two accesses that may run at once, in one function's view. */
export interface Conflict {
  readonly map: Loc;
  readonly one: Access;
  readonly other: Access;
  /** The task `one` belongs to, and the one of `other` (undefined: the function itself). */
  readonly task: Task;
  readonly otherTask: Task | undefined;
  /** The function is called from outside the package, at any time. */
  readonly fromOutside?: true;
}

/** A call of a function of the program, with what its callee can count on. */
export interface CallFact {
  readonly site: Site;
  readonly caller: FuncIR;
  readonly callee: FuncHead;
  readonly held: Lockset;
  readonly maybeHeld: Lockset;
  readonly args: readonly Refs[];
  /** By argument: it refers to an object nobody else knows of yet. */
  readonly fresh: readonly boolean[];
  /** Runs in a goroutine of its own. */
  readonly spawned: boolean;
  /** Not called here: its value is put somewhere, for others to call. */
  readonly putAway?: true;
}

/** A call of a function value that only the caller knows, with the locks held around it. */
export interface Invocation {
  readonly value: Refs;
  readonly held: Lockset;
  readonly maybeHeld: Lockset;
  /** Wait groups and channels awaited before, on every path. */
  readonly awaited: ReadonlySet<Loc>;
}

export interface Summary {
  readonly func: FuncHead;
  readonly locations: Locations;
  /** Variables declared in the function. */
  readonly declared: ReadonlySet<Var>;
  readonly accesses: readonly Access[];
  /** Contents at exit of locations that the caller can see, where they differ from those at entry. */
  readonly exit: ReadonlyMap<Loc, Refs>;
  readonly results: readonly Refs[];
  readonly acquired: ReadonlyMap<Loc, Mode>;
  readonly maybeAcquired: ReadonlyMap<Loc, Mode>;
  readonly released: ReadonlySet<Loc>;
  /** Objects of the caller that outlive the call in something else's hands. */
  readonly published: ReadonlySet<ObjectId>;
  /** Still running at exit. */
  readonly tasks: readonly Task[];
  /** Of which pairs of them, by index, only one runs: they are started on different paths. */
  readonly apart: readonly (readonly [number, number])[];
  /** Over at exit, but they called functions that only the caller knows. */
  readonly finished: readonly Task[];
  /** Function values of the caller that are called. */
  readonly invokes: readonly Invocation[];
  /** Waits for a condition, somewhere: what was under way may be over when it returns. */
  readonly settles: boolean;
  /** A test function that runs at the same time as its siblings (`t.Parallel`). */
  readonly parallel: boolean;
  /** Wait groups done, channels closed or sent to. */
  readonly signals: Refs;
  /** Wait groups and channels waited for on every path. */
  readonly awaits: ReadonlySet<Loc>;
  readonly copies: readonly ReturnedCopy[];
  /** By-value parameters of which the function changes something else than the map it writes, or which it hands on. */
  readonly independent: ReadonlySet<number>;
  /** Variables of functions around of which a part is changed. */
  readonly changedAround: Refs;
  /** Equal for summaries that a caller cannot tell apart. */
  readonly fingerprint: string;
}
