/**
 * Flow facts of a package: every function, method, literal and initialiser, analysed bottom-up over the call graph,
 * recursion to a bounded fixpoint. Facts are kept from one state of the package to the next: a function is analysed
 * again only when its declaration, its types, or the summary of something it calls has changed.
 */
import { Kind, Op } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { lookupMethod } from '../types/index.js';
import type { Func, Package, Type } from '../types/types.js';
import { analyse, emptySummary, type FunctionFacts } from './analysis.js';
import { buildFunc, buildInitialisers } from './build.js';
import { cyclesOf } from './call-graph.js';
import { adoptSites } from './fingerprint.js';
import type { Callees } from './interpreter.js';
import type { FuncIR } from './ir.js';
import { Locations } from './locations.js';
import type { Summary } from './summary.js';

/** Rounds over a cycle of mutually recursive functions; summaries still changing then are taken as they are. */
const maxRounds = 3;
/** Larger cycles are gone over once. */
const largeCycle = 6;

/** A function declaration or a `var` declaration with initialisers, in one version. */
export interface FlowDecl {
  readonly decl: Decl;
  /** The function declared; undefined for initialisers. */
  readonly declares: Func | undefined;
  /** Its types were computed from this state of what it mentions. */
  readonly revision: number;
  readonly inTest: boolean;
  /** Undefined where there is no body. */
  readonly func: FuncIR | undefined;
  /** Functions of the package that it mentions. */
  readonly callees: readonly Func[];
  facts: FunctionFacts | undefined;
  /**
   * Its facts, then those of the literals inside, outer ones first; of the former version until it is analysed itself.
   * Another array whenever they are computed anew.
   */
  all: readonly FunctionFacts[];
  /** The newest version before this one that was analysed, until this one is: callers hold its sites. */
  former: FlowDecl | undefined;
  /** Analysed by itself only, though it is part of a cycle. */
  isProvisional: boolean;
  /** What the summary of each callee was, those that call it in turn left out. */
  used: ReadonlyMap<Func, string>;
}

export class PackageFlow {
  readonly decls: readonly FlowDecl[];
  /** How many functions had to be analysed for this state. */
  analysed = 0;
  private readonly byDecl = new Map<Decl, FlowDecl>();
  private readonly byFunc = new Map<Func, FlowDecl>();
  /** Numbers of `decls` in groups that call each other, callees before callers. */
  readonly bottomUp: readonly (readonly number[])[];
  isComplete = false;
  private isPostponed = false;
  /** Facts that an abandoned run left behind may be older than the summaries they rest on. */
  private readonly afterAbandoned: boolean;

  constructor(
    readonly pkg: Package,
    private readonly imported: (func: Func) => Summary | undefined,
    previous?: PackageFlow,
  ) {
    const decls: FlowDecl[] = [];
    for (const file of pkg.files) {
      const inTest = file.path.endsWith('_test.go');
      for (const decl of file.decls) {
        const own = this.flowDecl(decl, inTest, previous);
        if (!own) continue;
        decls.push(own);
        this.byDecl.set(decl, own);
        // Of several declarations of one function, in broken code, the first counts.
        if (own.declares && !this.byFunc.has(own.declares)) this.byFunc.set(own.declares, own);
      }
    }
    this.decls = decls;
    this.bottomUp = previous && this.hasCallGraphOf(previous) ? previous.bottomUp : this.cycles();
    this.afterAbandoned = previous?.isComplete === false;
  }

  /**
   * Brings the facts of declarations up to date; yields between functions.
   * @param extent `edited`: only where the text is new, and what changes for callers is left for later; afterwards
   *   `isComplete` says whether that was all.
   */
  *refresh(extent: 'edited' | 'all'): Generator<void, void, void> {
    if (this.isComplete) return;
    let changed = this.afterAbandoned || this.isPostponed;
    this.isPostponed = false;
    for (const cycle of this.bottomUp) {
      const members = cycle.map((number) => this.decls[number]!);
      if (members.every((member) => (changed ? this.isCurrent(member) : this.isAnalysed(member)))) continue;
      if (extent === 'edited' && (members.length > 1 || !isEdited(members[0]!))) {
        members.filter(isEdited).forEach((member) => this.analyseProvisionally(member));
        this.isPostponed = true;
      } else changed = this.analyseCycle(members) || changed;
      yield;
    }
    this.isComplete = !this.isPostponed;
  }

  of(func: Func): FlowDecl | undefined {
    return this.byFunc.get(func.generic);
  }

  /** The declaration, in this state, of a function or of the one around a literal. */
  versionOf({ func, decl }: FuncIR): FlowDecl | undefined {
    return func ? this.of(func) : this.byDecl.get(decl);
  }

  private flowDecl(decl: Decl, inTest: boolean, previous: PackageFlow | undefined): FlowDecl | undefined {
    const { ast, root } = decl;
    const isFunc = ast.kind[root] === Kind.FuncDecl;
    if (root === 0 || (!isFunc && (ast.kind[root] !== Kind.GenDecl || ast.op[root] !== Op.Var))) return undefined;
    const revision = this.pkg.revisionOf(decl);
    const known = previous?.byDecl.get(decl);
    if (known?.revision === revision && known.inTest === inTest) return known;
    const declares = isFunc ? this.pkg.funcOf(decl) : undefined;
    if (isFunc && !declares) return undefined;
    const info = this.pkg.info(decl);
    const func = declares ? buildFunc(decl, info, declares) : buildInitialisers(decl, info);
    const called = [...(func?.callees ?? [])].map((callee) => callee.generic);
    const callees = [...new Set(called)].filter((callee) => callee.pkg === this.pkg.path);
    const before = declares && previous?.byFunc.get(declares);
    const former = before?.facts ? before : before?.former;
    const own = { decl, declares, revision, inTest, func, callees, former, facts: undefined, used: new Map() };
    return { ...own, all: former?.all ?? [], isProvisional: false };
  }

  private cycles(): readonly (readonly number[])[] {
    const numbers = new Map<FlowDecl, number>(this.decls.map((decl, i) => [decl, i]));
    return cyclesOf(
      this.decls.map(({ callees }) =>
        callees.flatMap((callee) => {
          const target = this.byFunc.get(callee);
          return target ? [numbers.get(target)!] : [];
        }),
      ),
    );
  }

  private hasCallGraphOf(other: PackageFlow): boolean {
    return (
      this.decls.length === other.decls.length &&
      this.decls.every((decl, i) => {
        const former = other.decls[i]!;
        return decl === former || (decl.declares === former.declares && isSameList(decl.callees, former.callees));
      })
    );
  }

  private isAnalysed(decl: FlowDecl): boolean {
    return decl.func === undefined || (decl.facts !== undefined && !decl.isProvisional);
  }

  private isCurrent(decl: FlowDecl): boolean {
    if (!decl.func) return true;
    if (!decl.facts || decl.isProvisional) return false;
    for (const [callee, fingerprint] of decl.used) if (this.fingerprintOf(callee) !== fingerprint) return false;
    return true;
  }

  private fingerprintOf(func: Func): string {
    return this.byFunc.get(func)?.facts?.summary.fingerprint ?? '';
  }

  /** Says whether callers outside the cycle see a difference. */
  private analyseCycle(members: readonly FlowDecl[]): boolean {
    const former = members.map((member) => member.former?.facts ?? member.facts);
    for (const member of members) member.facts = undefined;
    const cycle = new Set(members.map(({ declares }) => declares));
    const [first] = members;
    const recursive = members.length > 1 || first!.callees.some((callee) => callee === first!.declares);
    const rounds = !recursive || members.length > largeCycle ? 1 : maxRounds;
    for (let round = 0; round < rounds; round++) {
      let changed = false;
      for (const member of members) changed = this.analyse(member, cycle) || changed;
      if (!changed) break;
    }
    let changed = false;
    members.forEach((member, i) => {
      member.former = undefined;
      member.isProvisional = false;
      changed = !isAdopted(former[i], member.facts) || changed;
    });
    return changed;
  }

  private analyseProvisionally(decl: FlowDecl): void {
    this.analyse(decl, new Set());
    decl.isProvisional = true;
    if (isAdopted(decl.former?.facts, decl.facts)) decl.former = undefined;
  }

  /** Analyses one function; says whether its summary changed. */
  private analyse(decl: FlowDecl, cycle: ReadonlySet<Func | undefined>): boolean {
    if (!decl.func) return false;
    this.analysed++;
    const before = decl.facts?.summary.fingerprint;
    const literals = new Map<FuncIR, FunctionFacts>();
    const used = new Map<Func, string>();
    const callees = this.callees(literals, used);
    const facts = analyse(decl.func, callees);
    // Literals that nothing calls or spawns by name have facts of their own all the same.
    const pending = [...decl.func.literals];
    for (let literal = pending.shift(); literal; literal = pending.shift()) {
      callees.summaryOfLiteral(literal);
      pending.push(...literal.literals);
    }
    decl.facts = facts;
    decl.all = [facts, ...literals.values()];
    for (const func of cycle) if (func) used.delete(func);
    decl.used = used;
    return before !== facts.summary.fingerprint;
  }

  private callees(literals: Map<FuncIR, FunctionFacts>, used: Map<Func, string>): Callees {
    const underWay = new Set<FuncIR>();
    const callees: Callees = {
      summaryOf: (func) => {
        if (func.pkg !== this.pkg.path) return this.imported(func);
        const summary = this.byFunc.get(func.generic)?.facts?.summary;
        used.set(func.generic, summary?.fingerprint ?? '');
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
}

/** Whether the declaration's text is new; others are analysed again for what they mention. */
function isEdited({ decl, facts, former }: FlowDecl): boolean {
  return !facts && former?.decl !== decl;
}

/** Goes on with the sites of the former version where callers see no difference; says whether it does. */
function isAdopted(former: FunctionFacts | undefined, facts: FunctionFacts | undefined): boolean {
  if (!former || former.summary.fingerprint !== facts?.summary.fingerprint) return false;
  adoptSites(former.summary, facts.summary);
  return true;
}

/** What stands for a function across the versions of its body: its object; a literal stands for itself. */
export function functionId(func: FuncIR): object {
  return func.func ?? func;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((member, i) => member === b[i]);
}
