/**
 * map-param-write: a function of a package's interface writes a map that its caller passes, and nothing in its name or
 * result says so.
 *
 * Needs what callees write of their parameters, watched in callers until they read the map again.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact } from '../flow/copies.js';
import { saysItWrites } from '../flow/conventions.js';
import { isInTest } from '../flow/flow-decl.js';
import type { FuncHead } from '../flow/ir.js';
import type { Access, Site } from '../flow/summary.js';
import { passCloneFixes } from '../rewrites/clone-value.js';
import { Kind, type Node } from '../syntax/ast.js';
import { parentsOf } from '../syntax/walk.js';
import { isMap } from '../types/index.js';
import { isInterface, isWrittenByName, readsOf } from './boundaries.js';
import { distinct, functionName, verb, writeKey } from './evidence.js';
import { shortText, type Questions } from './pass.js';
import { defineRule, type Note } from './rule.js';

type Evidence =
  | { readonly kind: 'write'; readonly facts: FunctionFacts; readonly write: Access; readonly param: string }
  | {
      readonly kind: 'call';
      readonly facts: FunctionFacts;
      readonly copy: CopyFact;
      readonly callee: FuncHead;
      readonly write: Access;
      readonly seen: Note;
    };

export const mapParamWrite = defineRule({
  code: 'map-param-write',
  since: '0.1.0',
  severity: 'hint',

  docs: {
    summary: 'a function writes a map that its caller passes, and does not say so',
    why: `A map parameter is the caller's map. A function whose name and result speak of something else surprises a caller
that goes on with its map. It is a warning at a call that passes a map which is read afterwards, or that is package-level.`,
    bad: [
      `func Total(prices map[string]int) int {
	delete(prices, "discount")
	sum := 0
	for _, cents := range prices {
		sum += cents
	}
	return sum
}

func receipt(prices map[string]int) (total, saved int) {
	total = Total(prices) // want map-param-write
	return total, prices["discount"]
}`,
    ],
    good: [
      `func Total(prices map[string]int) int {
	sum := 0
	for item, cents := range prices {
		if item != "discount" {
			sum += cents
		}
	}
	return sum
}

func receipt(prices map[string]int) (total, saved int) {
	total = Total(prices)
	return total, prices["discount"]
}`,
    ],
    limits: [
      'Misses: functions without a result, unless their name says that they only look; calls through interfaces.',
      'Misses: callers that read the map in another function only.',
    ],
    fixes: [
      '**Pass a clone**: `maps.Clone` at the call (Go 1.21), or a loop before that. Unsafe: the caller no longer sees what the function writes.',
    ],
    references: ['https://go.dev/doc/effective_go#maps'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    if (isInTest(facts.func.decl)) return;
    yield* ownWrites(facts);
    const seen = new Set<Node>();
    for (const copy of facts.copies) {
      const { passed } = copy;
      if (!passed || seen.has(copy.node) || !isMap(copy.type)) continue;
      const callee = passed.callee;
      const found = readAfterwards(facts, copy) ?? packageLevel(questions, facts, copy, passed.write);
      if (!found) continue;
      seen.add(copy.node);
      yield { kind: 'call', facts, copy, callee, write: passed.write, seen: found };
    }
  },

  report(evidence) {
    const { facts, write } = evidence;
    if (evidence.kind === 'write') {
      const message = `${functionName(facts)} writes ${evidence.param}, the map of its caller`;
      const at = write.calls[0] ?? write.site;
      return { at, message, notes: [], about: [writeKey(at)] };
    }
    const { copy, callee, seen } = evidence;
    const { decl } = facts.func;
    const map = shortText({ decl, node: copy.source });
    return {
      at: copy.call!,
      severity: 'warning',
      message: `${callee.func!.name} writes ${map}, though nothing in its name or result says so: ${seen.message}`,
      notes: distinct([
        { at: write.site, message: `the map is ${verb(write)} here` },
        { at: seen.at, message: seen.message },
      ]),
    };
  },

  fixes: (evidence, pass) =>
    evidence.kind === 'call' ? passCloneFixes(pass, evidence.facts.func.decl, evidence.copy.source) : [],
});

/** The first write to each map parameter. */
function* ownWrites(facts: FunctionFacts): Iterable<Evidence> {
  const { func, params, paramTypes } = facts.func;
  if (!func || !isInterface(func) || saysItWrites(func)) return;
  const { locations, accesses } = facts;
  for (const [i, param] of params.entries()) {
    if (!param || !isMap(paramTypes[i]!) || (i === 0 && func.type.recv)) continue;
    const write = accesses.find(
      ({ kind, maps, exclusive }) =>
        kind === 'write' &&
        !exclusive &&
        maps.length === 1 &&
        locations.object(maps[0]!).kind === 'entry' &&
        locations.object(locations.object(maps[0]!).of!).variable === param &&
        locations.parent(locations.object(maps[0]!).of!) === 0,
    );
    if (write) yield { kind: 'write', facts, write, param: param.name };
  }
}

/** An entry, the length, or all of the map is read after the call. */
function readAfterwards(facts: FunctionFacts, { writes }: CopyFact): Note | undefined {
  const reads = writes.flatMap((write) => (write.via === 'copy' ? write.reads : []));
  const read = reads.find((each) => isRead(facts, each));
  return read && { at: read, message: 'the caller reads the map afterwards' };
}

function isRead({ func }: FunctionFacts, read: Site): boolean {
  if (read.decl !== func.decl) return false;
  const { ast } = read.decl;
  const parents = parentsOf(ast);
  let node = read.node;
  let parent = parents[node]!;
  while (ast.kind[parent] === Kind.ParenExpr) [node, parent] = [parent, parents[parent]!];
  switch (ast.kind[parent]) {
    case Kind.IndexExpr:
      return ast.a[parent] === node;
    case Kind.RangeStmt:
      return ast.c[parent] === node;
    case Kind.CallExpr:
      return func.info.modeOf(ast.a[parent]!) === 'builtin';
    default:
      return false;
  }
}

/** A table of the package is passed, which others read. */
function packageLevel(
  questions: Questions,
  { locations }: FunctionFacts,
  { sourceRoot }: CopyFact,
  write: Access,
): Note | undefined {
  const { variable, root } = locations.object(sourceRoot);
  if (variable?.role !== 'package' || root !== sourceRoot) return undefined;
  const cell = { key: `${variable.pkg}.${variable.name}`, name: variable.name, variable };
  const read = readsOf(questions, cell).find(({ access }) => access.site !== write.site && access.func !== write.func);
  if (!read || isWrittenByName(questions, cell)) return undefined;
  return { at: read.access.site, message: `package-level ${variable.name} is read in ${functionName(read.facts)}` };
}
