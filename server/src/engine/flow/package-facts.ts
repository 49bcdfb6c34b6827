/**
 * All that flow analysis knows of a package at one moment: facts by function, by cell, and what callers hold. Built from
 * an earlier one; what has not changed is the same object, so that what rests on it can be kept too.
 */
import type { FunctionFacts } from './analysis.js';
import { contextWrites, type ContextWrite } from './context-values.js';
import { Contexts, type Context } from './contexts.js';
import { backgroundAccesses, type BackgroundAccess } from './entry-points.js';
import type { FactChanges } from './fact-changes.js';
import { literalOwner } from './flow-decl.js';
import { declaredHints } from './guard-hints.js';
import { Cells, nilAfterInit, type GuardedCell } from './guards.js';
import type { FuncHead } from './ir.js';
import type { PackageFlow } from './package-flow.js';

const none: readonly BackgroundAccess[] = [];

export class PackageFacts {
  /** What has come and gone since the earlier one. */
  readonly changes: FactChanges;
  private readonly contexts: Contexts;
  private readonly cellTable: Cells;
  private readonly background: ReadonlyMap<string, readonly BackgroundAccess[]>;
  private readonly nil: ReadonlySet<string>;
  private readonly contextWrites = new Map<string, readonly ContextWrite[]>();
  private readonly previousContextWrites: ReadonlyMap<string, readonly ContextWrite[]>;
  private list: readonly FunctionFacts[] | undefined;

  constructor(
    private readonly flow: PackageFlow,
    previous?: PackageFacts,
  ) {
    this.previousContextWrites = previous?.contextWrites ?? new Map<string, readonly ContextWrite[]>();
    this.changes = flow.takeChanges();
    const { gone, fresh } = this.changes;
    this.contexts = new Contexts(flow, this.changes, previous?.contexts);
    this.cellTable = new Cells(this.changes, this.contexts, declaredHints, previous?.cellTable);
    const others = [...gone, ...fresh.flatMap(({ all }) => all)];
    const hasSameTasks = previous && others.every(({ summary }) => summary.tasks.length === 0);
    this.background = hasSameTasks ? previous.background : backgroundAccesses(this.functions, previous?.background);
    const hasSameInits = previous && others.every(({ func }) => func.func?.name !== 'init');
    this.nil = hasSameInits ? previous.nil : nilAfterInit(this.functions);
  }

  /** Every function, method, literal and initialiser of the package, in source order. */
  get functions(): readonly FunctionFacts[] {
    return (this.list ??= this.flow.decls.flatMap(({ all }) => all));
  }

  get cells(): readonly GuardedCell[] {
    return [...this.cellTable.values()];
  }

  /** Cells that are other objects than in the earlier one. */
  get renewedCells(): readonly GuardedCell[] {
    return this.cellTable.renewed;
  }

  /** Of a declared function in whatever version, or of a literal. */
  factsOf(func: FuncHead): FunctionFacts | undefined {
    if (func.func) return this.flow.of(func.func)?.all[0];
    const owner = literalOwner(func);
    if (!owner) return undefined;
    // A declaration that is still to be analysed anew has the facts of its former version.
    const present = owner.declares ? this.flow.of(owner.declares) : this.flow.decls[owner.order];
    return present?.all.find((facts) => facts.func === func);
  }

  cell(key: string): GuardedCell | undefined {
    return this.cellTable.get(key);
  }

  /** What a function's callers hold. */
  contextOf(func: FuncHead): Context {
    return this.contexts.of(func);
  }

  /** Accesses to a cell by goroutines that functions of the package leave running. */
  backgroundOf(cell: string): readonly BackgroundAccess[] {
    return this.background.get(cell) ?? none;
  }

  /** Writes to maps taken from contexts under the key, by any function of the package. */
  contextWritesOf(key: string): readonly ContextWrite[] {
    const known = this.contextWrites.get(key);
    if (known) return known;
    const found = this.functions.flatMap((facts) => contextWrites(facts).filter((write) => write.key === key));
    const before = this.previousContextWrites.get(key);
    const isSame = before?.length === found.length && found.every((write, i) => write === before[i]);
    const answer = isSame ? before : found;
    this.contextWrites.set(key, answer);
    return answer;
  }

  /** Whether a package-level cell holds nothing once the package is initialised. */
  isNilAfterInit(cell: string): boolean {
    return this.nil.has(cell);
  }
}
