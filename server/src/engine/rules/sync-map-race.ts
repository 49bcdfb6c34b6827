/**
 * sync-map-race: an entry of a `sync.Map` is loaded, and then written depending on what was found, in two steps; or a plain
 * map that was loaded from one is written.
 *
 * Needs the calls of `sync.Map` methods (`sync-maps.ts`), how the write depends on the check (`check-then-act.ts`), and the
 * contexts of the package: locks that callers hold, and whether one goroutine does it all.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import { CheckThenAct, type Dependence } from '../flow/check-then-act.js';
import { isInTest } from '../flow/flow-decl.js';
import type { Call } from '../flow/ir.js';
import { loadedWrites } from '../flow/loaded-maps.js';
import { syncMapCalls, variableOf, type SyncMapCall } from '../flow/sync-maps.js';
import { atomicStepFixes } from '../rewrites/sync-map-steps.js';
import { Kind, type Node } from '../syntax/ast.js';
import { textOf as nameText } from '../syntax/names.js';
import { parentsOf } from '../syntax/walk.js';
import { shortText, textOf, type Questions } from './pass.js';
import { defineRule } from './rule.js';
import { isExported } from '../types/index.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly load: SyncMapCall;
  /** The call that stores or deletes, or the statement that writes to a map that was loaded. */
  readonly act: Node;
  /** Undefined for writes to a map that was loaded. */
  readonly dependence: Dependence | undefined;
}

export const syncMapRace = defineRule({
  code: 'sync-map-race',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'an entry of a sync.Map is checked and then written in two steps, or a map loaded from it is written',
    why: `Each method of \`sync.Map\` is atomic, two in a row are not: another goroutine may store or delete the entry between
the check and the write, and then an update is lost, or two goroutines do what one should. And a plain map that is kept in a
\`sync.Map\` is as unsafe for concurrent use as any other.`,
    bad: [
      `var downloads sync.Map

func Count(file string) int {
	v, ok := downloads.Load(file)
	if !ok {
		v = 0
	}
	n := v.(int) + 1
	downloads.Store(file, n) // want sync-map-race
	return n
}`,
    ],
    good: [
      `var downloads sync.Map // file to *int64

func Count(file string) int64 {
	v, ok := downloads.Load(file)
	if !ok {
		v, _ = downloads.LoadOrStore(file, new(int64))
	}
	return atomic.AddInt64(v.(*int64), 1)
}`,
    ],
    limits: [
      'Misses: a check and a write in different functions, or of keys that are spelled differently.',
      'Misses: a value that a function makes of the key, unless it holds a lock, a counter or a channel: the last one may win.',
      'Over-reports: entries that only one goroutine writes for reasons outside the package.',
    ],
    fixes: [
      '**Atomic**: `LoadOrStore`, `LoadAndDelete` or `Swap` in the place of the two steps. Safe.',
      '**A `CompareAndSwap` loop**, for a value that is made of the one before. Safe where making it does nothing else.',
    ],
    references: ['https://pkg.go.dev/sync#Map'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    // Tests do what they alone do, but for the goroutines that they start.
    if (isInTest(facts.func.decl) && !questions.contextOf(facts.func).calls.some(({ fact }) => fact.spawned)) return;
    const calls = syncMapCalls(facts, (func) => questions.factsOf(func));
    const writes = loadedWrites(facts.func, calls);
    const loads = calls.filter(({ method }) => method === 'Load');
    if (writes.length + loads.length === 0) return;
    const locks = new Locks(facts, questions);
    for (const { node, load } of writes)
      if (!locks.isHeldAt(node) && !isAlone(facts, load, questions))
        yield { facts, load, act: node, dependence: undefined };
    for (const act of calls) {
      if (act.method !== 'Store' && act.method !== 'Delete') continue;
      const load = loads.findLast((each) => isPair(facts, each, act));
      if (!load || (locks.isHeldAt(load.node) && locks.isHeldAt(act.node)) || isAtomicAnyway(facts, calls, act))
        continue;
      const body = bodyOf(facts);
      const dependence = new CheckThenAct(facts.func.info, body, load, act).dependence();
      if (dependence && !isAlone(facts, load, questions)) yield { facts, load, act: act.node, dependence };
    }
  },

  report({ facts, load, act, dependence }) {
    const { decl } = facts.func;
    const map = shortText({ decl, node: load.map });
    if (!dependence) {
      const what = { at: { decl, node: load.node }, message: `${map} hands out the map itself here` };
      const message = `a plain map from ${map} is written: ${map} is safe for concurrent use, the maps in it are not`;
      return { at: { decl, node: act }, message, notes: [what] };
    }
    const step = shortText({ decl, node: act });
    const { condition } = dependence;
    return {
      at: { decl, node: act },
      message: `${step} rests on what ${map} held before, which another goroutine may have changed since`,
      notes: [
        { at: { decl, node: load.node }, message: 'checked here, in a step of its own' },
        ...(condition
          ? [{ at: { decl, node: decl.ast.b[condition]! }, message: 'decides here whether the entry is written' }]
          : []),
      ],
    };
  },

  fixes: ({ facts, load, act, dependence }, pass) =>
    dependence ? atomicStepFixes(pass, facts.func.decl, load.node, act) : [],
});

/** The same entry of the same map, as far as its name and key say, checked before it is written. */
function isPair({ func: { decl } }: FunctionFacts, load: SyncMapCall, act: SyncMapCall): boolean {
  if (decl.ast.start[load.node]! >= decl.ast.start[act.node]!) return false;
  const text = (node: Node): string => textOf({ decl, node });
  return text(load.map) === text(act.map) && text(load.key) === text(act.key);
}

/** The function also swaps or stores the entry atomically: what is left is the way after that. */
function isAtomicAnyway({ func: { decl } }: FunctionFacts, calls: readonly SyncMapCall[], act: SyncMapCall): boolean {
  const key = textOf({ decl, node: act.key });
  return calls.some(
    ({ method, key: other }) =>
      (method === 'LoadOrStore' || method.startsWith('CompareAnd')) && textOf({ decl, node: other }) === key,
  );
}

function bodyOf({ func: { decl, node } }: FunctionFacts): Node {
  return decl.ast.kind[node] === Kind.FuncDecl ? decl.ast.d[node]! : decl.ast.b[node]!;
}

/** Whether locks are held, by the function itself in the order of its text, or by its callers. */
class Locks {
  private readonly steps: { readonly at: number; readonly locks: boolean }[] = [];
  private readonly always: boolean;

  constructor(
    private readonly facts: FunctionFacts,
    questions: Questions,
  ) {
    const { func, calls } = facts;
    const { held, maybeHeld } = questions.contextOf(func);
    this.always = held.size > 0 || maybeHeld.size > 0 || isDoneOnce(facts);
    for (const { instrs } of func.blocks) {
      for (const instr of instrs) {
        if (instr.op !== 'call' || instr.mode !== 'call' || this.isDeferred(instr)) continue;
        const model = instr.callee.kind === 'static' ? instr.callee.model : undefined;
        const fact = calls.find(({ site }) => site.node === instr.node);
        const summary = fact && questions.factsOf(fact.callee)?.summary;
        const locks = model?.lock !== undefined || (summary?.acquired.size ?? 0) > 0;
        const unlocks = model?.unlock !== undefined || (summary?.released.size ?? 0) > 0;
        if (locks !== unlocks) this.steps.push({ at: func.decl.ast.start[instr.node]!, locks });
      }
    }
    this.steps.sort((a, b) => a.at - b.at);
  }

  isHeldAt(node: Node): boolean {
    if (this.always) return true;
    const at = this.facts.func.decl.ast.start[node]!;
    return this.steps.findLast((step) => step.at < at)?.locks === true;
  }

  /** What is deferred stands in the instructions of every return. */
  private isDeferred({ node }: Call): boolean {
    const { ast } = this.facts.func.decl;
    return ast.kind[parentsOf(ast)[node]!] === Kind.DeferStmt;
  }
}

/** A literal given to `once.Do` or `group.Do`: it runs once, or once at a time for its key. */
function isDoneOnce({ func: { decl, node } }: FunctionFacts): boolean {
  const { ast } = decl;
  const call = ast.kind[node] === Kind.FuncLit ? parentsOf(ast)[node]! : 0;
  const fun = ast.kind[call] === Kind.CallExpr ? ast.a[call]! : 0;
  return ast.kind[fun] === Kind.SelectorExpr && /^(Do|DoChan|Once(Func|Values?))$/.test(nameText(ast.a[ast.b[fun]!]!));
}

/** Whether one goroutine alone writes the map. */
function isAlone(facts: FunctionFacts, load: SyncMapCall, questions: Questions): boolean {
  const variable = variableOf(facts.func, load.map);
  if (!variable) return false;
  const { role, param, origin } = variable;
  const isOwn =
    role === 'local' && !param && origin?.decl === facts.func.decl && !facts.func.captured.includes(variable);
  if (!isOwn && !isOneGoroutine(facts, questions, 3)) return false;
  return questions.syncMapWriters(variable) <= 1;
}

/** Whether the function runs in one goroutine only: `main`, a test, or one that is started once. */
function isOneGoroutine(facts: FunctionFacts, questions: Questions, depth: number): boolean {
  const { func } = facts;
  const name = func.func && !func.func.type.recv ? func.func.name : '';
  if (name === 'main' || name === 'init') return true;
  if (isInTest(func.decl) && /^(Test|Benchmark|Example|Fuzz)/.test(name)) return true;
  const { calls } = questions.contextOf(func);
  if (calls.length === 0 || depth === 0 || isExported(name) || func.func?.type.recv) return false;
  const [first] = calls;
  return calls.every(({ fact, facts: caller }) => {
    if (fact.spawned && (calls.length > 1 || isInLoop(caller, fact.site.node))) return false;
    return caller === first!.facts && isOneGoroutine(caller, questions, depth - 1);
  });
}

function isInLoop({ func }: FunctionFacts, node: Node): boolean {
  const { ast } = func.decl;
  const parents = parentsOf(ast);
  for (let at = parents[node]!; at !== 0 && at !== func.node; at = parents[at]!)
    if (ast.kind[at] === Kind.ForStmt || ast.kind[at] === Kind.RangeStmt) return true;
  return false;
}
