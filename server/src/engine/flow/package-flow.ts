/**
 * Flow facts of a package: every function, method, literal and initialiser, analysed bottom-up over the call graph,
 * recursion to a bounded fixpoint. Facts are kept from one state of the package to the next: a function is analysed
 * again only when its declaration, its types, or the summary of something it calls has changed.
 */
import type { SourceFile } from '../syntax/source-file.js';
import type { Func, Package } from '../types/types.js';
import { analyse, emptySummary, type FunctionFacts } from './analysis.js';
import { cyclesOf } from './call-graph.js';
import { adoptSites } from './fingerprint.js';
import { Changes, changesBetween, type FactChanges } from './fact-changes.js';
import { flowDecls, literalOwner, type FlowDecl } from './flow-decl.js';
import type { Callees } from './interpreter.js';
import type { FuncIR } from './ir.js';
import { LayeredMap } from './layered-map.js';
import { Locations } from './locations.js';
import type { Summary } from './summary.js';

/** Rounds over a cycle of mutually recursive functions; summaries still changing then are taken as they are. */
const maxRounds = 3;
/** Larger cycles are gone over once. */
const largeCycle = 6;

/** What is known of the functions of other packages. */
export interface Imports {
  /** Undefined where nothing is. */
  summaryOf(func: Func): Summary | undefined;
  /** Whether all that was said is still so. */
  isCurrent(): boolean;
}

export const noImports: Imports = { summaryOf: () => undefined, isCurrent: () => true };

export class PackageFlow {
  /** In the order of files and of declarations in them. */
  readonly decls: readonly FlowDecl[];
  /** Numbers of `decls` in groups that call each other, callees before callers. */
  readonly bottomUp: readonly (readonly number[])[];
  /** Whether all facts are up to date. */
  isComplete = false;
  /** How many functions had to be analysed for this state. */
  analysed = 0;
  private readonly byFile = new Map<SourceFile, readonly FlowDecl[]>();
  private readonly byFunc: LayeredMap<Func, FlowDecl>;
  /** By number of a declaration, the number of its group in `bottomUp`. */
  private readonly cycleOf: Int32Array;
  /** Declarations whose facts are missing or provisional. */
  private readonly pending: Set<FlowDecl>;
  /** Functions that do something else to their callers than those have been told. */
  private readonly changed: Set<Func>;
  private readonly changes: Changes;

  constructor(
    readonly pkg: Package,
    readonly imports: Imports,
    previous?: PackageFlow,
  ) {
    /** The state before, where all declarations say the same to each other. */
    const base = previous?.pkg.scope === pkg.scope ? previous : undefined;
    const decls: FlowDecl[] = [];
    let isShifted = base === undefined;
    for (const file of pkg.files) {
      const before = base?.byFile.get(file);
      const own = before ?? flowDecls(pkg, file, previous?.inFile(file.path) ?? [], (func) => previous?.of(func));
      this.byFile.set(file, own);
      isShifted ||= own !== before && own.length !== base?.inFile(file.path).length;
      for (const decl of own) {
        if (isShifted || own !== before) decl.order = decls.length;
        decls.push(decl);
      }
    }
    this.decls = decls;
    const [gone, fresh] = changesBetween(previous?.decls ?? [], decls);
    this.byFunc = this.functions(fresh, base);
    this.changed = new Set(previous?.changed);
    this.changes = new Changes(gone, fresh, previous?.changes);
    const outdated = imports === previous?.imports ? [] : decls.filter((decl) => this.isOutdated(decl));
    for (const decl of outdated) decl.isProvisional = true;
    this.pending = new Set(base ? [...base.pending, ...fresh, ...outdated] : decls.filter((decl) => !isAnalysed(decl)));
    for (const decl of gone) this.pending.delete(decl);
    const known = previous && hasSameCalls(decls, previous.decls) ? previous : undefined;
    this.bottomUp = known?.bottomUp ?? this.cycles();
    this.cycleOf = known?.cycleOf ?? numbersOf(this.bottomUp, decls.length);
  }

  /**
   * Brings the facts of declarations up to date; yields between functions.
   * @param extent `edited`: only where the text is new, and what changes for callers is left for later; afterwards
   *   `isComplete` says whether that was all.
   */
  *refresh(extent: 'edited' | 'all'): Generator<void, void, void> {
    if (this.isComplete) return;
    let isPostponed = false;
    for (let at = this.next(-1, extent); at < this.bottomUp.length; at = this.next(at, extent)) {
      const members = this.bottomUp[at]!.map((number) => this.decls[number]!);
      if (members.every((member) => this.isCurrent(member))) continue;
      if (extent === 'edited' && (members.length > 1 || !isEdited(members[0]!))) {
        members.filter(isEdited).forEach((member) => this.analyseProvisionally(member));
        isPostponed = true;
      } else this.analyseCycle(members);
      yield;
    }
    if (isPostponed || (extent === 'edited' && this.changed.size > 0)) return;
    this.isComplete = true;
    this.changed.clear();
  }

  /** What has other facts than when it was last asked, by this state or by one before it. */
  takeChanges(): FactChanges {
    return this.changes.take();
  }

  /** The number of the next group after `at` that may have to be looked at. */
  private next(at: number, extent: 'edited' | 'all'): number {
    if ((extent === 'all' && this.changed.size > 0) || this.pending.size > 16) return at + 1;
    let nearest = this.bottomUp.length;
    for (const { order } of this.pending) {
      const number = this.cycleOf[order]!;
      if (number > at && number < nearest) nearest = number;
    }
    return nearest;
  }

  of(func: Func): FlowDecl | undefined {
    return this.byFunc.get(func.generic);
  }

  /** The number in `bottomUp` of the group that a function, by its identity, belongs to. */
  cycleNumber(id: object): number | undefined {
    const decl = literalOwner(id) ?? this.byFunc.get(id as Func);
    return decl && this.decls[decl.order] === decl ? this.cycleOf[decl.order] : undefined;
  }

  /** The functions of other packages that were asked about. */
  importsUsed(): ReadonlySet<Func> {
    const used = new Set<Func>();
    for (const decl of this.decls) for (const func of decl.used.keys()) if (func.pkg !== this.pkg.path) used.add(func);
    return used;
  }

  /** Whether a function of another package is not what it was when the declaration was analysed. */
  private isOutdated({ used }: FlowDecl): boolean {
    for (const [func, fingerprint] of used) {
      if (func.pkg !== this.pkg.path && fingerprint !== (this.imports.summaryOf(func)?.fingerprint ?? '')) return true;
    }
    return false;
  }

  private inFile(path: string): readonly FlowDecl[] {
    for (const [file, decls] of this.byFile) if (file.path === path) return decls;
    return [];
  }

  private functions(fresh: readonly FlowDecl[], base: PackageFlow | undefined): LayeredMap<Func, FlowDecl> {
    const own = new Map<Func, FlowDecl>();
    // Of several declarations of one function, in broken code, the first counts.
    for (const decl of base ? fresh : this.decls)
      if (decl.declares && !own.has(decl.declares)) own.set(decl.declares, decl);
    return base ? base.byFunc.with(own) : LayeredMap.of(own);
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

  private isCurrent(decl: FlowDecl): boolean {
    if (!isAnalysed(decl)) return false;
    for (const func of this.changed) {
      const seen = decl.used.get(func);
      if (seen !== undefined && seen !== this.fingerprintOf(func)) return false;
    }
    return true;
  }

  private fingerprintOf(func: Func): string {
    return this.byFunc.get(func)?.facts?.summary.fingerprint ?? '';
  }

  private analyseCycle(members: readonly FlowDecl[]): void {
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
    members.forEach((member, i) => {
      member.isProvisional = false;
      this.pending.delete(member);
      this.settle(member, former[i]);
    });
  }

  /** A member of a cycle by itself, the others being as they were. */
  private analyseProvisionally(member: FlowDecl): void {
    const former = member.former?.facts;
    this.analyse(member, new Set());
    member.isProvisional = true;
    this.settle(member, former);
  }

  /** Goes on with the sites of the former version where callers see no difference; else they have to be told. */
  private settle(member: FlowDecl, former: FunctionFacts | undefined): void {
    member.former = undefined;
    const { facts, declares } = member;
    if (!facts) return;
    if (former?.summary.fingerprint === facts.summary.fingerprint) adoptSites(former.summary, facts.summary);
    else if (declares) this.changed.add(declares);
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
    this.changes.note(decl);
    decl.all = [facts, ...literals.values()];
    for (const func of cycle) if (func) used.delete(func);
    decl.used = used;
    return before !== facts.summary.fingerprint;
  }

  private callees(literals: Map<FuncIR, FunctionFacts>, used: Map<Func, string>): Callees {
    const underWay = new Set<FuncIR>();
    const callees: Callees = {
      summaryOf: (func) => {
        const isOwn = func.pkg === this.pkg.path;
        const summary = isOwn ? this.byFunc.get(func.generic)?.facts?.summary : this.imports.summaryOf(func.generic);
        used.set(func.generic, summary?.fingerprint ?? '');
        return summary;
      },
      headOf: (func) => (func.pkg === this.pkg.path ? this.byFunc.get(func.generic)?.func : undefined),
      summaryOfLiteral: (func) => {
        const known = literals.get(func);
        if (known) return known.summary;
        if (underWay.has(func)) return emptySummary(func, new Locations());
        underWay.add(func);
        const facts = analyse(func, callees);
        literals.set(func, facts);
        return facts.summary;
      },
    };
    return callees;
  }
}

/** Whether the declaration's text is new; others are analysed again for what they mention. */
function isEdited({ decl, facts, former }: FlowDecl): boolean {
  return !facts && former?.decl !== decl;
}

function isAnalysed(decl: FlowDecl): boolean {
  return decl.func === undefined || (decl.facts !== undefined && !decl.isProvisional);
}

function numbersOf(cycles: readonly (readonly number[])[], count: number): Int32Array {
  const numbers = new Int32Array(count);
  cycles.forEach((cycle, i) => cycle.forEach((member) => (numbers[member] = i)));
  return numbers;
}

function hasSameCalls(decls: readonly FlowDecl[], others: readonly FlowDecl[]): boolean {
  if (decls.length !== others.length) return false;
  for (let i = 0; i < decls.length; i++) {
    const [decl, other] = [decls[i]!, others[i]!];
    if (decl === other) continue;
    if (decl.declares !== other.declares || decl.callees.length !== other.callees.length) return false;
    if (decl.callees.some((callee, j) => callee !== other.callees[j])) return false;
  }
  return true;
}
