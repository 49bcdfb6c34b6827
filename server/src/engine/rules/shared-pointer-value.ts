/**
 * shared-pointer-value: a loop stores the address of one variable for several entries, and changes the variable in
 * between: all entries are what it was set to last.
 *
 * Needs the stores of addresses that a loop comes back to (`kept-addresses.ts`), and for calls that are given the
 * variable's address, whether the callee writes there.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import { keptAddresses, type KeptAddress } from '../flow/kept-addresses.js';
import { writtenPointees } from '../flow/written-pointees.js';
import { perIterationFixes } from '../rewrites/per-iteration.js';
import { Kind } from '../syntax/ast.js';
import { distinct } from './evidence.js';
import { shortText, type Questions } from './pass.js';
import { defineRule } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly kept: KeptAddress;
}

/** Loops declare their variables anew in each iteration. */
const perIterationVersion = 122;

export const sharedPointerValue = defineRule({
  code: 'shared-pointer-value',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'a loop stores the address of one variable under several keys, and changes the variable in between',
    why: `All entries point to the same variable, so each of them is what the variable was set to last. Before Go 1.22
the variables of a loop are one for all iterations too.`,
    bad: [
      `type station struct {
	code string
	lat  float64
}

func byCode(all []station) map[string]*station {
	index := map[string]*station{}
	var current station
	for _, st := range all {
		current = st
		index[st.code] = &current // want shared-pointer-value
	}
	return index
}`,
    ],
    good: [
      `type station struct {
	code string
	lat  float64
}

func byCode(all []station) map[string]*station {
	index := map[string]*station{}
	for i, st := range all {
		index[st.code] = &all[i]
	}
	return index
}`,
    ],
    limits: [
      'Misses: addresses stored by function literals inside the loop, or kept by a function that they are passed to.',
      'Misses: a variable changed by a function of another package, decoders and scanners aside.',
      'Over-reports: a store that a condition lets happen once only.',
    ],
    fixes: [
      '**A variable of each iteration**: `v := v` at the start of the body. Unsafe: entries no longer change together.',
      '**The address of the element**, where the loop runs over a slice. Unsafe: a change through the pointer is one of the slice.',
      '**The address of a copy**, for a variable declared outside the loop. Unsafe: entries no longer change together.',
    ],
    references: ['https://go.dev/blog/loopvar-preview', 'https://go.dev/ref/spec#For_statements'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    if (!facts.func.blocks.some(({ steps }) => steps)) return;
    const version = questions.goVersionOf(facts.func.decl);
    const perIteration = version === 0 || version >= perIterationVersion;
    const writes = (call: number, argument: number): boolean => isWritten(facts, questions, call, argument);
    for (const kept of keptAddresses(facts.func, { perIteration, writes })) yield { facts, kept };
  },

  report({ facts, kept }) {
    const { decl } = facts.func;
    const { variable, container } = kept;
    const name = shortText({ decl, node: container });
    const { origin } = variable;
    return {
      at: { decl, node: kept.store },
      message: `all entries of ${name} point to one variable ${variable.name}: each is what ${variable.name} is set to last`,
      notes: distinct([
        ...(origin ? [{ at: origin, message: `${variable.name} is one variable for all iterations` }] : []),
        { at: { decl, node: kept.change }, message: `${variable.name} changes here, before the next entry is stored` },
        ...(isInside(facts, kept.address, kept.store)
          ? []
          : [{ at: { decl, node: kept.address }, message: `the address of ${variable.name} is taken here` }]),
      ]),
    };
  },

  fixes: ({ facts, kept }, pass) =>
    isInLoop(facts, kept.address) ? perIterationFixes(pass, facts.func.decl, kept.address) : [],
});

/** Whether a function of the package, called here, writes to what its argument points to. */
function isWritten(facts: FunctionFacts, questions: Questions, node: number, argument: number): boolean {
  const call = facts.calls.find(({ site }) => site.node === node && site.decl === facts.func.decl);
  const callee = call && questions.factsOf(call.callee);
  return callee !== undefined && writtenPointees(callee.func).has(argument);
}

function isInside({ func }: FunctionFacts, inner: number, outer: number): boolean {
  const { start, end } = func.decl.ast;
  return start[outer]! <= start[inner]! && end[inner]! <= end[outer]!;
}

/** A copy made before the loop would be one for all iterations again. */
function isInLoop(facts: FunctionFacts, address: number): boolean {
  const { ast, first, last } = facts.func.decl;
  for (let node = first; node < last; node++) {
    const isLoop = ast.kind[node] === Kind.ForStmt || ast.kind[node] === Kind.RangeStmt;
    if (isLoop && isInside(facts, address, node)) return true;
  }
  return false;
}
