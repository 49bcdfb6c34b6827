/**
 * Whether a function writes to what a pointer parameter points to, by its text: an assignment through the parameter, or
 * a decoder or scanner that is given it. For values that hold no maps, which flow analysis does not follow.
 *
 * Misses: writes through another name of the pointer, and in functions that it is passed on to.
 */
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import type { Func, Info, Var } from '../types/types.js';
import { typePath } from './build-call.js';
import type { FuncIR } from './ir.js';
import { fillsArgument } from './library.js';
import { shapeOf } from './tracked.js';

const memo = new WeakMap<FuncIR, ReadonlySet<number>>();

/** By index, the receiver first. */
export function writtenPointees(func: FuncIR): ReadonlySet<number> {
  let known = memo.get(func);
  if (!known) memo.set(func, (known = findWritten(func)));
  return known;
}

function findWritten({ decl, node, info, params }: FuncIR): ReadonlySet<number> {
  const { ast } = decl;
  const written = new Set<number>();
  const note = (target: Node): void => {
    const variable = pointerBehind(info, target);
    const index = variable ? params.indexOf(variable) : -1;
    if (index >= 0) written.add(index);
  };
  walk(ast, node, (at) => {
    for (const target of assignedBy(info, at)) note(target);
    if (ast.kind[at] !== Kind.CallExpr) return;
    nodesOf(ast, ast.b[at]!).forEach((argument, i) => {
      const object = ast.kind[argument] === Kind.Ident ? info.objectOf(argument) : undefined;
      if (object?.kind === 'var' && params.includes(object) && isFilled(info, at, i))
        written.add(params.indexOf(object));
    });
  });
  return written;
}

/** The operands that a statement assigns to, of the statements inside it not. */
export function assignedBy({ decl }: Info, node: Node): readonly Node[] {
  const { ast } = decl;
  switch (ast.kind[node]) {
    case Kind.AssignStmt:
      return [...nodesOf(ast, ast.a[node]!)];
    case Kind.IncDecStmt:
      return [ast.a[node]!];
    case Kind.RangeStmt:
      return [ast.a[node]!, ast.b[node]!].filter((operand) => operand !== 0);
    default:
      return [];
  }
}

/** The variable whose own memory an operand is: `v`, `v.field`, `v[i]` of an array; undefined behind pointers. */
export function variableAt(info: Info, node: Node): Var | undefined {
  const { ast } = info.decl;
  for (;;) {
    switch (ast.kind[node]) {
      case Kind.ParenExpr:
        node = ast.a[node]!;
        continue;
      case Kind.Ident: {
        const object = info.objectOf(node);
        return object?.kind === 'var' && object.name !== '_' ? object : undefined;
      }
      case Kind.SelectorExpr: {
        const selection = info.selectionOf(node);
        if (selection?.kind !== 'field' || selection.path.some((step) => shapeOf(step.type).kind === 'pointer'))
          return undefined;
        node = ast.a[node]!;
        if (shapeOf(info.typeOf(node)).kind === 'pointer') return undefined;
        continue;
      }
      case Kind.IndexExpr:
        node = ast.a[node]!;
        if (shapeOf(info.typeOf(node)).kind !== 'array') return undefined;
        continue;
      default:
        return undefined;
    }
  }
}

/** The pointer variable through which an operand is reached: `*p`, `p.field`, `(*p)[i]`. */
export function pointerBehind(info: Info, node: Node): Var | undefined {
  const { ast } = info.decl;
  for (let depth = 0; ; depth++) {
    const kind = ast.kind[node];
    if (kind === Kind.Ident) {
      const object = info.objectOf(node);
      return depth > 0 && object?.kind === 'var' && shapeOf(object.type).kind === 'pointer' ? object : undefined;
    }
    if (kind === Kind.IndexExpr && shapeOf(info.typeOf(ast.a[node]!)).kind !== 'array') return undefined;
    if (kind === Kind.SelectorExpr) {
      // Only the last step may go through a pointer.
      if (info.selectionOf(node)?.kind !== 'field') return undefined;
      const operand = ast.a[node]!;
      if (shapeOf(info.typeOf(operand)).kind === 'pointer' && ast.kind[operand] !== Kind.Ident) return undefined;
    }
    if (kind !== Kind.ParenExpr && kind !== Kind.StarExpr && kind !== Kind.SelectorExpr && kind !== Kind.IndexExpr)
      return undefined;
    node = ast.a[node]!;
  }
}

/** Whether a call of a library function writes to what its argument points to. */
export function isFilled(info: Info, call: Node, argument: number): boolean {
  const callee = calleeOf(info, call);
  return callee !== undefined && fillsArgument(callee, argument);
}

/** The declared function that a call names, with its receiver's type. */
function calleeOf(info: Info, call: Node): { readonly func: Func; readonly recvType: string } | undefined {
  const { ast } = info.decl;
  let name = ast.a[call]!;
  while (ast.kind[name] === Kind.ParenExpr) name = ast.a[name]!;
  const isSelector = ast.kind[name] === Kind.SelectorExpr;
  const object =
    isSelector || ast.kind[name] === Kind.Ident ? info.objectOf(isSelector ? ast.b[name]! : name) : undefined;
  if (object?.kind !== 'func') return undefined;
  const selection = isSelector ? info.selectionOf(name) : undefined;
  if (selection?.kind !== 'method') return { func: object, recvType: '' };
  return { func: object, recvType: typePath(selection.path.at(-1)?.type ?? info.typeOf(ast.a[name]!)) };
}

/** The operand of `&x`, parentheses left out; 0 for other expressions. */
export function addressed({ decl }: Info, node: Node): Node {
  const { ast } = decl;
  while (ast.kind[node] === Kind.ParenExpr) node = ast.a[node]!;
  return ast.kind[node] === Kind.UnaryExpr && ast.op[node] === Op.And ? ast.a[node]! : 0;
}
