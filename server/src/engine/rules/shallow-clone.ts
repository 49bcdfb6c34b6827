/**
 * shallow-clone: a map is cloned by its entries only, and an inner map that the clone still shares with the original is
 * written.
 *
 * Needs the copies of entries that flow analysis watches: by a loop, by `maps.Clone` and `maps.Copy`, of slices by
 * `slices.Clone`, `copy` and `append`, by functions that return such a clone. What entries hold behind a pointer is shared on purpose more often than not: there a name has to
 * say that a copy was meant.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact, SharedWrite } from '../flow/copies.js';
import { deepenCloneFixes, deepenCopyFixes, deepenElementFixes } from '../rewrites/deepen.js';
import { Kind, type Node } from '../syntax/ast.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { holdsMap, isMap, underlying } from '../types/index.js';
import { verb } from './evidence.js';
import { shortText, textOf } from './pass.js';
import { defineRule } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly copy: CopyFact;
  /** Undefined for a hint: shared, but no write seen. */
  readonly shared: SharedWrite | undefined;
}

export const shallowClone = defineRule({
  code: 'shallow-clone',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'a clone of a map shares the inner maps with the original, and one of them is written',
    why: `\`maps.Clone\`, \`maps.Copy\` and a loop that assigns entry by entry copy one level: an entry that is a map, or
that holds one, is copied as a reference. A write to an inner map through the clone changes the original too.`,
    bad: [
      `type timetable map[string]map[int]string

func (t timetable) draft() timetable {
	next := maps.Clone(t) // want shallow-clone
	next["A1"][9] = "logic"
	return next
}`,
    ],
    good: [
      `type timetable map[string]map[int]string

func (t timetable) draft() timetable {
	next := make(timetable, len(t))
	for room, hours := range t {
		next[room] = maps.Clone(hours)
	}
	next["A1"][9] = "logic"
	return next
}`,
    ],
    limits: [
      'Misses: a clone to which entries of other origin are added before the write.',
      'Misses: what entries hold behind pointers, unless a name says clone, copy, snapshot, backup, fork, draft.',
      'Misses: clones that are kept in a field and written by another function.',
      'Misses: inner slices that are written in place.',
    ],
    fixes: [
      '**Clone what the entries hold**, after the clone or on the way. Unsafe: it ends the sharing, and somebody may have wanted it.',
    ],
    references: ['https://pkg.go.dev/maps#Clone', 'https://pkg.go.dev/maps#Copy'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    for (const copy of facts.copies) {
      if (copy.form !== 'entries') continue;
      const shared = copy.writes.find((write) => write.read) ?? copy.writes[0];
      const maker = copy.origin ? questions.factsOf(copy.origin.func) : facts;
      const made = copy.origin?.fact ?? copy;
      if (!maker || !keepsKey(maker, made) || !isMeantAsCopy(maker, made) || (copy.origin && made.writes.length > 0))
        continue;
      if (shared) yield { facts: maker, copy: made, shared };
      else if (!copy.origin && isKept(facts, copy)) yield { facts, copy, shared: undefined };
    }
  },

  report({ facts, copy, shared }) {
    const at = { decl: facts.func.decl, node: statementOf(facts, copy) };
    const text = shortText({ decl: facts.func.decl, node: copy.node });
    const what = isMap(copy.type) ? 'inner maps' : 'maps inside its entries';
    if (!shared)
      return { at, severity: 'hint', message: `${text} copies one level: the ${what} stay shared`, notes: [] };
    const [written, other] = shared.via === 'copy' ? ['copy', 'original'] : ['original', 'copy'];
    return {
      at,
      message: `the copy is shallow: its ${what} are those of the original, and one is ${verb(shared.write)} through the ${written}`,
      notes: [
        {
          at: shared.write.calls[0] ?? shared.write.site,
          message: `an inner map is ${verb(shared.write)} through the ${written} here`,
        },
        ...(shared.read ? [{ at: shared.read, message: `the ${other} is read here, after the write` }] : []),
      ],
    };
  },

  fixes({ facts, copy }, pass) {
    const { decl } = facts.func;
    const node = statementOf(facts, copy);
    if (decl.ast.kind[node] === Kind.AssignStmt) return deepenElementFixes(pass, decl, node);
    const deepened = deepenCloneFixes(pass, decl, node);
    return deepened.length > 0 ? deepened : deepenCopyFixes(pass, decl, node);
  },
});

/** The assignment `dst[k] = v`, or the call. */
function statementOf({ func }: FunctionFacts, copy: CopyFact): Node {
  const { ast } = func.decl;
  const parent = copy.target === 0 ? 0 : parentsOf(ast)[copy.target]!;
  return ast.kind[parent] === Kind.AssignStmt ? parent : copy.node;
}

/** Whether an entry goes under the key it came from: another index of the same maps shares them on purpose. */
function keepsKey({ func }: FunctionFacts, { source, target }: CopyFact): boolean {
  const { ast } = func.decl;
  if (target === 0 || source === 0) return true;
  if (ast.kind[target] !== Kind.IndexExpr) return false;
  const key = ast.b[target]!;
  if (ast.kind[source] === Kind.IndexExpr) {
    const [from, to] = [ast.b[source]!, key].map((node) => textOf({ decl: func.decl, node }));
    return from === to;
  }
  const value = ast.kind[source] === Kind.Ident ? func.info.objectOf(source) : undefined;
  const declared = value?.kind === 'var' && value.origin?.decl === func.decl ? value.origin.node : 0;
  const loop = parentsOf(ast)[declared]!;
  if (ast.kind[loop] !== Kind.RangeStmt) return true;
  const known = ast.a[loop]!;
  if (ast.kind[known] !== Kind.Ident) return false;
  let isUsed = false;
  walk(ast, key, (node) => {
    isUsed ||= ast.kind[node] === Kind.Ident && func.info.objectOf(node) === func.info.objectOf(known);
  });
  return isUsed;
}

const copyWords = /clone|copy|cop(ies|ied)|snap|dup|fork|backup|saved|before|draft|old|prev|orig/i;

/** Whether what is behind the entries was to be copied as well. */
function isMeantAsCopy(facts: FunctionFacts, copy: CopyFact): boolean {
  if (underlying(copy.type).kind !== 'pointer') return true;
  const { func } = facts;
  if (func.func && copyWords.test(func.func.name)) return true;
  return copy.target !== 0 && copyWords.test(textOf({ decl: func.decl, node: func.decl.ast.a[copy.target]! }));
}

/** The original outlives the function, and so does what the clone shares with it: somebody else will use it. */
function isKept({ locations }: FunctionFacts, copy: CopyFact): boolean {
  if (!isMap(copy.type) && !holdsMap(copy.type)) return false;
  return copy.stillShared === true && locations.object(copy.sourceRoot).kind === 'entry';
}
