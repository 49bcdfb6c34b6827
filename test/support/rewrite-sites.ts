/**
 * Every place of a package at which a rewrite can be tried, whether or not a rule would report it: any plain copy of a
 * map, any struct copy that shares one, any access beside a mutex. Evidence that a rule would need is made up here, so
 * that rewrites meet all the ways in which real code is written.
 */
import type { SuggestedFix } from '../../server/src/engine/index.js';
import type { FunctionFacts } from '../../server/src/engine/flow/analysis.js';
import { mapLeaves, type CopyFact, type SharedWrite } from '../../server/src/engine/flow/copies.js';
import type { Guard, GuardedCell } from '../../server/src/engine/flow/guards.js';
import type { Access } from '../../server/src/engine/flow/summary.js';
import { addMutexFixes } from '../../server/src/engine/rewrites/add-mutex.js';
import { cloneFieldFixes } from '../../server/src/engine/rewrites/clone-fields.js';
import { cloneMethodFixes } from '../../server/src/engine/rewrites/clone-method.js';
import { cloneFixes } from '../../server/src/engine/rewrites/clone.js';
import { guardFixes } from '../../server/src/engine/rewrites/lock.js';
import { mutexKind } from '../../server/src/engine/rewrites/mutexes.js';
import { ownCopyFixes } from '../../server/src/engine/rewrites/own-copy.js';
import { upgradeFixes } from '../../server/src/engine/rewrites/upgrade.js';
import { wrapMapFixes } from '../../server/src/engine/rewrites/wrappers/wrap-map.js';
import type { Pass } from '../../server/src/engine/rules/pass.js';
import type { Span } from '../../server/src/engine/rules/rule.js';
import { expressionSites } from './rewrite-expressions.js';
import { isMap, underlying, type Named, type Var } from '../../server/src/engine/types/index.js';

export interface RewriteSite {
  /** Which rewrite, as the tables name it. */
  readonly kind: string;
  readonly at: Span;
  readonly fixes: () => readonly SuggestedFix[];
}

/** Those of expressions first, then those of what flow analysis knows. */
export function* rewriteSites(pass: Pass): Iterable<RewriteSite> {
  for (const file of pass.files) for (const decl of file.decls) yield* expressionSites(pass, decl);
  for (const facts of pass.functions) {
    yield* copies(pass, facts);
    yield* goroutines(pass, facts);
  }
  for (const cell of pass.cells.values()) yield* guards(pass, cell);
  for (const variable of [...pass.pkg.vars, ...pass.pkg.namedTypes.flatMap(structFields)])
    if (variable.origin && isMap(variable.type))
      yield { kind: 'wrap map', at: variable.origin, fixes: () => wrapMapFixes(pass, variable) };
}

function* copies(pass: Pass, facts: FunctionFacts): Iterable<RewriteSite> {
  const { decl } = facts.func;
  for (const copy of facts.copies) {
    if (copy.origin) continue; // Made by another function, where it is rewritten.
    const at = { decl, node: copy.node };
    if (isMap(copy.type)) {
      yield { kind: 'clone', at, fixes: () => cloneFixes(pass, facts, written(copy)) };
      continue;
    }
    const [shared, ...others] = sharedBy(copy);
    if (!shared) continue;
    yield { kind: 'clone method', at, fixes: () => cloneMethodFixes(pass, decl, copy.source) };
    yield {
      kind: 'clone the field',
      at,
      fixes: () => cloneFieldFixes(pass, facts, { ...copy, writes: [shared] }, shared),
    };
    if (others.length === 0) continue;
    const all = { ...copy, writes: [shared, ...others] };
    yield { kind: 'clone the fields', at, fixes: () => cloneFieldFixes(pass, facts, all, shared) };
  }
}

/** As if the copy were written, which decides between `maps.Clone` and a map that is never nil. */
function written(copy: CopyFact): CopyFact {
  const pair = { number: 0, copy: copy.copyRoot, source: copy.sourceRoot, path: [] };
  return { ...copy, writes: [{ pair, via: 'copy', write: undefined as never, read: undefined, reads: [] }] };
}

function sharedBy(copy: CopyFact): readonly SharedWrite[] {
  return mapLeaves(copy.type).map(({ path }) => ({
    pair: { number: 0, copy: 0, source: 0, path },
    via: 'copy',
    write: undefined as never,
    read: undefined,
    reads: [],
  }));
}

function* goroutines(pass: Pass, facts: FunctionFacts): Iterable<RewriteSite> {
  for (const task of facts.tasks) {
    const byMap = new Map<number, Access[]>();
    for (const access of task.accesses) {
      const map = access.maps[0];
      if (map !== undefined) byMap.set(map, [...(byMap.get(map) ?? []), access]);
    }
    for (const [map, accesses] of byMap) {
      const { site } = task;
      yield { kind: 'own copy', at: site, fixes: () => ownCopyFixes(pass, facts, map, task, accesses) };
      yield { kind: 'local mutex', at: site, fixes: () => addMutexFixes(pass, accesses) };
    }
  }
}

function* guards(pass: Pass, cell: GuardedCell): Iterable<RewriteSite> {
  const [first] = cell.accesses;
  if (!first) return;
  const conflicting = cell.accesses.map(({ access }) => access);
  if (!cell.guard) {
    const fixes = (): readonly SuggestedFix[] => addMutexFixes(pass, conflicting);
    yield { kind: 'new mutex', at: first.access.site, fixes };
  }
  for (const access of cell.accesses) {
    const at = access.access.site;
    for (const [path, mode] of access.heldAny)
      if (mode === 'read') yield { kind: 'upgrade', at, fixes: () => upgradeFixes(pass, access, path) };
    for (const guard of mutexesFor(pass, cell))
      if (!access.held.has(guard.name) && !access.maybeHeld.has(guard.name))
        yield { kind: 'lock', at, fixes: () => guardFixes(pass, cell, guard, access) };
  }
}

/** Mutexes that stand where one that guards the map would. */
function mutexesFor(pass: Pass, { cell: { variable }, guard }: GuardedCell): readonly Guard[] {
  if (guard) return [guard];
  if (!variable) return [];
  if (variable.role === 'package') {
    return pass.pkg.vars
      .filter(({ type }) => mutexKind(type) !== undefined)
      .map(({ pkg, name }) => ({ name: `${pkg}.${name}`, why: 'usage' }));
  }
  const owner = pass.pkg.namedTypes.flatMap((named) => {
    const fields = structFields(named);
    return fields.includes(variable.generic) ? [fields] : [];
  })[0];
  return (owner ?? [])
    .filter(({ type }) => mutexKind(type) !== undefined)
    .map(({ name }) => ({ name: `.${name}`, why: 'usage' }));
}

function structFields(named: Named): readonly Var[] {
  const struct = underlying(named);
  return struct.kind === 'struct' ? struct.fields : [];
}
