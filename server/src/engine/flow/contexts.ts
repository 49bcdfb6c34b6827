/**
 * What the functions of a package can count on when they are called: locks that every caller holds, arguments that are
 * always new. Computed over all calls in the package, callers before callees, in cycles to the greatest fixpoint;
 * functions that others may call count on nothing. A context is kept from one state of the package to the next while
 * the calls it rests on, and what their callers can count on, are the same.
 */
import { accessPath, below, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import { typePath } from './build-call.js';
import { isHandlerLiteral } from './framework.js';
import type { FuncHead } from './ir.js';
import type { Type } from '../types/types.js';
import type { Loc, Locations } from './locations.js';
import type { FactChanges } from './fact-changes.js';
import { functionId, isInTest, type FlowDecl } from './flow-decl.js';
import { LayeredMap } from './layered-map.js';
import type { PackageFlow } from './package-flow.js';
import type { Mode } from './state.js';
import type { CallFact } from './summary.js';
import { isExported } from '../types/index.js';

/**
 * What a lock of a caller begins with that its callee has no name for. What follows is its kind, the field or variable that
 * it is: of several values of a type, nobody knows whose. Nothing follows where it could be any lock.
 */
export const unnamedLock = '?';

/** `path/pkg.Type.mu` for a field of a named type, `path/pkg.mu` for a package-level variable; '' where it is not known. */
export type LockKind = string;

/** A call of a function of the package, with the facts of the function that makes it. */
export interface Call {
  readonly fact: CallFact;
  readonly facts: FunctionFacts;
  readonly from: FlowDecl;
}

export interface Context {
  /** Held at every call, in the callee's terms. */
  readonly held: ReadonlyMap<AccessPath, Mode>;
  /** Held at some call, with what kind of lock it is. */
  readonly maybeHeld: ReadonlyMap<AccessPath, LockKind>;
  /** Parameters that are new objects, not known to anybody else, at every call. */
  readonly fresh: ReadonlySet<number>;
  /** Called only while the package is initialised. */
  readonly initialises: boolean;
  readonly calls: readonly Call[];
}

const nothing: Context = { held: new Map(), maybeHeld: new Map(), fresh: new Set(), initialises: false, calls: [] };
/** Of functions that only tests call, and of those whose values are put away: nobody knows what their callers hold. */
const calledByOthers: Context = { ...nothing, maybeHeld: new Map([[unnamedLock, '']]) };
const maxRounds = 10;
/** Fewer dirty ones are looked for one by one; more, among all functions. */
const fewFunctions = 24;

export class Contexts {
  private readonly byFunction: LayeredMap<object, Context>;
  /** By function called. */
  private readonly calls: LayeredMap<object, readonly Call[]>;
  /** Functions whose context is another object than before. */
  readonly renewed: ReadonlySet<FunctionFacts>;

  constructor(flow: PackageFlow, { gone, fresh }: FactChanges, previous?: Contexts) {
    const before = previous?.byFunction ?? LayeredMap.of<object, Context>(new Map());
    const now = fresh.flatMap(({ all }) => all);
    const dirty = idsIn(gone, now);
    this.calls = callsNow(previous?.calls, gone, fresh, dirty);
    const computation = new Computation(before, this.calls, dirty);
    for (const { func } of gone) computation.forget(functionId(func));
    // Once is enough but for calls that the call graph does not know of, through interfaces.
    for (let round = 0; dirty.size > 0 && round < maxRounds; round++) {
      const few = dirty.size < fewFunctions;
      for (let at = flow.bottomUp.length; (at = few ? lastCycle(flow, dirty, at) : at - 1) >= 0;)
        computation.refresh(flow.bottomUp[at]!, flow.decls);
      for (const id of dirty) if (flow.cycleNumber(id) === undefined) dirty.delete(id);
    }
    this.renewed = computation.renewed;
    this.byFunction = before.with(computation.changes);
  }

  of(func: FuncHead): Context {
    return this.byFunction.get(functionId(func)) ?? nothing;
  }
}

/**
 * The last group of functions that call each other, before `limit`, with one that is dirty; -1 without any. Those that are
 * none of the package's functions any more are dropped.
 */
function lastCycle(flow: PackageFlow, dirty: Set<object>, limit: number): number {
  let last = -1;
  for (const id of dirty) {
    const number = flow.cycleNumber(id);
    if (number === undefined) dirty.delete(id);
    else if (number > last && number < limit) last = number;
  }
  return last;
}

/** The lists of calls of the functions that are dirty, brought up to date; callers in the order of the package. */
function callsNow(
  known: LayeredMap<object, readonly Call[]> = LayeredMap.of(new Map<object, readonly Call[]>()),
  gone: ReadonlySet<FunctionFacts>,
  fresh: readonly FlowDecl[],
  dirty: ReadonlySet<object>,
): LayeredMap<object, readonly Call[]> {
  const added = callsBy(fresh);
  const changes = new Map<object, readonly Call[] | undefined>();
  for (const callee of dirty) {
    const kept = (known.get(callee) ?? []).filter(({ facts }) => !gone.has(facts));
    const calls = [...kept, ...(added.get(callee) ?? [])].sort((a, b) => a.from.order - b.from.order);
    changes.set(callee, calls.length === 0 ? undefined : calls);
  }
  return known.with(changes);
}

/** Contexts on their way from one state to the next. */
class Computation {
  readonly changes = new Map<object, Context | undefined>();
  readonly renewed = new Set<FunctionFacts>();

  constructor(
    private readonly before: LayeredMap<object, Context>,
    private readonly calls: LayeredMap<object, readonly Call[]>,
    /** Functions to look at; grows by those that are called by one whose context has changed. */
    private readonly dirty: Set<object>,
  ) {}

  forget(id: object): void {
    this.changes.set(id, undefined);
  }

  private get(id: object): Context | undefined {
    return this.changes.has(id) ? this.changes.get(id) : this.before.get(id);
  }

  private of(func: FuncHead): Context {
    return this.get(functionId(func)) ?? nothing;
  }

  /** Contexts of the functions of one cycle, if one of them is dirty, all callers outside being known. */
  refresh(cycle: readonly number[], decls: readonly FlowDecl[]): void {
    const { dirty } = this;
    if (!cycle.some((number) => decls[number]!.all.some(({ func }) => dirty.has(functionId(func))))) return;
    const functions = cycle.flatMap((number) => decls[number]!.all);
    const before = functions.map(({ func }) => this.get(functionId(func)));
    const internal = functions.filter(({ func }) => isInternal(func) && this.calls.has(functionId(func)));
    // Callers of the same cycle are taken to hold everything until they are known.
    const own = new Set<object>(internal.map(({ func }) => functionId(func)));
    const unknown = new Set(own);
    for (const facts of functions) this.set(facts, outermost(facts));
    const pending = new Set(own);
    for (let round = 0; pending.size > 0 && round < maxRounds; round++) {
      for (const facts of internal) {
        const id = functionId(facts.func);
        if (!pending.delete(id)) continue;
        const after = this.meet(facts.func, unknown);
        if (!after || (!unknown.has(id) && sameContext(this.get(id)!, after))) continue;
        unknown.delete(id);
        this.set(facts, after);
        for (const { callee } of facts.calls) if (own.has(functionId(callee))) pending.add(functionId(callee));
      }
    }
    functions.forEach((facts, i) => {
      const former = before[i];
      const isSame = former !== undefined && sameContext(former, this.of(facts.func));
      if (!isSame) for (const { callee } of facts.calls) if (callee.node) dirty.add(functionId(callee));
      // Nothing new, not even a call: whoever holds the context may keep it.
      if (isSame && !dirty.has(functionId(facts.func))) this.changes.set(functionId(facts.func), former);
      else this.renewed.add(facts);
    });
    for (const { func } of functions) dirty.delete(functionId(func));
  }

  private set({ func }: FunctionFacts, context: Context): void {
    this.changes.set(functionId(func), { ...context, calls: this.callsOf(func) });
  }

  /** Tests call functions as nobody else would; they say nothing of what those can count on. */
  private callsOf(func: FuncHead): readonly Call[] {
    const calls = (this.calls.get(functionId(func)) ?? []).filter(({ fact }) => !fact.putAway);
    return isInTest(func.decl) ? calls : calls.filter(({ from }) => !from.inTest);
  }

  private meet(func: FuncHead, unknown: ReadonlySet<object>): Context | undefined {
    let held: Map<AccessPath, Mode> | undefined;
    const maybeHeld = new Map<AccessPath, LockKind>();
    const fresh = new Set(func.params.keys());
    let initialises = true;
    let any = false;
    const calls = this.callsOf(func);
    if (calls.length === 0) return calledByOthers;
    for (const call of calls) {
      const { fact, facts } = call;
      if (unknown.has(functionId(fact.caller))) continue; // Optimistic, until the caller is known.
      any = true;
      const context = this.of(fact.caller);
      const here = heldAt(call, context);
      for (const [path, kind] of termsOf(call).maybeHeld) maybeHeld.set(path, kind);
      if (!fact.spawned)
        for (const [path, kind] of context.maybeHeld)
          for (const own of named(call, path, kind)) maybeHeld.set(own, kind);
      const freshHere = new Set([...func.params.keys()].filter((i) => isFresh(facts, fact, i, context)));
      for (const i of [...fresh]) if (!freshHere.has(i)) fresh.delete(i);
      initialises &&= context.initialises && !fact.spawned;
      held = held ? common(held, here, freshHere) : here;
    }
    return any ? { held: held ?? new Map(), maybeHeld, fresh, initialises, calls: [] } : undefined;
  }
}

/** Some functions, and those that they call. */
function idsIn(...lists: readonly Iterable<FunctionFacts>[]): Set<object> {
  const ids = new Set<object>();
  for (const list of lists) {
    for (const { func, calls, putAway } of list) {
      ids.add(functionId(func));
      for (const { callee } of [...calls, ...putAway]) if (callee.node) ids.add(functionId(callee));
    }
  }
  return ids;
}

/** The calls that declarations make, by function called. */
function callsBy(decls: readonly FlowDecl[]): ReadonlyMap<object, readonly Call[]> {
  const calls = new Map<object, Call[]>();
  for (const from of decls) {
    for (const facts of from.all) {
      for (const fact of [...facts.calls, ...facts.putAway]) {
        if (!fact.callee.node) continue; // Of another package.
        const known = calls.get(functionId(fact.callee));
        if (known) known.push({ fact, facts, from });
        else calls.set(functionId(fact.callee), [{ fact, facts, from }]);
      }
    }
  }
  return calls;
}

/** Initialisers and `init` run before anything else. */
function outermost(facts: FunctionFacts): Context {
  const { func } = facts.func;
  if (isInternal(facts.func) && !func && !isHandlerLiteral(facts.func)) return calledByOthers;
  const initialises =
    func === undefined
      ? facts.func.params.length === 0 && facts.func.node === facts.func.decl.root
      : func.name === 'init' && !func.type.recv;
  return { ...nothing, initialises };
}

/**
 * Literals, unexported functions and the methods of unexported types are called by this package alone, as far as they
 * are called by name.
 */
export function isInternal(func: FuncHead): boolean {
  if (!func.func) return func.node !== func.decl.root;
  const { name, type } = func.func;
  if (name === 'main' || name === 'init') return false;
  return !isExported(name) || (type.recv !== undefined && !isExported(typeName(type.recv.type)));
}

/** The name of a receiver's type; empty for what has none. */
function typeName(type: Type): string {
  const named = type.kind === 'pointer' ? type.elem : type;
  return named.kind === 'named' ? named.obj.name : '';
}

/** What a call says by itself, whatever the caller's context: locks in the callee's terms. */
interface CallTerms {
  readonly held: readonly (readonly [AccessPath, Mode])[];
  readonly maybeHeld: readonly (readonly [AccessPath, LockKind])[];
}

const terms = new WeakMap<CallFact, CallTerms>();

function termsOf({ fact, facts }: Call): CallTerms {
  let known = terms.get(fact);
  if (!known) {
    const own = (lock: Loc): readonly AccessPath[] => rename(facts, fact, pathOf(facts, lock));
    const some = new Set([...fact.held.keys(), ...fact.maybeHeld.keys()]);
    known = {
      held: [...fact.held].flatMap(([lock, mode]) => own(lock).map((path) => [path, mode] as const)),
      maybeHeld: [...some].flatMap((lock) => {
        const kind = lockKind(facts.locations, lock);
        return named({ fact, facts }, pathOf(facts, lock), kind).map((path) => [path, kind] as const);
      }),
    };
    terms.set(fact, known);
  }
  return known;
}

/** A lock of the caller in the callee's terms: by its path, or by its kind. */
function named({ fact, facts }: Pick<Call, 'fact' | 'facts'>, path: AccessPath, kind: LockKind): readonly AccessPath[] {
  if (path.startsWith(unnamedLock)) return [path];
  return rename(facts, fact, path).map((own) => (own === unnamedLock ? unnamedLock + kind : own));
}

function lockKind(locations: Locations, lock: Loc): LockKind {
  const { kind, of, variable } = locations.object(lock);
  const parent = locations.parent(lock);
  // A pointer to a mutex is named by where it stands.
  if (!parent && kind === 'entry') return lockKind(locations, of!);
  // A local mutex is none of a struct, unless it is a pointer.
  if (!parent && variable) {
    if (variable.role === 'package') return `${variable.pkg}.${variable.name}`;
    return variable.type.kind === 'pointer' ? '' : `$${variable.name}`;
  }
  if (!parent) return '';
  const owner = typePath(locations.type(parent));
  return owner && `${owner}.${locations.field(lock)}`;
}

/** The locks held at a call, in the callee's terms. */
function heldAt(call: Call, caller: Context): Map<AccessPath, Mode> {
  const { fact, facts } = call;
  const here = new Map<AccessPath, Mode>();
  if (!fact.spawned)
    for (const [path, mode] of caller.held) rename(facts, fact, path).forEach((own) => here.set(own, mode));
  for (const [path, mode] of termsOf(call).held) here.set(path, mode);
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
  // Local variables are known to literals only.
  const isLocal = path.startsWith('new ') || (path.startsWith('$') && fact.callee.func !== undefined);
  if (!path.startsWith('#') && !isLocal) found.push(path);
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
