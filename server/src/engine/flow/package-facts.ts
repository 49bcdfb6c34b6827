/**
 * All that flow analysis knows of a package in one state: facts by function, by cell, and what callers hold. Built from
 * the facts of the state before; what has not changed is the same object, so that what rests on it can be kept too.
 */
import type { Package } from '../types/index.js';
import type { FunctionFacts } from './analysis.js';
import { Contexts, type Context } from './contexts.js';
import { backgroundAccesses, type BackgroundAccess } from './entry-points.js';
import { declaredHints } from './guard-hints.js';
import { Cells, nilAfterInit, type GuardedCell } from './guards.js';
import type { FuncIR } from './ir.js';
import { functionId, PackageFlow } from './package-flow.js';

const none: readonly BackgroundAccess[] = [];

export class PackageFacts {
  readonly flow: PackageFlow;
  private list: readonly FunctionFacts[] = [];
  private contexts: Contexts | undefined;
  private cellTable: Cells | undefined;
  private background: ReadonlyMap<string, readonly BackgroundAccess[]> = new Map();
  private backgroundStarters: readonly FunctionFacts[] = [];
  private nil: ReadonlySet<string> = new Set();
  private byId: Map<object, FunctionFacts> | undefined;
  /** The newest state before this one that was brought to its end. */
  private base: PackageFacts | undefined;

  constructor(pkg: Package, previous?: PackageFacts) {
    this.flow = new PackageFlow(pkg, () => undefined, previous?.flow);
    this.base = previous?.contexts ? previous : previous?.base;
  }

  /** Analyses what has to be analysed; yields between functions. Nothing may be asked before it is done. */
  *refresh(): Generator<void, void, void> {
    if (this.contexts) return;
    yield* this.flow.refresh();
    const { flow, base } = this;
    this.list = flow.decls.flatMap(({ all }) => all);
    const contexts = new Contexts(flow, base?.contexts);
    yield;
    const inTest = ({ func }: FunctionFacts): boolean => flow.versionOf(func)?.inTest === true;
    this.cellTable = new Cells(this.list, contexts, declaredHints, inTest, base?.cellTable);
    this.backgroundStarters = this.list.filter(({ summary }) => summary.tasks.length > 0);
    const former = base?.backgroundStarters;
    this.background =
      former?.length === this.backgroundStarters.length &&
      former.every((facts, i) => facts === this.backgroundStarters[i])
        ? base!.background
        : backgroundAccesses(this.backgroundStarters);
    this.nil = nilAfterInit(this.list);
    this.contexts = contexts;
    this.base = undefined;
  }

  /** Every function, method, literal and initialiser of the package, in source order. */
  get functions(): readonly FunctionFacts[] {
    return this.list;
  }

  get cells(): readonly GuardedCell[] {
    return [...this.cellTable!.values()];
  }

  /** Of a declared function in whatever version, or of a literal. */
  factsOf(func: FuncIR): FunctionFacts | undefined {
    if (func.func) return this.flow.of(func.func)?.facts;
    this.byId ??= new Map(this.list.map((facts) => [functionId(facts.func), facts]));
    return this.byId.get(func);
  }

  cell(key: string): GuardedCell | undefined {
    return this.cellTable!.get(key);
  }

  /** What a function's callers hold. */
  contextOf(func: FuncIR): Context {
    return this.contexts!.of(func);
  }

  /** Accesses to a cell by goroutines that functions of the package leave running. */
  backgroundOf(cell: string): readonly BackgroundAccess[] {
    return this.background.get(cell) ?? none;
  }

  /** Whether a package-level cell holds nothing once the package is initialised. */
  isNilAfterInit(cell: string): boolean {
    return this.nil.has(cell);
  }
}
