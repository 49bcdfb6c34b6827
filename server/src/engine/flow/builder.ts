/**
 * The state of building one function's IR: blocks, temporaries, jump targets. `build.ts` drives it; statements,
 * expressions and calls are lowered in the files `build-*.ts`.
 */
import { Kind, Op, type Ast, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import type { Func, Info, Type, Var } from '../types/types.js';
import type { Block, FuncIR, Index, Instr, Temp } from './ir.js';
import { isTracked } from './tracked.js';

/** Where `break` and `continue` go. */
export interface Target {
  readonly label: number;
  readonly onBreak: number;
  /** -1 in switch and select. */
  readonly onContinue: number;
}

export class Builder {
  readonly ast: Ast;
  readonly blocks: Block[] = [];
  readonly literals: FuncIR[] = [];
  readonly targets: Target[] = [];
  /** What is deferred so far, done in reverse at every return. */
  readonly defers: Instr[] = [];
  readonly labels = new Map<number, number>();
  /** The label that stands before the statement being lowered; 0 for none. */
  pendingLabel = 0;
  /** Undefined after a jump, until the next block starts: what follows is dead. */
  current: Block | undefined;
  temps = 1;
  private loop = 0;
  private readonly keepsSteps: boolean;

  constructor(
    readonly decl: Decl,
    readonly info: Info,
    /** The import path of the package. */
    readonly pkg: string,
    readonly results: readonly Var[],
    readonly callees: Set<Func>,
  ) {
    this.ast = decl.ast;
    this.keepsSteps = mayKeepAddresses(decl);
    this.current = this.blocks[this.newBlock()];
  }

  newBlock(): number {
    this.blocks.push({ instrs: [], succs: [], loop: this.loop });
    return this.blocks.length - 1;
  }

  /** Continues in the block; the present one falls through to it. */
  enter(block: number): void {
    this.jump(block);
    this.current = this.blocks[block];
  }

  jump(block: number): void {
    this.current?.succs.push(block);
    this.current = undefined;
  }

  fork(onTrue: number, onFalse: number, branch?: Block['branch']): void {
    if (!this.current) return;
    this.current.succs.push(onTrue, onFalse);
    if (branch) this.current.branch = branch;
    this.current = undefined;
  }

  inLoop(lower: () => void): void {
    this.loop++;
    lower();
    this.loop--;
  }

  /** What the node says is executed here. */
  step(node: Node): void {
    if (this.keepsSteps && this.current && this.loop > 0) (this.current.steps ??= []).push(node);
  }

  emit(instr: Instr): void {
    this.current?.instrs.push(instr);
  }

  temp(): Temp {
    return this.temps++;
  }

  variable(variable: Var): Temp {
    const dst = this.temp();
    this.emit({ op: 'variable', dst, variable, type: variable.type });
    return dst;
  }

  field(base: Temp, name: string, type: Type): Temp {
    if (!base || !isTracked(type)) return 0;
    const dst = this.temp();
    this.emit({ op: 'field', dst, base, name, type });
    return dst;
  }

  elem(base: Temp, type: Type, index: Index): Temp {
    if (!base || !isTracked(type)) return 0;
    const dst = this.temp();
    this.emit({ op: 'elem', dst, base, type, index });
    return dst;
  }

  load(place: Temp, node: Node, type: Type, read: boolean): Temp {
    if (!place) return 0;
    const dst = this.temp();
    this.emit({ op: 'load', dst, place, node, type, read });
    return dst;
  }

  alloc(node: Node, type: Type, capacity?: number): Temp {
    const dst = this.temp();
    this.emit({ op: 'alloc', dst, node, type, ...(capacity !== undefined && { capacity }) });
    return dst;
  }

  /** The nodes of a list column. */
  list(list: number): Int32Array {
    const { lists } = this.ast;
    return lists.subarray(list + 1, list + 1 + lists[list]!);
  }

  typeOf(node: Node): Type {
    return this.info.typeOf(node);
  }
}

const loopsWithAddresses = new WeakMap<Decl, boolean>();

/** Whether the declaration has a loop, and `&` before something else than a literal. */
function mayKeepAddresses(decl: Decl): boolean {
  let known = loopsWithAddresses.get(decl);
  if (known === undefined) loopsWithAddresses.set(decl, (known = hasLoopAndAddress(decl)));
  return known;
}

function hasLoopAndAddress({ ast: { kind, op, a }, first, last }: Decl): boolean {
  let hasLoop = false;
  let hasAddress = false;
  for (let node = first; node < last && !(hasLoop && hasAddress); node++) {
    if (kind[node] === Kind.ForStmt || kind[node] === Kind.RangeStmt) hasLoop = true;
    else if (kind[node] === Kind.UnaryExpr && op[node] === Op.And && kind[a[node]!] !== Kind.CompositeLit)
      hasAddress = true;
  }
  return hasLoop && hasAddress;
}
