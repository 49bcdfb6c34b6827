/**
 * map-returned-from-field: a function of a package's interface returns, as itself, a map that its receiver or its package
 * keeps.
 *
 * Needs what functions return of fields, who writes those in place, and what callers in the package do with the result. A
 * map that a mutex guards is left to the rules about guards; an accessor through which everybody writes is meant for it.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { ReturnFact } from '../flow/boundary.js';
import { isInTest } from '../flow/flow-decl.js';
import type { CellAccess } from '../flow/guards.js';
import { returnCloneFixes } from '../rewrites/clone-value.js';
import { nodesOf, type Node } from '../syntax/ast.js';
import { interfaceSeverity, isInterface, writesInPlace } from './boundaries.js';
import { borrowersOf, isMeantForWriting, isWrittenThrough, type Borrowing } from './borrowers.js';
import { distinct, functionName, verb } from './evidence.js';
import { defineRule } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly returned: ReturnFact;
  readonly misuse: { readonly write: CellAccess; readonly borrowing: Borrowing } | undefined;
}

export const mapReturnedFromField = defineRule({
  code: 'map-returned-from-field',
  since: '0.1.0',
  severity: 'information',

  docs: {
    summary: 'a function returns a map that its receiver or package keeps',
    why: `The caller gets the map itself: what it writes is written into the field, and what is written into the field
later changes under the caller's hands. It is a warning where the package shows both: the field is written in place, and a
caller writes the result or keeps it.`,
    bad: [
      `type Cart struct {
	lines map[string]int
}

func NewCart() *Cart { return &Cart{lines: make(map[string]int)} }

func (c *Cart) Add(sku string, n int) { c.lines[sku] += n }

func (c *Cart) Lines() map[string]int {
	return c.lines // want map-returned-from-field
}

func withWrapping(c *Cart) int {
	lines := c.Lines()
	lines["gift-wrap"] = 1
	return len(lines)
}`,
    ],
    good: [
      `type Cart struct {
	lines map[string]int
}

func NewCart() *Cart { return &Cart{lines: make(map[string]int)} }

func (c *Cart) Add(sku string, n int) { c.lines[sku] += n }

func (c *Cart) Lines() map[string]int { return maps.Clone(c.lines) }

func withWrapping(c *Cart) int {
	lines := c.Lines()
	lines["gift-wrap"] = 1
	return len(lines)
}`,
    ],
    limits: [
      'Misses: callers in other packages; what they write is a finding of `borrowed-map-write` there.',
      'Misses: maps that leave inside a struct or a slice.',
    ],
    fixes: [
      '**Return a clone**: `maps.Clone` (Go 1.21), or a loop before that, under the lock if one is held; for nested maps one that goes all the way down, too. Unsafe: callers may have meant to write into the field.',
    ],
    references: ['https://github.com/uber-go/guide/blob/master/style.md#copy-slices-and-maps-at-boundaries'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    const { func } = facts.func;
    if (!func || facts.returns.length === 0 || !isInterface(func) || isInTest(facts.func.decl)) return;
    const seen = new Set<Node>();
    for (const returned of facts.returns) {
      const { cell, lazy, node } = returned;
      if (lazy || seen.has(node) || questions.cell(cell.key)?.guard || isMeantForWriting(func)) continue;
      seen.add(node);
      const borrowings = borrowersOf(questions, facts.func, cell);
      if (isWrittenThrough(borrowings)) continue;
      const borrowing = borrowings.find(({ kept, written }) => kept ?? written);
      const write = writesInPlace(questions, cell).find((access) => access.facts !== borrowing?.facts);
      yield { facts, returned, misuse: borrowing && write ? { write, borrowing } : undefined };
    }
  },

  report({ facts, returned, misuse }, pass) {
    const { cell } = returned;
    const at = { decl: facts.func.decl, node: expressionOf(facts, returned) };
    const returns = `${functionName(facts)} returns ${cell.name} itself`;
    if (!misuse) {
      const message = `${returns}: what callers write is written into it`;
      return { at, severity: interfaceSeverity(pass), message, notes: [] };
    }
    const { write, borrowing } = misuse;
    const { written, kept, loan } = borrowing;
    const who = functionName(borrowing.facts);
    return {
      at,
      severity: 'warning',
      message: `${returns}, which is written in place, and ${who} ${written ? 'writes' : 'keeps'} the result`,
      notes: distinct([
        { at: loan.call, message: `${who} gets the map here` },
        ...(written ? [{ at: written.calls[0] ?? written.site, message: `the result is ${verb(written)} here` }] : []),
        ...(kept ? [{ at: kept, message: 'the result is kept here' }] : []),
        {
          at: write.access.site,
          message: `${cell.name} is ${verb(write.access)} here, in ${functionName(write.facts)}`,
        },
      ]),
    };
  },

  fixes: ({ facts, returned }, pass) => returnCloneFixes(pass, facts.func.decl, expressionOf(facts, returned)),
});

/** The expression returned; the whole statement where it names none. */
function expressionOf(facts: FunctionFacts, { node, result }: ReturnFact): Node {
  const { ast } = facts.func.decl;
  return nodesOf(ast, ast.a[node]!)[result] ?? node;
}
