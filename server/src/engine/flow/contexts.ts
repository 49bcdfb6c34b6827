/**
 * What the functions of a package can count on when they are called: locks that every caller holds, arguments that are
 * always new. Computed over all calls in the package, to the greatest fixpoint; functions that others may call count on
 * nothing.
 */
import { accessPath, below, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import type { Decl } from '../syntax/source-file.js';
import type { FuncIR } from './ir.js';
import type { Loc } from './locations.js';
import type { Mode } from './state.js';
import type { CallFact } from './summary.js';

/** The locks of a caller that its callee has no name for. */
export const unnamedLock: AccessPath = '?';

export interface Context {
  /** Held at every call, in the callee's terms. */
  readonly held: ReadonlyMap<AccessPath, Mode>;
  /** Held at some call. */
  readonly maybeHeld: ReadonlySet<AccessPath>;
  /** Parameters that are new objects, not known to anybody else, at every call. */
  readonly fresh: ReadonlySet<number>;
  /** Called only while the package is initialised. */
  readonly initialises: boolean;
  readonly calls: readonly { readonly fact: CallFact; readonly facts: FunctionFacts }[];
}

const nothing: Context = { held: new Map(), maybeHeld: new Set(), fresh: new Set(), initialises: false, calls: [] };
const maxRounds = 10;

export class Contexts {
  private readonly contexts = new Map<FuncIR, Context>();

  constructor(all: readonly FunctionFacts[], inTest: (decl: Decl) => boolean) {
    const calls = new Map<FuncIR, { fact: CallFact; facts: FunctionFacts }[]>();
    for (const facts of all) {
      for (const fact of facts.calls) {
        // Tests call helpers as nobody else would; they say nothing of what helpers can count on.
        if (inTest(fact.site.decl) && !inTest(fact.callee.decl)) continue;
        const known = calls.get(fact.callee);
        if (known) known.push({ fact, facts });
        else calls.set(fact.callee, [{ fact, facts }]);
      }
    }
    const internal = all.filter((facts) => isInternal(facts.func) && calls.has(facts.func));
    const known = new Map<FuncIR, Context | undefined>(all.map((facts) => [facts.func, outermost(facts)]));
    for (const facts of internal) known.set(facts.func, undefined); // Not known yet: counts on everything.
    for (let round = 0, changed = true; changed && round < maxRounds; round++) {
      changed = false;
      for (const { func } of internal) {
        const before = known.get(func);
        const after = meet(func, calls.get(func)!, known);
        if (after && (!before || !sameContext(before, after))) {
          known.set(func, after);
          changed = true;
        }
      }
    }
    for (const [func, context] of known)
      this.contexts.set(func, { ...(context ?? nothing), calls: calls.get(func) ?? [] });
  }

  of(func: FuncIR): Context {
    return this.contexts.get(func) ?? nothing;
  }
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

function meet(
  func: FuncIR,
  calls: readonly { readonly fact: CallFact; readonly facts: FunctionFacts }[],
  known: ReadonlyMap<FuncIR, Context | undefined>,
): Context | undefined {
  let held: Map<AccessPath, Mode> | undefined;
  const maybeHeld = new Set<AccessPath>();
  const fresh = new Set(func.params.keys());
  let initialises = true;
  let any = false;
  for (const { fact, facts } of calls) {
    const caller = known.get(fact.caller);
    if (!caller && known.has(fact.caller)) continue; // Optimistic, until the caller is known.
    any = true;
    const context = caller ?? nothing;
    const here = new Map<AccessPath, Mode>();
    if (!fact.spawned)
      for (const [path, mode] of context.held) rename(facts, fact, path).forEach((own) => here.set(own, mode));
    for (const [lock, mode] of fact.held)
      rename(facts, fact, pathOf(facts, lock)).forEach((own) => here.set(own, mode));
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
