/**
 * copied-map-guard: a struct with a mutex and the map that it guards is copied after its first use. The copy has a lock
 * of its own, but the same map.
 *
 * Needs the guards inferred over the package, and what becomes of the copy: it matters where the map is reached through
 * it, or where it is handed on. A new value that nobody else knows of may be copied to where it will stay.
 */
import { accessPath } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { leafLoc, type CopyFact } from '../flow/copies.js';
import { isInTest } from '../flow/flow-decl.js';
import { intersects, type Loc, type Refs } from '../flow/locations.js';
import type { Access, CallFact, Site } from '../flow/summary.js';
import { isAggregate } from '../flow/tracked.js';
import { pointToFixes, rangeByIndexFixes } from '../rewrites/pointer-copy.js';
import { pointerParameterFixes, pointerReceiverFixes } from '../rewrites/pointer-parameter.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import { isMap, type Type } from '../types/index.js';
import { distinct, functionName, verb } from './evidence.js';
import { guardedValues, type GuardedValue } from './guarded-values.js';
import { copySpan } from './map-alias-write.js';
import { shortText, type Questions } from './pass.js';
import { defineRule, type Note, type Span } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly form: 'copy' | 'range' | 'argument' | 'receiver' | 'return';
  readonly at: Span;
  /** The expression copied; 0 for receivers. */
  readonly source: Node;
  readonly values: readonly GuardedValue[];
  readonly use: Use;
  /** The function called with the copy, and the number of its parameter. */
  readonly callee?: { readonly facts: FunctionFacts; readonly param: number };
}

/** What makes the copy more than a reader's own: an access through it, or the place where it is handed on. */
interface Use {
  readonly site: Site;
  readonly access?: Access;
}

export const copiedMapGuard = defineRule({
  code: 'copied-map-guard',
  since: '0.1.0',
  severity: 'error',

  docs: {
    summary: 'a struct is copied with the mutex that guards its map: two locks, one map',
    why: `A copy of a struct has a mutex of its own, but its map is a reference to the same map. Who locks the copy excludes
nobody who locks the original. A mutex that is copied while it is held stays locked in the copy for ever.`,
    bad: [
      `type scores struct {
	mu     sync.Mutex
	points map[string]int
}

func (s scores) add(team string) { // want copied-map-guard
	s.mu.Lock()
	defer s.mu.Unlock()
	s.points[team]++
}`,
    ],
    good: [
      `type scores struct {
	mu     sync.Mutex
	points map[string]int
}

func (s *scores) add(team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.points[team]++
}`,
    ],
    limits: [
      'Misses: copies made by reflection, and structs of other packages.',
      'Misses: a new value that is copied, when the original is not used afterwards in the same function.',
      'Over-reports: a copy that is made while nobody else can use the original, for reasons outside the function.',
    ],
    fixes: [
      '**Pointer receiver**, **pointer parameter**: the function works on the original; calls pass its address. Unsafe: what it assigns to fields is then seen by its callers.',
      '**Point to**: the variable becomes a pointer to the original. Unsafe, for the same reason.',
      '**Loop by index**: the loop works on the elements themselves. Unsafe, for the same reason.',
    ],
    references: ['https://pkg.go.dev/sync#Mutex', 'https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/copylock'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    if (isInTest(facts.func.decl)) return;
    yield* receiverCopy(facts, questions);
    yield* plainCopies(facts, questions);
    yield* argumentCopies(facts, questions);
    yield* returnedCopies(facts, questions);
  },

  report({ facts, form, at, source, values, use, callee }) {
    const [{ mutex, cell, guarded }] = values as readonly [GuardedValue];
    const map = cell.cell.name;
    const text = source === 0 ? '' : shortText({ decl: facts.func.decl, node: source });
    const parted = `a ${mutex.name} of its own but shares the map ${map} that ${mutex.name} guards`;
    const notes: readonly Note[] = [
      ...(mutex.generic.origin
        ? [{ at: mutex.generic.origin, message: `${mutex.name} is copied with the struct` }]
        : []),
      {
        at: guarded.access.site,
        message: `${map} is ${verb(guarded.access)} under ${mutex.name} here, in ${functionName(guarded.facts)}`,
      },
      {
        at: use.site,
        message: use.access ? `${map} is ${verb(use.access)} through the copy here` : 'the copy is handed on here',
      },
    ];
    return {
      at,
      about: values.map((value) => value.cell.cell.key),
      message: `${subject(facts, form, text, callee)} ${parted}`,
      notes: distinct(notes),
    };
  },

  fixes({ facts, form, source, callee }, pass) {
    const { decl } = facts.func;
    switch (form) {
      case 'receiver':
        return pointerReceiverFixes(pass, decl);
      case 'argument':
        return callee ? pointerParameterFixes(pass, callee.facts.func.decl, callee.param) : [];
      case 'range':
        return rangeByIndexFixes(pass, decl, source);
      case 'copy':
        return pointToFixes(pass, decl, source);
      case 'return':
        return [];
    }
  },
});

function subject(facts: FunctionFacts, form: Evidence['form'], source: string, callee: Evidence['callee']): string {
  switch (form) {
    case 'receiver':
      return `the value receiver of ${functionName(facts)} is a copy: it has`;
    case 'argument':
      return `${callee ? functionName(callee.facts) : 'the function'} gets a copy of ${source}: it has`;
    case 'return':
      return `a copy of ${source} is returned: it has`;
    case 'range':
      return `${source} is a copy of each element: it has`;
    case 'copy':
      return `this is a copy of ${source}: it has`;
  }
}

/** At the method: every call of it copies. */
function* receiverCopy(facts: FunctionFacts, questions: Questions): Iterable<Evidence> {
  const { func, params, decl, node } = facts.func;
  const type = func?.type.recv?.type;
  const [receiver] = params;
  if (!type || !receiver || !isAggregate(type)) return;
  const root = facts.locations.variable(receiver);
  const [values, use] = usedValues(facts, guardedValues(questions, type), root, root);
  const { ast } = decl;
  if (use) yield { facts, form: 'receiver', at: { decl, node, to: ast.c[node]! }, source: 0, values, use };
}

function* plainCopies(facts: FunctionFacts, questions: Questions): Iterable<Evidence> {
  const { decl } = facts.func;
  for (const copy of facts.copies) {
    const { copyRoot, sourceRoot, storedBack, source, form } = copy;
    if (isMap(copy.type) || form === 'entries' || copy.call || copy.origin || storedBack) continue;
    if (!copyRoot || !sourceRoot) continue;
    const guarded = guardedValues(questions, copy.type);
    if (guarded.length === 0 || !isInUse(facts, questions, sourceRoot, copyRoot, decl.ast.start[copy.node]!)) continue;
    const [values, use] = handedOver(facts, copy, guarded) ?? usedValues(facts, guarded, copyRoot, sourceRoot);
    if (!use) continue;
    const at = copySpan(facts, copy);
    yield form === 'range'
      ? { facts, form, at, source: copy.target, values, use }
      : { facts, form: 'copy', at, source, values, use };
  }
}

/** A copy that somebody else has from the start. */
function handedOver(
  { func, locations, summary, ...facts }: FunctionFacts,
  { form, node, copyRoot, sourceRoot }: CopyFact,
  guarded: readonly GuardedValue[],
): readonly [readonly GuardedValue[], Use] | undefined {
  const use = { site: { decl: func.decl, node } };
  if (form === 'send' || form === 'box') return [guarded, use];
  if (isOwn({ func, locations, summary, ...facts }, copyRoot)) return undefined;
  const kept = guarded.filter(({ leaf }) =>
    summary.exit
      .get(leafLoc(locations, copyRoot, leaf))
      ?.includes(locations.entry(leafLoc(locations, sourceRoot, leaf))),
  );
  return kept.length > 0 ? [kept, use] : undefined;
}

function* argumentCopies(facts: FunctionFacts, questions: Questions): Iterable<Evidence> {
  const { decl } = facts.func;
  const seen = new Set<Node>();
  for (const fact of facts.calls) {
    for (const [param, type] of fact.callee.paramTypes.entries()) {
      const source = argumentNode(facts, fact, param);
      const place = fact.args[param]?.length === 1 ? fact.args[param][0]! : 0;
      const variable = fact.callee.params[param];
      if (!source || !place || !variable || seen.has(source) || !isAggregate(type)) continue;
      const guarded = guardedValues(questions, type);
      const callee = guarded.length > 0 ? questions.factsOf(fact.callee) : undefined;
      if (!callee || !isInUse(facts, questions, place, 0, decl.ast.end[fact.site.node]!)) continue;
      const root = callee.locations.variable(variable);
      const [values, use] = usedValues(callee, guarded, root, root);
      if (!use) continue;
      seen.add(source);
      const at = { decl, node: source };
      yield { facts, form: 'argument', at, source, values, use, callee: { facts: callee, param } };
    }
  }
}

/** The expression passed for a parameter; 0 for receivers, and where the call is not written out. */
function argumentNode({ func }: FunctionFacts, { site, callee }: CallFact, param: number): Node {
  const { ast } = func.decl;
  const index = callee.func?.type.recv ? param - 1 : param;
  if (site.decl !== func.decl || index < 0 || ast.kind[site.node] !== Kind.CallExpr) return 0;
  const args = nodesOf(ast, ast.b[site.node]!);
  const node = args[index];
  return node !== undefined && isAggregate(func.info.typeOf(node)) ? node : 0;
}

/** `return *c`: a copy without a name. */
function* returnedCopies(facts: FunctionFacts, questions: Questions): Iterable<Evidence> {
  const { locations, func } = facts;
  for (const { form, value, refs, site, maps } of facts.escapes) {
    const type: Type | undefined = form === 'return' && value ? func.info.typeOf(value) : undefined;
    const [place] = refs;
    if (!type || place === undefined || refs.length > 1 || !isAggregate(type) || isOwn(facts, place)) continue;
    const values = guardedValues(questions, type).filter(({ leaf }) =>
      maps.includes(locations.entry(leafLoc(locations, place, leaf))),
    );
    if (values.length === 0 || !isInUse(facts, questions, place, 0, 0)) continue;
    yield { facts, form: 'return', at: site, source: value, values, use: { site } };
  }
}

/** The maps that are reached through a copy, or that it takes along where it is handed on. */
function usedValues(
  facts: FunctionFacts,
  guarded: readonly GuardedValue[],
  copy: Loc,
  source: Loc,
): readonly [readonly GuardedValue[], Use | undefined] {
  const { locations, escapes } = facts;
  const uses = guarded.flatMap((value) => {
    const name = leafLoc(locations, copy, value.leaf);
    const shared = mapsAt(facts, leafLoc(locations, source, value.leaf));
    const access = accessesThrough(facts, name).find(({ maps }) => intersects(maps, shared));
    if (access) return [{ value, use: { site: access.calls[0] ?? access.site, access } }];
    const { root } = locations.object(copy);
    const escape = escapes.find(
      ({ objects, maps }) => objects.has(root) && (isOwn(facts, source) || intersects(maps, shared)),
    );
    return escape ? [{ value, use: { site: escape.site } }] : [];
  });
  return [uses.map(({ value }) => value), uses[0]?.use];
}

/** The maps that a place held at entry, or that are reached through it. */
function mapsAt(facts: FunctionFacts, place: Loc): Refs {
  const { locations } = facts;
  if (!isOwn(facts, place)) return locations.only(locations.entry(place));
  return accessesThrough(facts, place).flatMap(({ maps }) => maps);
}

function accessesThrough({ accesses, tasks }: FunctionFacts, place: Loc): readonly Access[] {
  const all = [...accesses, ...tasks.flatMap((task) => task.accesses)];
  return all.filter(({ names }) => names.some((name) => name.includes(place)));
}

/**
 * Whether the original may be in use: by others, or by those who made it from here on. A parameter that is a copy already
 * was one where it was passed.
 */
function isInUse(facts: FunctionFacts, questions: Questions, source: Loc, copy: Loc, from: number): boolean {
  const { locations, func } = facts;
  const { variable, root } = locations.object(source);
  if (variable && func.params.includes(variable)) return false;
  if (isOwn(facts, source) && copy && locations.object(copy).root === root) return false;
  if (isUsedAfter(facts, source, from)) return true;
  if (isOwn(facts, source)) return false;
  const context = questions.contextOf(func);
  const match = /^#(\d+)/.exec(accessPath(locations, func, source));
  const param = match ? Number(match[1]) : -1;
  if (!context.fresh.has(param)) return !context.initialises;
  return context.calls.some(({ fact, facts: caller }) => {
    const [argument] = fact.args[param] ?? [];
    if (argument === undefined || fact.site.decl !== caller.func.decl) return true;
    return isUsedAfter(caller, argument, caller.func.decl.ast.start[fact.site.node]!);
  });
}

/** Whether maps below a place are accessed later in the function, or by goroutines that it starts. */
function isUsedAfter({ func, locations, accesses, tasks }: FunctionFacts, place: Loc, from: number): boolean {
  const isBelow = ({ names }: Access): boolean =>
    names.some((name) => name.some((loc) => locations.isWithin(loc, place)));
  const { start } = func.decl.ast;
  const isLater = ({ calls, site }: Access): boolean => {
    const at = calls[0] ?? site;
    return at.decl === func.decl && start[at.node]! > from;
  };
  return (
    accesses.some((access) => isBelow(access) && isLater(access)) || tasks.some((task) => task.accesses.some(isBelow))
  );
}

/** Whether the place is memory of the function's own making. */
function isOwn({ locations, summary }: FunctionFacts, place: Loc): boolean {
  const { kind, variable } = locations.object(place);
  return kind === 'alloc' || (variable !== undefined && summary.declared.has(variable));
}
