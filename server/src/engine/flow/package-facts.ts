/**
 * All that flow analysis knows of a package at one moment: facts by function, by cell, and what callers hold. Built from
 * an earlier one; what has not changed is the same object, so that what rests on it can be kept too.
 */
import type { FunctionFacts } from './analysis.js';
import { Contexts, type Context } from './contexts.js';
import { backgroundAccesses, type BackgroundAccess } from './entry-points.js';
import { declaredHints } from './guard-hints.js';
import { Cells, nilAfterInit, type GuardedCell } from './guards.js';
import type { FuncIR } from './ir.js';
import type { PackageFlow } from './package-flow.js';

const none: readonly BackgroundAccess[] = [];

export class PackageFacts {
  /** Every function, method, literal and initialiser of the package, in source order. */
  readonly functions: readonly FunctionFacts[];
  readonly cells: readonly GuardedCell[];
  private readonly contexts: Contexts;
  private readonly cellTable: Cells;
  private readonly background: ReadonlyMap<string, readonly BackgroundAccess[]>;
  /** Functions that leave goroutines running. */
  private readonly starters: readonly FunctionFacts[];
  private readonly nil: ReadonlySet<string>;
  private literals: Map<FuncIR, FunctionFacts> | undefined;

  constructor(
    private readonly flow: PackageFlow,
    previous?: PackageFacts,
  ) {
    const functions: FunctionFacts[] = [];
    for (const { all } of flow.decls) for (const facts of all) functions.push(facts);
    this.functions = functions;
    this.contexts = new Contexts(flow, previous?.contexts);
    const inTest = ({ func }: FunctionFacts): boolean => flow.versionOf(func)?.inTest === true;
    this.cellTable = new Cells(functions, this.contexts, declaredHints, inTest, previous?.cellTable);
    this.cells = [...this.cellTable.values()];
    this.starters = functions.filter(({ summary }) => summary.tasks.length > 0);
    const isSame =
      previous?.starters.length === this.starters.length &&
      this.starters.every((facts, i) => facts === previous.starters[i]);
    this.background = isSame ? previous.background : backgroundAccesses(this.starters);
    this.nil = nilAfterInit(functions);
  }

  /** Of a declared function in whatever version, or of a literal. */
  factsOf(func: FuncIR): FunctionFacts | undefined {
    if (func.func) return this.flow.of(func.func)?.all[0];
    this.literals ??= new Map(this.functions.map((facts) => [facts.func, facts]));
    return this.literals.get(func);
  }

  cell(key: string): GuardedCell | undefined {
    return this.cellTable.get(key);
  }

  /** What a function's callers hold. */
  contextOf(func: FuncIR): Context {
    return this.contexts.of(func);
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
