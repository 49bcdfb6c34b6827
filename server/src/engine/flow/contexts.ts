/**
 * What the functions of a package can count on when they are called: locks that every caller holds, arguments that are
 * always new. Computed over all calls in the package, callers before callees, in cycles to the greatest fixpoint;
 * functions that others may call count on nothing. A context is kept from one state of the package to the next while
 * the calls it rests on, and what their callers can count on, are the same.
 */
import { accessPath, below, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import type { FuncIR } from './ir.js';
import type { Loc } from './locations.js';
import { functionId, type FlowDecl, type PackageFlow } from './package-flow.js';
import type { Mode } from './state.js';
import type { CallFact } from './summary.js';

/** The locks of a caller that its callee has no name for. */
export const unnamedLock: AccessPath = '?';

/** A call of a function of the package, with the facts of the function that makes it. */
export interface Call {
  readonly fact: CallFact;
  readonly facts: FunctionFacts;
}

export interface Context {
  /** Held at every call, in the callee's terms. */
  readonly held: ReadonlyMap<AccessPath, Mode>;
  /** Held at some call. */
  readonly maybeHeld: ReadonlySet<AccessPath>;
  /** Parameters that are new objects, not known to anybody else, at every call. */
  readonly fresh: ReadonlySet<number>;
  /** Called only while the package is initialised. */
  readonly initialises: boolean;
  readonly calls: readonly Call[];
}

const nothing: Context = { held: new Map(), maybeHeld: new Set(), fresh: new Set(), initialises: false, calls: [] };
const maxRounds = 10;

export class Contexts {
  private readonly byFunction: Map<object, Context>;
  /** By function called. */
  private readonly calls: Map<object, readonly Call[]>;
  private readonly all: readonly (readonly FunctionFacts[])[];

  constructor(flow: PackageFlow, previous?: Contexts) {
    this.byFunction = new Map(previous?.byFunction);
    this.calls = new Map(previous?.calls);
    this.all = flow.decls.map(({ all }) => all);
    const dirty = this.followCalls(flow, previous?.all ?? []);
    const { bottomUp, decls } = flow;
    // Once is enough but for calls that the call graph does not know of, through interfaces.
    for (let round = 0; dirty.size > 0 && round < maxRounds; round++) {
      for (let i = bottomUp.length - 1; i >= 0 && dirty.size > 0; i--) this.refresh(bottomUp[i]!, decls, dirty);
      for (const id of dirty) if (!this.byFunction.has(id)) dirty.delete(id);
    }
  }

  of(func: FuncIR): Context {
    return this.byFunction.get(functionId(func)) ?? nothing;
  }

  /** Brings the lists of calls up to date; gives the functions whose calls, or that themselves, are others now. */
  private followCalls(flow: PackageFlow, before: Contexts['all']): Set<object> {
    const [gone, fresh] = changesBetween(before, this.all);
    const dirty = new Set<object>();
    const removed = new Set(gone.flat());
    for (const { func, calls } of removed) {
      this.byFunction.delete(functionId(func));
      for (const { callee } of calls) dirty.add(functionId(callee));
    }
    for (const { func, calls } of fresh.flat()) {
      dirty.add(functionId(func));
      for (const { callee } of calls) dirty.add(functionId(callee));
    }
    if (dirty.size === 0) return dirty;
    const made = new Set(fresh);
    const added = callsBy(
      flow.decls.filter(({ all }) => made.has(all)),
      flow,
    );
    const rank = new Map<FunctionFacts, number>();
    for (const all of this.all) for (const facts of all) rank.set(facts, rank.size);
    for (const callee of dirty) {
      const kept = (this.calls.get(callee) ?? []).filter(({ facts }) => !removed.has(facts));
      const calls = [...kept, ...(added.get(callee) ?? [])];
      if (calls.length === 0) this.calls.delete(callee);
      else
        this.calls.set(
          callee,
          calls.sort((a, b) => rank.get(a.facts)! - rank.get(b.facts)!),
        );
    }
    return dirty;
  }

  /** Contexts of the functions of one cycle, all callers outside being known. */
  private refresh(cycle: readonly number[], decls: readonly FlowDecl[], dirty: Set<object>): void {
    if (!cycle.some((number) => decls[number]!.all.some(({ func }) => dirty.has(functionId(func))))) return;
    const functions = cycle.flatMap((number) => decls[number]!.all);
    const before = functions.map(({ func }) => this.byFunction.get(functionId(func)));
    const internal = functions.filter(({ func }) => isInternal(func) && this.calls.has(functionId(func)));
    // Callers of the same cycle are taken to hold everything until they are known.
    const unknown = new Set<object>(internal.map(({ func }) => functionId(func)));
    for (const facts of functions) this.set(facts, outermost(facts));
    for (let round = 0, changed = true; changed && round < maxRounds; round++) {
      changed = false;
      for (const facts of internal) {
        const id = functionId(facts.func);
        const after = this.meet(facts.func, unknown);
        if (!after || (!unknown.has(id) && sameContext(this.byFunction.get(id)!, after))) continue;
        unknown.delete(id);
        this.set(facts, after);
        changed = true;
      }
    }
    functions.forEach(({ func, calls }, i) => {
      const former = before[i];
      if (former && sameContext(former, this.of(func))) {
        // Nothing new, not even a call: whoever holds the context may keep it.
        if (!dirty.has(functionId(func))) this.byFunction.set(functionId(func), former);
        return;
      }
      for (const { callee } of calls) dirty.add(functionId(callee));
    });
    for (const { func } of functions) dirty.delete(functionId(func));
  }

  private set({ func }: FunctionFacts, context: Context): void {
    const id = functionId(func);
    this.byFunction.set(id, { ...context, calls: this.calls.get(id) ?? [] });
  }

  private meet(func: FuncIR, unknown: ReadonlySet<object>): Context | undefined {
    let held: Map<AccessPath, Mode> | undefined;
    const maybeHeld = new Set<AccessPath>();
    const fresh = new Set(func.params.keys());
    let initialises = true;
    let any = false;
    for (const { fact, facts } of this.calls.get(functionId(func))!) {
      if (unknown.has(functionId(fact.caller))) continue; // Optimistic, until the caller is known.
      any = true;
      const context = this.of(fact.caller);
      const here = heldAt(fact, facts, context);
      for (const path of here.keys()) maybeHeld.add(path);
      for (const lock of fact.maybeHeld.keys())
        rename(facts, fact, pathOf(facts, lock)).forEach((own) => maybeHeld.add(own));
      if (!fact.spawned)
        for (const path of context.maybeHeld) rename(facts, fact, path).forEach((own) => maybeHeld.add(own));
      const freshHere = new Set([...func.params.keys()].filter((i) => isFresh(facts, fact, i, context)));
      for (const i of [...fresh]) if (!freshHere.has(i)) fresh.delete(i);
      initialises &&= context.initialises && !fact.spawned;
      held = held ? common(held, here, freshHere) : here;
    }
    return any ? { held: held ?? new Map(), maybeHeld, fresh, initialises, calls: [] } : undefined;
  }
}

/** The calls that declarations make, by function called. */
function callsBy(decls: readonly FlowDecl[], flow: PackageFlow): ReadonlyMap<object, readonly Call[]> {
  const calls = new Map<object, Call[]>();
  for (const { all, inTest } of decls) {
    for (const facts of all) {
      for (const fact of facts.calls) {
        // Tests call helpers as nobody else would; they say nothing of what helpers can count on.
        if (inTest && flow.versionOf(fact.callee)?.inTest !== true) continue;
        const known = calls.get(functionId(fact.callee));
        if (known) known.push({ fact, facts });
        else calls.set(functionId(fact.callee), [{ fact, facts }]);
      }
    }
  }
  return calls;
}

/** What is in one of two lists only; most of the time they differ at a place or two. */
export function changesBetween<T extends object>(
  before: readonly T[],
  now: readonly T[],
): readonly [readonly T[], readonly T[]] {
  if (before.length === now.length) {
    const places = now.flatMap((member, i) => (member === before[i] ? [] : [i]));
    if (places.length < 8) return [places.map((i) => before[i]!), places.map((i) => now[i]!)];
  }
  const [had, has] = [new Set(before), new Set(now)];
  return [before.filter((member) => !has.has(member)), now.filter((member) => !had.has(member))];
}

/** Initialisers and `init` run before anything else. */
function outermost(facts: FunctionFacts): Context {
  const { func } = facts.func;
  const initialises =
    func === undefined
      ? facts.func.params.length === 0 && facts.func.node === facts.func.decl.root
      : func.name === 'init' && !func.type.recv;
  return { ...nothing, initialises };
}

/** Literals and unexported functions are called by this package alone. */
function isInternal(func: FuncIR): boolean {
  if (!func.func) return func.node !== func.decl.root;
  return !/^\p{Lu}/u.test(func.func.name) && func.func.name !== 'main' && func.func.name !== 'init';
}

/** The locks held at a call, in the callee's terms. */
function heldAt(fact: CallFact, facts: FunctionFacts, caller: Context): Map<AccessPath, Mode> {
  const here = new Map<AccessPath, Mode>();
  if (!fact.spawned)
    for (const [path, mode] of caller.held) rename(facts, fact, path).forEach((own) => here.set(own, mode));
  for (const [lock, mode] of fact.held) rename(facts, fact, pathOf(facts, lock)).forEach((own) => here.set(own, mode));
  return here;
}

/** Locks held at both; one that belongs to a new object is as good as held. */
function common(
  a: Map<AccessPath, Mode>,
  b: ReadonlyMap<AccessPath, Mode>,
  freshInB: ReadonlySet<number>,
): Map<AccessPath, Mode> {
  const both = new Map<AccessPath, Mode>();
  for (const [path, mode] of a) {
    const other = b.get(path) ?? ([...freshInB].some((i) => below(path, `#${i}`) !== undefined) ? mode : undefined);
    if (other) both.set(path, mode === 'read' || other === 'read' ? 'read' : 'write');
  }
  return both;
}

function isFresh(facts: FunctionFacts, fact: CallFact, index: number, caller: Context): boolean {
  if (fact.fresh[index]) return true;
  const [ref] = fact.args[index] ?? [];
  if (ref === undefined || fact.spawned) return false;
  const path = pathOf(facts, ref);
  return [...caller.fresh].some((i) => below(path, `#${i}`) !== undefined);
}

function pathOf(facts: FunctionFacts, loc: Loc): AccessPath {
  return accessPath(facts.locations, facts.func, loc);
}

/** A path of the caller in the callee's terms: below a parameter, or from a variable that both know. */
function rename(facts: FunctionFacts, fact: CallFact, path: AccessPath): readonly AccessPath[] {
  const found: AccessPath[] = [];
  fact.args.forEach((refs, i) => {
    if (refs.length !== 1) return;
    const rest = below(path, pathOf(facts, refs[0]!));
    if (rest !== undefined) found.push(`#${i}${rest}`);
  });
  if (!path.startsWith('#') && !path.startsWith('new ')) found.push(path);
  // A literal knows its function's parameters as captured variables.
  if (!fact.callee.func && path.startsWith('#')) {
    const match = /^#(\d+)(.*)$/s.exec(path)!;
    const variable = fact.caller.params[Number(match[1])];
    if (variable) found.push(`$${variable.name} ${variable.origin?.node ?? 0}${match[2]}`);
  }
  return found.length > 0 ? found : [unnamedLock];
}

function sameContext(a: Context, b: Context): boolean {
  return (
    a.initialises === b.initialises &&
    a.held.size === b.held.size &&
    [...a.held].every(([path, mode]) => b.held.get(path) === mode) &&
    a.maybeHeld.size === b.maybeHeld.size &&
    a.fresh.size === b.fresh.size &&
    [...a.fresh].every((i) => b.fresh.has(i))
  );
}
