/**
 * Flow facts of a package: every function, method, literal and initialiser, analysed bottom-up over the call graph,
 * recursion to a bounded fixpoint. Facts are kept from one state of the package to the next: a function is analysed
 * again only when its declaration, its types, or the summary of something it calls has changed.
 */
import { lookupMethod } from '../types/index.js';
import type { Decl } from '../syntax/source-file.js';
import type { Func, Package, Type } from '../types/types.js';
import { analyse, emptySummary, type FunctionFacts } from './analysis.js';
import { buildFunc, buildInitialisers } from './build.js';
import { Locations } from './locations.js';
import type { Callees } from './interpreter.js';
import type { FuncIR } from './ir.js';
import type { Summary } from './summary.js';

/** Rounds over a cycle of mutually recursive functions; summaries still changing then are taken as they are. */
const maxRounds = 3;
/** Larger cycles are gone over once. */
const largeCycle = 6;

interface Entry {
  readonly func: FuncIR | undefined;
  facts: FunctionFacts | undefined;
  /** Facts of the literals inside, outer ones first. */
  literals: readonly FunctionFacts[];
  /** What each callee's summary was, by key. */
  used: Map<string, string>;
}

/** Facts of declarations, carried over from the previous state. */
type Cache = Map<Decl, { readonly info: unknown; readonly entry: Entry }>;

export class PackageFlow {
  private readonly entries = new Map<string, Entry>();
  private readonly cache: Cache = new Map();
  private readonly checked = new Set<string>();
  /** How many functions had to be analysed for this state. */
  analysed = 0;

  constructor(
    readonly pkg: Package,
    private readonly imported: (func: Func) => Summary | undefined,
    previous?: PackageFlow,
  ) {
    for (const func of pkg.funcs) {
      const decl = pkg.declOf(func);
      if (decl) this.add(funcKey(func), decl, previous, (own, info) => buildFunc(own, info, func));
    }
    const initialisers = new Set(pkg.vars.flatMap((variable) => (variable.origin ? [variable.origin.decl] : [])));
    let count = 0;
    for (const decl of initialisers) this.add(`init ${count++}`, decl, previous, buildInitialisers);
  }

  private add(
    key: string,
    decl: Decl,
    previous: PackageFlow | undefined,
    build: (decl: Decl, info: ReturnType<Package['info']>) => FuncIR | undefined,
  ): void {
    const info = this.pkg.info(decl);
    const known = previous?.cache.get(decl);
    const entry: Entry =
      known?.info === info ? known.entry : { func: build(decl, info), facts: undefined, literals: [], used: new Map() };
    // Functions of one name (several `init`, duplicates in broken code) are told apart by their order.
    let unique = key;
    for (let i = 2; this.entries.has(unique); i++) unique = `${key} ${i}`;
    this.entries.set(unique, entry);
    this.cache.set(decl, { info, entry });
  }

  /** Facts of every function body of the package. Yields between functions. */
  *facts(): Generator<void, readonly FunctionFacts[], void> {
    for (const cycle of this.bottomUp()) {
      this.refresh(cycle);
      yield;
    }
    const all: FunctionFacts[] = [];
    for (const entry of this.entries.values()) if (entry.facts) all.push(entry.facts, ...entry.literals);
    return all;
  }

  /** The summary of an exported function or method, for packages that import this one. */
  summary(func: Func): Summary | undefined {
    return this.entries.get(funcKey(func))?.facts?.summary;
  }

  private refresh(cycle: readonly string[]): void {
    const stale = cycle.some((key) => !this.isCurrent(key));
    if (stale) {
      for (const key of cycle) this.entries.get(key)!.facts = undefined;
      const recursive = cycle.length > 1 || this.callsItself(cycle[0]!);
      const rounds = !recursive || cycle.length > largeCycle ? 1 : maxRounds;
      for (let round = 0; round < rounds; round++) {
        let changed = false;
        for (const key of cycle) changed = this.analyse(key) || changed;
        if (!changed) break;
      }
    }
    for (const key of cycle) this.checked.add(key);
  }

  private isCurrent(key: string): boolean {
    const entry = this.entries.get(key)!;
    if (!entry.func) return true;
    if (!entry.facts) return false;
    for (const [callee, fingerprint] of entry.used) {
      if ((this.fingerprintOf(callee) ?? '') !== fingerprint) return false;
    }
    return true;
  }

  private fingerprintOf(key: string): string | undefined {
    return this.entries.get(key)?.facts?.summary.fingerprint;
  }

  private callsItself(key: string): boolean {
    const { func } = this.entries.get(key)!;
    return func !== undefined && [...func.callees].some((callee) => funcKey(callee) === key);
  }

  /** Analyses one function; says whether its summary changed. */
  private analyse(key: string): boolean {
    const entry = this.entries.get(key)!;
    if (!entry.func) return false;
    this.analysed++;
    const before = entry.facts?.summary.fingerprint;
    const literals = new Map<FuncIR, FunctionFacts>();
    const used = new Map<string, string>();
    const callees = this.callees(literals, used);
    entry.facts = analyse(entry.func, callees);
    // Literals that nothing calls or spawns by name have facts of their own all the same.
    const pending = [...entry.func.literals];
    for (let literal = pending.shift(); literal; literal = pending.shift()) {
      callees.summaryOfLiteral(literal);
      pending.push(...literal.literals);
    }
    entry.literals = [...literals.values()];
    entry.used = used;
    return before !== entry.facts.summary.fingerprint;
  }

  private callees(literals: Map<FuncIR, FunctionFacts>, used: Map<string, string>): Callees {
    const underWay = new Set<FuncIR>();
    const callees: Callees = {
      summaryOf: (func) => {
        const key = funcKey(func);
        const summary = func.pkg === this.pkg.path ? this.entries.get(key)?.facts?.summary : this.imported(func);
        used.set(key, func.pkg === this.pkg.path ? (summary?.fingerprint ?? '') : '');
        return summary;
      },
      summaryOfLiteral: (func) => {
        const known = literals.get(func);
        if (known) return known.summary;
        if (underWay.has(func)) return emptySummary(func, new Locations());
        underWay.add(func);
        const facts = analyse(func, callees);
        literals.set(func, facts);
        return facts.summary;
      },
      methodOf: (type: Type, name: string) => lookupMethod(type, name),
    };
    return callees;
  }

  /** Cycles of the call graph, callees before callers (Tarjan 1972). */
  private bottomUp(): readonly (readonly string[])[] {
    const index = new Map<string, number>();
    const low = new Map<string, number>();
    const stack: string[] = [];
    const onStack = new Set<string>();
    const cycles: string[][] = [];
    const work: { key: string; callees: string[]; next: number }[] = [];
    const open = (key: string): void => {
      index.set(key, index.size);
      low.set(key, index.get(key)!);
      stack.push(key);
      onStack.add(key);
      const callees = [...(this.entries.get(key)?.func?.callees ?? [])]
        .map(funcKey)
        .filter((callee) => this.entries.has(callee));
      work.push({ key, callees, next: 0 });
    };
    for (const root of this.entries.keys()) {
      if (index.has(root)) continue;
      open(root);
      while (work.length > 0) {
        const top = work.at(-1)!;
        const callee = top.callees[top.next++];
        if (callee !== undefined) {
          if (!index.has(callee)) open(callee);
          else if (onStack.has(callee)) low.set(top.key, Math.min(low.get(top.key)!, index.get(callee)!));
          continue;
        }
        work.pop();
        const parent = work.at(-1);
        if (parent) low.set(parent.key, Math.min(low.get(parent.key)!, low.get(top.key)!));
        if (low.get(top.key) !== index.get(top.key)) continue;
        const cycle: string[] = [];
        for (let key = stack.pop()!; ; key = stack.pop()!) {
          onStack.delete(key);
          cycle.push(key);
          if (key === top.key) break;
        }
        cycles.push(cycle.reverse());
      }
    }
    return cycles;
  }
}

/** Names a declared function across states of a package: `path.Type.Method` or `path.Func`. */
export function funcKey(func: Func): string {
  const recv = func.type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  return `${func.pkg}.${named?.kind === 'named' ? `${named.obj.name}.` : ''}${func.name}`;
}
