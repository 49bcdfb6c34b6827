/**
 * guarded-map-escape: a map that a mutex guards leaves the critical section as itself: returned, sent, stored elsewhere,
 * handed to a goroutine or to somebody who keeps it; also an inner map of it, or a view that reads it later.
 *
 * Needs the guards inferred over the package and the maps that leave each function. Maps that are taken out of their
 * place first, and those that are only ever replaced, may leave.
 */
import { accessPath, aroundOf, below, type AccessPath } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { cellAt, depthOf, type Located } from '../flow/cells.js';
import type { Escape } from '../flow/escapes.js';
import { isInTest } from '../flow/flow-decl.js';
import { guardAt } from '../flow/guard-names.js';
import { mayBeUnnamed, mayHold, type CellAccess, type Guard, type GuardedCell } from '../flow/guards.js';
import { elements, type Loc } from '../flow/locations.js';
import { cloneFixes } from '../rewrites/clone.js';
import { cloneValueFixes, keepCloneFixes, passCloneFixes, returnCloneFixes } from '../rewrites/clone-value.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { isExported, isMap } from '../types/index.js';
import type { SuggestedFix } from '../diagnostic.js';
import { compareSites, distinct, functionName, verb } from './evidence.js';
import { isWrittenInPlace } from './in-place.js';
import type { Pass, Questions } from './pass.js';
import { defineRule, type Note } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly escape: Escape;
  readonly cell: GuardedCell;
  readonly guard: Guard;
  /** How many maps around the one that leaves are left behind: 0 for the map of the cell itself. */
  readonly depth: number;
  /** Of a view: where it reaches the map. */
  readonly view: CellAccess | undefined;
}

export const guardedMapEscape = defineRule({
  code: 'guarded-map-escape',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'a map that a mutex guards leaves the critical section as itself',
    why: `A lock protects what happens while it is held. Who gets the map itself reads and writes it afterwards without
the lock, while others go on writing under it. Iterators and closures over the map do so as well.`,
    bad: [
      `type rooms struct {
	mu    sync.Mutex
	users map[string]int
}

func (r *rooms) enter(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.users[name]++
}

func (r *rooms) All() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.users // want guarded-map-escape
}`,
    ],
    good: [
      `type rooms struct {
	mu    sync.Mutex
	users map[string]int
}

func (r *rooms) enter(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.users[name]++
}

func (r *rooms) All() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.users)
}`,
    ],
    limits: [
      'Misses: maps that leave through reflection, or through functions of other modules that keep what they are given.',
      'Misses: what an unexported function without a lock of its own returns to callers that only read it under the lock later.',
      'Over-reports: a map that is handed over for good, by an agreement that the code does not show.',
    ],
    fixes: [
      '**Clone**: a clone leaves instead, made while the lock is held. Unsafe: who gets it no longer sees later changes, nor changes the original.',
    ],
    references: ['https://go.dev/doc/faq#atomic_maps', 'https://pkg.go.dev/maps#Clone'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    if (isInTest(facts.func.decl)) return;
    const seen = new Set<string>();
    for (const escape of facts.escapes) {
      for (const evidence of [...mapsLeaving(facts, questions, escape), ...viewsLeaving(facts, questions, escape)]) {
        const key = `${escape.site.node} ${evidence.cell.cell.key}`;
        if (!seen.has(key)) yield evidence;
        seen.add(key);
      }
    }
  },

  report({ facts, escape, cell, guard, depth, view }, pass) {
    const name = depth > 0 ? `an inner map of ${cell.cell.name}` : cell.cell.name;
    const mutex = guard.name.slice(guard.name.lastIndexOf('.') + 1) || 'its lock';
    const what = view ? `what reads ${name} later` : name;
    return {
      at: escape.site,
      about: [cell.cell.key],
      message: `${what} ${manner(escape)} here as itself, though ${mutex} guards it: whoever gets it has it without the lock`,
      notes: distinct([
        ...(view
          ? [{ at: view.access.site, message: `${cell.cell.name} is ${verb(view.access)} here without ${mutex}` }]
          : []),
        ...takenNotes(facts, guard, mutex),
        ...guardedNotes(pass, cell, guard, mutex),
      ]),
    };
  },

  fixes: ({ facts, escape, cell, guard, view }, pass) => (view ? [] : escapeFixes(pass, facts, escape, cell, guard)),
});

function manner({ form }: Escape): string {
  switch (form) {
    case 'return':
      return 'is returned';
    case 'send':
      return 'is sent';
    case 'store':
      return 'is stored elsewhere';
    case 'go':
      return 'is handed to a goroutine';
    case 'argument':
      return 'is passed to a function that keeps it';
  }
}

function* mapsLeaving(facts: FunctionFacts, questions: Questions, escape: Escape): Iterable<Evidence> {
  const { locations, func } = facts;
  for (const map of escape.maps) {
    const place = locations.object(map).of!;
    const located = cellAt(locations, func, place);
    const cell = located && questions.cell(located.cell.key);
    const guard = cell?.guard;
    if (!located || !guard || isNew(facts, questions, located)) continue;
    const depth = depthOf(locations, place);
    if (!isWrittenInPlace(cell, depth) || isTakenOut(facts, map, place)) continue;
    if (escape.form === 'return' && isReturnedByCallee(facts, questions, cell)) continue;
    if (leavesWithLock(facts, escape, guard, located, map)) continue;
    if (isBeyond(facts, questions, escape, cell, guard, located, map))
      yield { facts, escape, cell, guard, depth, view: undefined };
  }
}

/**
 * Whether a function that is called returns the map, and the function itself does not name its place: there it leaves,
 * and what is done here is to hand it on.
 */
function isReturnedByCallee({ func, calls }: FunctionFacts, questions: Questions, { cell }: GuardedCell): boolean {
  const isNamedHere = func.blocks.some(({ instrs }) =>
    instrs.some(
      (instr) =>
        (instr.op === 'field' && instr.name === cell.variable?.name) ||
        (instr.op === 'variable' && instr.variable === cell.variable),
    ),
  );
  if (isNamedHere) return false;
  return calls.some(({ callee, spawned }) => {
    const facts = spawned || callee === func ? undefined : questions.factsOf(callee);
    const returned = facts?.escapes.filter(({ form }) => form === 'return') ?? [];
    return returned.some((escape) =>
      [...mapsLeaving(facts!, questions, escape)].some((leaving) => leaving.cell.cell.key === cell.key),
    );
  });
}

/** Whether the map leaves in a value that refers to the same mutex. */
function leavesWithLock(
  { locations, func }: FunctionFacts,
  { beside }: Escape,
  guard: Guard,
  { base }: Located,
  map: Loc,
): boolean {
  const path = guardAt(guard, base);
  return (beside.get(map) ?? []).some((loc) => accessPath(locations, func, loc) === path);
}

/** Function literals that reach a guarded map without its lock, out of a function that takes it. */
function* viewsLeaving(facts: FunctionFacts, questions: Questions, escape: Escape): Iterable<Evidence> {
  if (escape.form === 'go' || facts.locks.length === 0) return;
  for (const literal of escape.literals) {
    for (const { table, owner, names, calls } of questions.factsOf(literal)?.accesses ?? []) {
      const name = names[0]?.length === 1 ? names[0][0]! : 0;
      const located = name && calls.length === 0 ? cellAt(table, owner, name) : undefined;
      const cell = located && questions.cell(located.cell.key);
      const guard = cell?.guard;
      const view = cell?.accesses.find(
        (access) =>
          guard &&
          access.facts.func === literal &&
          !access.construction &&
          !access.held.has(guard.name) &&
          !mayHold(access, guard.name),
      );
      if (cell && guard && view && takes(facts, guard) && isWrittenInPlace(cell, 0))
        yield { facts, escape, cell, guard, depth: 0, view };
    }
  }
}

/** Whether nobody else can know yet of the value that holds the map. */
function isNew({ func }: FunctionFacts, questions: Questions, { base }: Located): boolean {
  const context = questions.contextOf(func);
  const param = /^#(\d+)/.exec(base);
  return context.initialises || (param !== null && context.fresh.has(Number(param[1])) && isBuilder(func.func?.name));
}

/** What builds a value is called with a new one by nature; others by chance. */
function isBuilder(name: string | undefined): boolean {
  return name === undefined || /^(init|setup|build|make|new|load)/i.test(name);
}

/** Whether the map is no longer where it was when the function returns. */
function isTakenOut({ locations, summary, accesses }: FunctionFacts, map: Loc, place: Loc): boolean {
  const after = summary.exit.get(place);
  if (after && !after.includes(map) && locations.isSingle(place)) return true;
  const container = locations.field(place) === elements ? locations.parent(place) : 0;
  return accesses.some(({ how, maps }) => (how === 'delete' || how === 'clear') && maps.includes(container));
}

/** Whether it leaves what the lock protects. */
function isBeyond(
  facts: FunctionFacts,
  questions: Questions,
  escape: Escape,
  cell: GuardedCell,
  guard: Guard,
  { base, baseLoc }: Located,
  map: Loc,
): boolean {
  const path = guardAt(guard, base);
  if (path === undefined) return false;
  switch (escape.form) {
    case 'return':
      return isReturnedBeyond(facts, questions, cell, guard, path);
    case 'go':
      return runsWithout(facts, escape, path, map);
    case 'send':
      return true;
    case 'store':
      // What comes out of a value whose lock nobody has taken is not taken out of its critical section.
      return isHeld(facts, questions, escape, path) && goesElsewhere(facts, questions, escape, guard, base, baseLoc);
    case 'argument':
      return goesElsewhere(facts, questions, escape, guard, base, baseLoc);
  }
}

function goesElsewhere(
  facts: FunctionFacts,
  questions: Questions,
  { to }: Escape,
  guard: Guard,
  base: AccessPath,
  baseLoc: Loc,
): boolean {
  return to.length === 0 || to.some((place) => isElsewhere(facts, questions, guard, base, baseLoc, place));
}

function isHeld({ locations, func }: FunctionFacts, questions: Questions, { held }: Escape, path: AccessPath): boolean {
  return (
    questions.contextOf(func).held.has(path) ||
    [...held.keys()].some((lock) => accessPath(locations, func, lock) === path)
  );
}

/** Callers that hold the lock, or that get it held, may have the map. */
function isReturnedBeyond(
  facts: FunctionFacts,
  questions: Questions,
  cell: GuardedCell,
  guard: Guard,
  path: AccessPath,
): boolean {
  const { func, locations, summary } = facts;
  const { held, maybeHeld } = questions.contextOf(func);
  if (held.has(path) || maybeHeld.has(path)) return false;
  if (mayBeUnnamed(maybeHeld.keys(), guard.name, cell.accesses[0]?.owner)) return false;
  if ([...summary.maybeAcquired.keys()].some((lock) => accessPath(locations, func, lock) === path)) return false;
  if ((func.func && isExported(func.func.name)) || takes(facts, guard)) return true;
  // What an unexported function gives, its callers may use under the lock.
  return cell.accesses.some(
    (access) =>
      access.access.names.length === 0 &&
      !access.construction &&
      !access.held.has(guard.name) &&
      !mayHold(access, guard.name),
  );
}

/** Whether the function takes the lock itself, of whatever value. */
function takes({ locks, locations, func }: FunctionFacts, guard: Guard): boolean {
  const last = guard.name.slice(guard.name.lastIndexOf('.'));
  return locks.some(({ lock }) => {
    const path = accessPath(locations, func, lock);
    return path === guard.name || path.endsWith(last);
  });
}

/** Whether a goroutine that gets the map touches it without the lock, while others may have it. */
function runsWithout(
  { tasks, locations, func, summary }: FunctionFacts,
  escape: Escape,
  path: AccessPath,
  map: Loc,
): boolean {
  const holds = (locks: ReadonlyMap<Loc, unknown>): boolean =>
    [...locks.keys()].some((lock) => accessPath(locations, func, lock) === path);
  const own = tasks.filter(({ site }) => site.node === escape.site.node && site.decl === escape.site.decl);
  const touches = own.some(({ accesses }) =>
    accesses.some((access) => access.maps.includes(map) && !holds(access.maybeHeld)),
  );
  if (!touches) return false;
  return !holds(escape.held) || summary.tasks.some(({ site }) => site.node === escape.site.node);
}

/** Whether a place belongs to something else than what the lock is part of. */
function isElsewhere(
  { locations, func }: FunctionFacts,
  questions: Questions,
  guard: Guard,
  base: AccessPath,
  baseLoc: Loc,
  place: Loc,
): boolean {
  if (baseLoc && locations.object(place).root === locations.object(baseLoc).root) return false;
  const owner = aroundOf(guardAt(guard, base) ?? '');
  if (owner !== undefined && below(accessPath(locations, func, place), owner) !== undefined) return false;
  const located = cellAt(locations, func, place);
  if (!located) return locations.object(place).kind === 'entry' || locations.object(place).variable?.role === 'package';
  if (base !== '' || located.base !== '') return true;
  return questions.cell(located.cell.key)?.guard?.name !== guard.name;
}

function takenNotes({ locks, locations, func }: FunctionFacts, guard: Guard, mutex: string): readonly Note[] {
  const last = guard.name.slice(guard.name.lastIndexOf('.'));
  const taken = locks.find(({ lock }) => accessPath(locations, func, lock).endsWith(last));
  return taken ? [{ at: taken.site, message: `${mutex} is taken here` }] : [];
}

function guardedNotes(pass: Pass, cell: GuardedCell, guard: Guard, mutex: string): readonly Note[] {
  return cell.accesses
    .filter(({ held, construction }) => held.has(guard.name) && !construction)
    .sort(
      (a, b) =>
        Number(b.access.kind === 'write') - Number(a.access.kind === 'write') ||
        compareSites(pass, a.access.site, b.access.site),
    )
    .slice(0, 2)
    .map(({ access, facts }) => ({
      at: access.site,
      message: `${cell.cell.name} is ${verb(access)} under ${mutex} here, in ${functionName(facts)}`,
    }));
}

/** A clone leaves instead: made where the map is named while the lock is held. */
function escapeFixes(
  pass: Pass,
  facts: FunctionFacts,
  { form, value, refs, held }: Escape,
  cell: GuardedCell,
  guard: Guard,
): readonly SuggestedFix[] {
  const { func, locations } = facts;
  const { decl } = func;
  const last = guard.name.slice(guard.name.lastIndexOf('.'));
  const isHeld = [...held.keys()].some((lock) => accessPath(locations, func, lock).endsWith(last));
  const node = value && mapIn(facts, value, cell);
  if (!node) return [];
  if (!isHeld) {
    // The variable was given the map under the lock.
    const copy = facts.copies.find(
      (candidate) =>
        isMap(candidate.type) && candidate.copyRoot && refs.length > 0 && isNamed(facts, node, candidate.copyRoot),
    );
    return copy && facts.locks.length > 0 ? cloneFixes(pass, facts, copy) : [];
  }
  switch (form) {
    case 'return':
      return returnCloneFixes(pass, decl, node);
    case 'store':
      return keepCloneFixes(pass, decl, node);
    case 'send':
      return cloneValueFixes(pass, { decl, node, verb: 'Send a clone of' });
    case 'argument':
    case 'go':
      return passCloneFixes(pass, decl, node);
  }
}

function isNamed({ func, locations }: FunctionFacts, node: Node, place: Loc): boolean {
  const object = func.decl.ast.kind[node] === Kind.Ident ? func.info.objectOf(node) : undefined;
  return object?.kind === 'var' && locations.variable(object) === place;
}

/** The expression of the map itself: the value, an element of its literal, or the argument of what views it. */
function mapIn({ func }: FunctionFacts, value: Node, { cell }: GuardedCell): Node {
  const { ast } = func.decl;
  const { info } = func;
  if (isMap(info.typeOf(value))) return value;
  if (ast.kind[value] === Kind.CallExpr) {
    const args = nodesOf(ast, ast.b[value]!);
    return args.length === 1 && isMap(info.typeOf(args[0]!)) ? args[0]! : 0;
  }
  const literal = ast.kind[value] === Kind.UnaryExpr ? ast.a[value]! : value;
  if (ast.kind[literal] !== Kind.CompositeLit) return 0;
  const values = [...nodesOf(ast, ast.b[literal]!)].map((each) =>
    ast.kind[each] === Kind.KeyValueExpr ? ast.b[each]! : each,
  );
  return (
    values.find((each) => {
      const name = ast.kind[each] === Kind.SelectorExpr ? ast.b[each]! : each;
      return (
        isMap(info.typeOf(each)) && ast.kind[name] === Kind.Ident && info.objectOf(name)?.name === cell.variable?.name
      );
    }) ?? 0
  );
}
