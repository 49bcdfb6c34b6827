/**
 * Puts a lock around what needs it: the smallest run of statements that holds some accesses, in one function body.
 *
 * In this order: an access in a `return` gets the lock and a deferred unlock before it; one in the header of an `if` is
 * taken out of the header; otherwise lock and unlock go around the statements; where control leaves them earlier, the
 * lock is held to the end of the function by `defer`, or the loop runs over a clone. Never over a wait, never where the
 * mutex may be taken again.
 */
import type { FileEdit } from '../diagnostic.js';
import type { Access } from '../flow/summary.js';
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import { parentsOf } from '../syntax/walk.js';
import { blockEdits } from './block-lines.js';
import { hazardsOf, isEndless, isTerminal, type Hazards } from './hazards.js';
import { hoistCondition, hoistInit, hoistRange, hoistValue } from './hoist.js';
import { givesAway, holderOf, mayBeNil } from './holder.js';
import type { Place } from './place.js';
import { isWithin } from './scopes.js';
import { bodyOf, functionAround, listOf, statementAround } from './statements.js';

/** A lock to be taken. */
export interface Locking {
  readonly lock: string;
  readonly unlock: string;
  /** What is taken instead where other maps are written under it: the lock that keeps out readers. */
  readonly toWrite: Pick<Locking, 'lock' | 'unlock'>;
  /** Whether something below the node may take the mutex again. */
  reenters(place: Place, node: Node): boolean;
  /** Names that the fix has declared so far, by the block in which they are known. */
  readonly declared: Map<Node, Set<string>>;
}

export interface Guarded {
  readonly edits: readonly FileEdit[];
  /** `unsafe` where a function that could be any runs under the lock. */
  readonly applicability: 'safe' | 'unsafe';
}

/** Statements of one list that follow each other. */
export interface Run {
  readonly owner: Node;
  readonly list: readonly Node[];
  readonly from: number;
  readonly to: number;
}

/** `x.Lock()` or `x.RLock()`, and what ends it. */
export function locking(
  text: string,
  mode: 'read' | 'write',
  reenters: Locking['reenters'],
  declared: Locking['declared'] = new Map(),
): Locking {
  const toWrite = { lock: `${text}.Lock()`, unlock: `${text}.Unlock()` };
  const own = mode === 'read' ? { lock: `${text}.RLock()`, unlock: `${text}.RUnlock()` } : toWrite;
  return { ...own, toWrite, reenters, declared };
}

/** The edits that guard the nodes, which stand in one function; undefined where no right place is found. */
export function guard(place: Place, nodes: readonly Node[], use: Locking): Guarded | undefined {
  const run = runAround(place, nodes);
  if (!run) return undefined;
  const statements = run.list.slice(run.from, run.to + 1);
  if (statements.some((statement) => isLater(place, statement, nodes))) return undefined;
  if (mayBeNil(place, statements, nodes, holderOf(use.lock))) return undefined;
  const hazards = hazardsUnder(place, statements, use);
  if (statements.some((statement) => use.reenters(place, statement))) return hoisted(place, run, nodes, use);
  const applicability = hazards.callsUnknown ? 'unsafe' : 'safe';
  const header = hoisted(place, run, nodes, use);
  if (header && (hazards.callsUnknown || hazards.blocks || isSmaller(place, run, nodes))) return header;
  if (hazards.blocks) return undefined;
  const whole = heldOver(place, statements, use);
  const edits =
    untilReturn(place, run, hazards, whole) ??
    around(place, run, hazards, whole) ??
    (header ? undefined : untilEnd(place, run, use));
  return edits ? { edits, applicability } : header;
}

/** The lock for statements as a whole: readers run at the same time, so no map must be written under theirs. */
function heldOver(place: Place, statements: readonly Node[], use: Locking): Locking {
  const func = functionAround(place, statements[0]!);
  const isUnder = ({ kind, held, exclusive, site: { decl, node } }: Access): boolean =>
    kind === 'write' &&
    held.size === 0 &&
    !exclusive &&
    decl === place.decl &&
    functionAround(place, node) === func &&
    statements.some((statement) => isWithin(place, node, statement));
  const isWritten = place.pass.cells.some(({ accesses }) => accesses.some(({ access }) => isUnder(access)));
  return isWritten ? { ...use, ...use.toWrite } : use;
}

/** What is handed to others while its lock is held may be asked for something that takes the lock. */
function hazardsUnder(place: Place, statements: readonly Node[], { lock }: Locking): Hazards {
  const hazards = hazardsOf(place, statements);
  return givesAway(place, statements, holderOf(lock)) ? { ...hazards, callsUnknown: true } : hazards;
}

/** The statements of the innermost list that holds all nodes. */
export function runAround(place: Place, nodes: readonly Node[]): Run | undefined {
  const { ast } = place;
  const [first] = nodes;
  if (first === undefined) return undefined;
  const func = functionAround(place, first);
  if (nodes.some((node) => functionAround(place, node) !== func)) return undefined;
  for (let at = statementAround(place, first); at; at = outer(place, at.owner, func)) {
    const { owner, list } = at;
    if (!nodes.every((node) => isWithin(place, node, owner))) continue;
    const indices = nodes.map((node) => list.findIndex((statement) => isWithin(place, node, statement)));
    if (indices.includes(-1)) continue;
    return { owner, list: listOf(ast, owner)!, from: Math.min(...indices), to: Math.max(...indices) };
  }
  return undefined;
}

function outer(place: Place, owner: Node, func: Node): ReturnType<typeof statementAround> {
  return owner === bodyOf(place, func) ? undefined : statementAround(place, owner);
}

/** Whether the access happens later than the statement: deferred, or in a goroutine. */
function isLater({ ast }: Place, statement: Node, nodes: readonly Node[]): boolean {
  const kind = ast.kind[statement];
  return (kind === Kind.DeferStmt || kind === Kind.GoStmt) && nodes.includes(ast.a[statement]!);
}

/** Whether taking the access out of its statement leaves a much shorter critical section. */
function isSmaller({ ast }: Place, { list, from, to }: Run, nodes: readonly Node[]): boolean {
  const statement = list[from]!;
  if (from !== to) return false;
  if (ast.kind[statement] === Kind.IfStmt || ast.kind[statement] === Kind.SwitchStmt) return true;
  // The value that is assigned is computed before.
  return (
    ast.kind[statement] === Kind.AssignStmt &&
    nodes.every((node) => node === statement || nodesOf(ast, ast.a[statement]!).includes(node))
  );
}

/** The access, or what is evaluated besides it, taken out of a single statement. */
function hoisted(place: Place, run: Run, nodes: readonly Node[], use: Locking): Guarded | undefined {
  if (run.from !== run.to) return undefined;
  const { ast } = place;
  const statement = run.list[run.from]!;
  let edits: readonly FileEdit[] | undefined;
  switch (ast.kind[statement]) {
    case Kind.IfStmt:
    case Kind.SwitchStmt:
      edits = hoistInit(place, run, nodes, use) ?? hoistCondition(place, run, nodes, use);
      break;
    case Kind.RangeStmt:
      edits = hoistRange(place, run, nodes, use);
      break;
    case Kind.AssignStmt:
      edits = hoistValue(place, run, nodes, use);
      break;
    default:
  }
  return edits && { edits, applicability: 'safe' };
}

/** The lock and a deferred unlock before statements that end the function. */
function untilReturn(
  place: Place,
  { owner, list, from, to }: Run,
  hazards: Hazards,
  { lock, unlock }: Locking,
): readonly FileEdit[] | undefined {
  if (!isTerminal(place, list[to]!) || hazards.branches) return undefined;
  return blockEdits(place, owner, list[from]!, { before: [lock, `defer ${unlock}`] });
}

function around(
  place: Place,
  { owner, list, from, to }: Run,
  hazards: Hazards,
  { lock, unlock }: Locking,
): readonly FileEdit[] | undefined {
  if (hazards.jumps || isEndless(place, list[to]!) || isTerminal(place, list[to]!)) return undefined;
  return blockEdits(place, owner, list[from]!, { before: [lock], after: [unlock], last: list[to]! });
}

/** The lock and a deferred unlock, held over all that follows in the function. */
function untilEnd(place: Place, { owner, list, from }: Run, use: Locking): readonly FileEdit[] | undefined {
  const { reenters } = use;
  const { ast } = place;
  const func = functionAround(place, list[from]!);
  if (owner !== bodyOf(place, func) || labels(ast, list)) return undefined;
  const rest = list.slice(from);
  if (rest.some((statement) => reenters(place, statement) || isEndless(place, statement))) return undefined;
  const hazards = hazardsUnder(place, rest, use);
  if (hazards.blocks || hazards.callsUnknown) return undefined;
  const { lock, unlock } = heldOver(place, rest, use);
  return blockEdits(place, owner, list[from]!, { before: [lock, `defer ${unlock}`] });
}

/** Whether control may come back to the statements by a label. */
function labels(ast: Place['ast'], list: readonly Node[]): boolean {
  const parents = parentsOf(ast);
  return list.some((statement) => {
    for (let at = 1; at < ast.count; at++)
      if (ast.kind[at] === Kind.BranchStmt && ast.op[at] === Op.Goto && below(parents, at, parents[statement]!))
        return true;
    return false;
  });
}

function below(parents: Int32Array, node: Node, above: Node): boolean {
  for (let at = node; at !== 0; at = parents[at]!) if (at === above) return true;
  return false;
}
