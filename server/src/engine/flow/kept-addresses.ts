/**
 * Addresses of one variable that a loop puts into a map or slice again and again, though the variable changes in between:
 * all entries are then what the variable was set to last.
 *
 * A search along the control-flow graph, from each store of `&v` until it is reached again. It ends where the variable
 * is another one (declared anew) or the container is (made anew, emptied); it counts if `v` changed on the way.
 * Works on syntax: most variables whose addresses are kept hold no map, and have no instructions.
 *
 * Misses: stores in function literals inside the loop, and `goto` loops.
 */
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import type { Info, Obj, Var } from '../types/types.js';
import type { Block, FuncIR } from './ir.js';
import { shapeOf } from './tracked.js';
import { addressed, assignedBy, isFilled, pointerBehind, variableAt } from './written-pointees.js';

export interface KeptAddress {
  /** The statement that stores. */
  readonly store: Node;
  /** What is stored into: a map or slice. */
  readonly container: Node;
  /** `&v`. */
  readonly address: Node;
  readonly variable: Var;
  /** What changes the variable before the store is reached again. */
  readonly change: Node;
}

/** What the search asks about the rest of the program. */
export interface LoopContext {
  /** Whether the variables of a loop are new ones in each iteration: from Go 1.22. */
  readonly perIteration: boolean;
  /** Whether the function called writes to what its argument (the receiver first) points to. */
  writes(call: Node, argument: number): boolean;
}

export function keptAddresses(func: FuncIR, context: LoopContext): readonly KeptAddress[] {
  const found: KeptAddress[] = [];
  for (const [block, { steps }] of func.blocks.entries()) {
    steps?.forEach((step, at) => {
      for (const store of storesIn(func, step)) {
        const change = new Search(func, context, store).from(block, at);
        if (change) found.push({ ...store, change });
      }
    });
  }
  return found;
}

type Store = Omit<KeptAddress, 'change'>;

/** The addresses that a statement puts into containers: `m[k] = &v`, `list = append(list, T{p: &v})`. */
function storesIn({ decl, info, blocks }: FuncIR, step: Node): readonly Store[] {
  const { ast } = decl;
  if (ast.kind[step] !== Kind.AssignStmt || (ast.op[step] !== Op.Assign && ast.op[step] !== Op.Define)) return [];
  const targets = nodesOf(ast, ast.a[step]!);
  const values = nodesOf(ast, ast.b[step]!);
  if (targets.length !== values.length) return [];
  const stores: Store[] = [];
  targets.forEach((target, i) => {
    const value = values[i]!;
    const grown = appended(info, value);
    const isAppend = grown !== 0 && textOf(info, grown) === textOf(info, target);
    if (!isAppend && (ast.kind[target] !== Kind.IndexExpr || !mayDiffer(info, blocks, ast.b[target]!))) return;
    const container = isAppend ? target : ast.a[target]!;
    const kind = shapeOf(info.typeOf(container)).kind;
    if ((kind !== 'map' && kind !== 'slice') || rootOf(info, container) === undefined) return;
    for (const address of addressesIn(info, value)) {
      const variable = variableAt(info, addressed(info, address));
      if (variable) stores.push({ store: step, container, address, variable });
    }
  });
  return stores;
}

/** The slice that `append` is called with; 0 for other expressions. */
function appended(info: Info, value: Node): Node {
  const { ast } = info.decl;
  if (ast.kind[value] !== Kind.CallExpr || info.modeOf(ast.a[value]!) !== 'builtin') return 0;
  return textOf(info, ast.a[value]!) === 'append' ? (nodesOf(ast, ast.b[value]!)[0] ?? 0) : 0;
}

/** The `&x` that a value keeps: itself, in a literal, appended, or through a pointer variable set once. */
function addressesIn(info: Info, value: Node): readonly Node[] {
  const { ast } = info.decl;
  switch (ast.kind[value]) {
    case Kind.ParenExpr:
      return addressesIn(info, ast.a[value]!);
    case Kind.UnaryExpr: {
      const operand = addressed(info, value);
      if (operand === 0) return [];
      return ast.kind[operand] === Kind.CompositeLit ? addressesIn(info, operand) : [value];
    }
    case Kind.CompositeLit:
      return [...nodesOf(ast, ast.b[value]!)].flatMap((element) =>
        addressesIn(info, ast.kind[element] === Kind.KeyValueExpr ? ast.b[element]! : element),
      );
    case Kind.CallExpr: {
      const values = [...nodesOf(ast, ast.b[value]!)];
      if (info.modeOf(ast.a[value]!) === 'type') return values.flatMap((argument) => addressesIn(info, argument));
      return appended(info, value) ? values.slice(1).flatMap((argument) => addressesIn(info, argument)) : [];
    }
    case Kind.Ident: {
      const object = info.objectOf(value);
      const address = object?.kind === 'var' ? pointersOf(info).get(object) : undefined;
      return address === undefined ? [] : [address];
    }
    default:
      return [];
  }
}

const pointers = new WeakMap<Info, ReadonlyMap<Var, Node>>();

/** Pointer variables that are assigned once, an address: by variable, the address. */
function pointersOf(info: Info): ReadonlyMap<Var, Node> {
  let known = pointers.get(info);
  if (!known) pointers.set(info, (known = findPointers(info)));
  return known;
}

function findPointers(info: Info): ReadonlyMap<Var, Node> {
  const { decl } = info;
  const { ast } = decl;
  const assigned = new Map<Var, Node>();
  const note = (target: Node, value: Node): void => {
    const object = ast.kind[target] === Kind.Ident ? info.objectOf(target) : undefined;
    if (object?.kind !== 'var' || object.role !== 'local') return;
    // Assigned more than once: it may point to anything.
    assigned.set(object, assigned.has(object) || addressed(info, value) === 0 ? 0 : value);
  };
  for (let node = decl.first; node < decl.last; node++) {
    const kind = ast.kind[node];
    if (kind === Kind.AssignStmt || kind === Kind.ValueSpec) {
      const values = nodesOf(ast, kind === Kind.ValueSpec ? ast.c[node]! : ast.b[node]!);
      nodesOf(ast, ast.a[node]!).forEach((target, i) => note(target, values[i] ?? 0));
    } else if (kind === Kind.RangeStmt) for (const target of assignedBy(info, node)) note(target, 0);
    else if (addressed(info, node) !== 0 && kind === Kind.UnaryExpr) note(addressed(info, node), 0);
  }
  for (const [variable, value] of assigned) if (value === 0) assigned.delete(variable);
  return assigned;
}

/** Whether a key can be another one in another iteration. */
function mayDiffer(info: Info, blocks: readonly Block[], key: Node): boolean {
  const { ast } = info.decl;
  let differs = false;
  walk(ast, key, (node) => {
    if (ast.kind[node] === Kind.CallExpr && info.modeOf(ast.a[node]!) !== 'type') differs = true;
    if (ast.kind[node] !== Kind.Ident || differs) return;
    const object = info.objectOf(node);
    if (object?.kind !== 'var' || object.role === 'field') return;
    differs = blocks.some(({ steps }) => steps?.some((step) => isSetBy(info, step, object)));
  });
  return differs;
}

/** Whether a statement assigns to a variable, declares it, or may write to it through its address. */
function isSetBy(info: Info, step: Node, variable: Var): boolean {
  const { ast } = info.decl;
  let isSet = false;
  visit(info, step, (node) => {
    isSet ||= assignedBy(info, node).some((target) => variableAt(info, target) === variable);
    if (ast.kind[node] === Kind.ForStmt) isSet ||= declares(info, ast.a[node]!, variable);
    if (ast.kind[node] === Kind.ValueSpec) isSet ||= declares(info, node, variable);
    if (ast.kind[node] === Kind.UnaryExpr && ast.op[node] === Op.And)
      isSet ||= variableAt(info, ast.a[node]!) === variable;
  });
  return isSet;
}

/** What is executed at a step: not the bodies of loops and function literals. */
function visit(info: Info, step: Node, look: (node: Node) => void): void {
  const { ast } = info.decl;
  if (ast.kind[step] === Kind.RangeStmt || ast.kind[step] === Kind.ForStmt) {
    look(step);
    return;
  }
  walk(ast, step, (node) => {
    if (ast.kind[node] === Kind.FuncLit) return false;
    look(node);
    return true;
  });
}

/** Whether a simple statement or ValueSpec declares the variable. */
function declares(info: Info, node: Node, variable: Var): boolean {
  const { ast } = info.decl;
  const isDefine = ast.kind[node] === Kind.AssignStmt && ast.op[node] === Op.Define;
  if (!isDefine && ast.kind[node] !== Kind.ValueSpec) return false;
  return [...nodesOf(ast, ast.a[node]!)].some((name) => isDeclaredAt(variable, name, info));
}

function isDeclaredAt({ origin }: Var, name: Node, { decl }: Info): boolean {
  return origin?.decl === decl && origin.node === name;
}

/** The variable at the start of an access path. */
function rootOf(info: Info, node: Node): Var | undefined {
  const { ast } = info.decl;
  for (;;) {
    switch (ast.kind[node]) {
      case Kind.Ident: {
        const object = info.objectOf(node);
        return object?.kind === 'var' ? object : undefined;
      }
      case Kind.SelectorExpr: {
        if (info.selectionOf(node)?.kind === 'qualified') {
          const object = info.objectOf(ast.b[node]!);
          return object?.kind === 'var' ? object : undefined;
        }
        node = ast.a[node]!;
        continue;
      }
      case Kind.ParenExpr:
      case Kind.StarExpr:
      case Kind.IndexExpr:
        node = ast.a[node]!;
        continue;
      default:
        return undefined;
    }
  }
}

function textOf({ decl }: Info, node: Node): string {
  return decl.text.slice(decl.ast.start[node], decl.ast.end[node]);
}

/** From one store along all paths until it is reached again. */
class Search {
  private readonly info: Info;
  /** Variables that point to the variable. */
  private readonly pointers: ReadonlySet<Var>;
  private readonly root: Var | undefined;

  constructor(
    private readonly func: FuncIR,
    private readonly context: LoopContext,
    private readonly store: Store,
  ) {
    const { info } = func;
    this.info = info;
    this.root = rootOf(info, store.container);
    const isPointer = ([, address]: readonly [Var, Node]): boolean =>
      variableAt(info, addressed(info, address)) === store.variable;
    this.pointers = new Set([...pointersOf(info)].filter(isPointer).map(([pointer]) => pointer));
  }

  /** What changes the variable on a path from the store back to it; 0 if nothing does. */
  from(block: number, at: number): Node {
    const { blocks } = this.func;
    const seen = new Set<string>();
    const pending = [{ block, at: at + 1, change: 0 }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const steps = blocks[next.block]!.steps ?? [];
      let { change } = next;
      let isOver = false;
      for (let i = next.at; i < steps.length && !isOver; i++) {
        const step = steps[i]!;
        if (step === this.store.store) {
          if (change) return change;
          isOver = true;
        } else if (this.isFresh(step) || this.isRemade(step)) isOver = true;
        else change ||= this.changeIn(step);
      }
      if (isOver) continue;
      for (const succ of blocks[next.block]!.succs) {
        const key = `${succ} ${change === 0}`;
        if (seen.has(key)) continue;
        seen.add(key);
        pending.push({ block: succ, at: 0, change });
      }
    }
    return 0;
  }

  /** The variable is another one from here on. */
  private isFresh(step: Node): boolean {
    return this.isDeclaredBy(step, this.store.variable, this.context.perIteration);
  }

  private isDeclaredBy(step: Node, variable: Var, perIteration: boolean): boolean {
    const { info } = this;
    const { ast } = info.decl;
    switch (ast.kind[step]) {
      case Kind.AssignStmt:
        return declares(info, step, variable);
      case Kind.DeclStmt:
        return [...nodesOf(ast, ast.a[ast.a[step]!]!)].some((spec) => declares(info, spec, variable));
      case Kind.ForStmt:
        return perIteration && declares(info, ast.a[step]!, variable);
      case Kind.RangeStmt:
        return (
          perIteration &&
          ast.op[step] === Op.Define &&
          assignedBy(info, step).some((name) => isDeclaredAt(variable, name, info))
        );
      default:
        return false;
    }
  }

  /** The container is another one from here on, or holds other entries. */
  private isRemade(step: Node): boolean {
    const { info, root } = this;
    const { ast } = info.decl;
    if (root && this.isDeclaredBy(step, root, true)) return true;
    const container = textOf(info, this.store.container);
    if (ast.kind[step] === Kind.ExprStmt) {
      const call = ast.a[step]!;
      if (ast.kind[call] !== Kind.CallExpr || info.modeOf(ast.a[call]!) !== 'builtin') return false;
      const [argument] = nodesOf(ast, ast.b[call]!);
      return argument !== undefined && textOf(info, argument) === container;
    }
    const values = ast.kind[step] === Kind.AssignStmt ? nodesOf(ast, ast.b[step]!) : undefined;
    return assignedBy(info, step).some((target, i) => {
      const text = textOf(info, target);
      const isAbove = container === text || (container.startsWith(text) && '.['.includes(container[text.length]!));
      const grown = values?.[i] === undefined ? 0 : appended(info, values[i]);
      return isAbove && (grown === 0 || textOf(info, grown) !== text);
    });
  }

  /** What in a step changes the variable; 0 if nothing does. */
  private changeIn(step: Node): Node {
    const { info } = this;
    const { ast } = info.decl;
    let change = 0;
    visit(info, step, (node) => {
      if (change) return;
      const target = assignedBy(info, node).find((each) => this.isPart(each));
      if (target !== undefined) change = ast.kind[node] === Kind.RangeStmt ? target : node;
      else if (ast.kind[node] === Kind.CallExpr && this.isWrittenBy(node)) change = node;
    });
    return change;
  }

  private isPart(operand: Node): boolean {
    const { info, store } = this;
    if (variableAt(info, operand) === store.variable) return true;
    const pointer = pointerBehind(info, operand);
    return pointer !== undefined && this.pointers.has(pointer);
  }

  /** A call is given the variable's address, and writes there. */
  private isWrittenBy(call: Node): boolean {
    const { info, context } = this;
    const { ast } = info.decl;
    const fun = ast.a[call]!;
    const selection = ast.kind[fun] === Kind.SelectorExpr ? info.selectionOf(fun) : undefined;
    const isMethod = selection?.kind === 'method';
    const writes = (argument: number): boolean => context.writes(call, isMethod ? argument + 1 : argument);
    const isAddress = (node: Node): boolean => {
      const operand = addressed(info, node);
      if (operand !== 0) return this.isPart(operand);
      const object = ast.kind[node] === Kind.Ident ? info.objectOf(node) : undefined;
      return object?.kind === 'var' && this.pointers.has(object);
    };
    const isGiven = (argument: Node, i: number): boolean =>
      isAddress(argument) && (isFilled(info, call, i) || writes(i));
    if ([...nodesOf(ast, ast.b[call]!)].some(isGiven)) return true;
    return isMethod && isPointerMethod(selection.obj) && this.isOperand(ast.a[fun]!) && context.writes(call, 0);
  }

  private isOperand(node: Node): boolean {
    const { info, pointers, store } = this;
    const variable = variableAt(info, node);
    return variable !== undefined && (variable === store.variable || pointers.has(variable));
  }
}

function isPointerMethod(obj: Obj): boolean {
  return obj.kind === 'func' && obj.type.recv !== undefined && shapeOf(obj.type.recv.type).kind === 'pointer';
}
