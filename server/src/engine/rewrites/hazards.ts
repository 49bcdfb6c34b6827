/** What in some statements speaks against holding a lock over them. */
import { Kind, Op, type Node } from '../syntax/ast.js';
import { textOf } from '../syntax/names.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { underlying } from '../types/index.js';
import type { Place } from './place.js';
import { isWithin } from './scopes.js';

export interface Hazards {
  /** Leaves them other than at their end, so that an unlock after them is missed. */
  readonly jumps: boolean;
  /** Some of the jumps stay in the function. */
  readonly branches: boolean;
  /** May wait for another goroutine, or for time to pass. */
  readonly blocks: boolean;
  /** Calls a function value or method that could be any. */
  readonly callsUnknown: boolean;
}

/** Looks through statements that follow each other. */
export function hazardsOf(place: Place, statements: readonly Node[]): Hazards {
  const found = { jumps: false, branches: false, blocks: false, callsUnknown: false };
  const { ast, info } = place;
  for (const statement of statements) {
    walk(ast, statement, (node) => {
      switch (ast.kind[node]) {
        case Kind.FuncLit:
          // What it does is done when it is called.
          if (!isCalled(place, node)) return false;
          if (hazardsOf(place, [ast.b[node]!]).blocks) found.blocks = true;
          return false;
        case Kind.GoStmt:
          return false;
        case Kind.ReturnStmt:
          found.jumps = true;
          return;
        case Kind.BranchStmt:
          if (leaves(place, node, statements)) found.jumps = found.branches = true;
          return;
        case Kind.SendStmt:
        case Kind.SelectStmt:
          found.blocks = true;
          return;
        case Kind.UnaryExpr:
          if (ast.op[node] === Op.Arrow) found.blocks = true;
          return;
        case Kind.RangeStmt:
          if (underlying(info.typeOf(ast.c[node]!)).kind === 'chan') found.blocks = true;
          return;
        case Kind.CallExpr:
          if (waits(place, node)) found.blocks = true;
          if (isUnknown(place, node)) found.callsUnknown = true;
          return;
        default:
          return;
      }
    });
  }
  return found;
}

/** Whether control never comes to the end of the statement. */
export function isTerminal({ ast, info }: Place, statement: Node): boolean {
  const call = ast.kind[statement] === Kind.ExprStmt ? ast.a[statement]! : 0;
  if (ast.kind[statement] === Kind.ReturnStmt) return true;
  if (call === 0 || ast.kind[call] !== Kind.CallExpr) return false;
  const fun = ast.a[call]!;
  return ast.kind[fun] === Kind.Ident && info.objectOf(fun)?.kind === 'builtin' && textOf(ast.a[fun]!) === 'panic';
}

/** Whether what stands after the statement may be out of reach: a loop without a condition. */
export function isEndless({ ast }: Place, statement: Node): boolean {
  while (ast.kind[statement] === Kind.LabeledStmt) statement = ast.b[statement]!;
  return ast.kind[statement] === Kind.ForStmt && ast.b[statement] === 0;
}

/** Whether a literal is called where it stands. */
function isCalled({ ast }: Place, literal: Node): boolean {
  const parents = parentsOf(ast);
  const parent = parents[literal]!;
  return (
    ast.kind[parent] === Kind.CallExpr && ast.a[parent] === literal && ast.kind[parents[parent]!] !== Kind.DeferStmt
  );
}

function leaves(place: Place, branch: Node, statements: readonly Node[]): boolean {
  const { ast } = place;
  const op = ast.op[branch];
  if (op === Op.Fallthrough) return false;
  if (op === Op.Goto) return true;
  const parents = parentsOf(ast);
  const label = ast.a[branch] ? textOf(ast.a[ast.a[branch]]!) : undefined;
  for (let at = parents[branch]!; at !== 0; at = parents[at]!) {
    const isLoop = ast.kind[at] === Kind.ForStmt || ast.kind[at] === Kind.RangeStmt;
    const isSwitch =
      ast.kind[at] === Kind.SwitchStmt || ast.kind[at] === Kind.TypeSwitchStmt || ast.kind[at] === Kind.SelectStmt;
    const target = label === undefined ? isLoop || (isSwitch && op === Op.Break) : isLabelled(place, at, label);
    if (target) return !statements.some((statement) => isWithin(place, at, statement));
  }
  return true;
}

function isLabelled({ ast }: Place, statement: Node, label: string): boolean {
  const parent = parentsOf(ast)[statement]!;
  return ast.kind[parent] === Kind.LabeledStmt && textOf(ast.a[ast.a[parent]!]!) === label;
}

/** `wg.Wait()`, `time.Sleep(…)`: any method of that name, since what it waits for may need the lock. */
function waits({ ast }: Place, call: Node): boolean {
  const fun = ast.a[call]!;
  return ast.kind[fun] === Kind.SelectorExpr && /^(Wait|Sleep)$/.test(textOf(ast.a[ast.b[fun]!]!));
}

function isUnknown({ ast, info, pass }: Place, call: Node): boolean {
  let fun = ast.a[call]!;
  while (ast.kind[fun] === Kind.ParenExpr) fun = ast.a[fun]!;
  const mode = info.modeOf(fun);
  if (mode === 'type' || mode === 'builtin' || ast.kind[fun] === Kind.FuncLit) return false;
  const name = ast.kind[fun] === Kind.SelectorExpr ? ast.b[fun]! : fun;
  const object = ast.kind[name] === Kind.Ident ? info.objectOf(name) : undefined;
  if (object?.kind !== 'func') return mode !== 'value' || object?.kind === 'var';
  const recv = object.type.recv?.type;
  return recv !== undefined && underlying(recv).kind === 'interface' && object.pkg === pass.pkg.path;
}
