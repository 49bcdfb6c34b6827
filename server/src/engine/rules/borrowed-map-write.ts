/**
 * borrowed-map-write: a map that belongs to another value is written through a local name.
 *
 * Needs what functions of the program lend, what libraries are known to, and package-level defaults that get a local name.
 * What is put back afterwards (`obj.SetLabels(labels)`) is the owner's business, and so are accessors meant for writing.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { Loan } from '../flow/boundary.js';
import type { Cell } from '../flow/cells.js';
import type { CopyFact } from '../flow/copies.js';
import { isInTest } from '../flow/flow-decl.js';
import type { Access } from '../flow/summary.js';
import { borrowedCloneFixes } from '../rewrites/clone-value.js';
import type { Loc } from '../flow/locations.js';
import type { Node } from '../syntax/ast.js';
import type { Var } from '../types/types.js';
import { isMap } from '../types/index.js';
import { isWrittenByName, readsOf } from './boundaries.js';
import { borrowersOf, isMeantForWriting, isWrittenThrough } from './borrowers.js';
import { distinct, functionName, verb } from './evidence.js';
import { shortText, type Questions } from './pass.js';
import { defineRule, type Note } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  /** Where it was borrowed: a call, or the name of a package-level variable. */
  readonly from: Node;
  readonly write: Access;
  /** Whose map it is. */
  readonly owner: string;
  /** Why others see the write; undefined where nothing shows that. */
  readonly shared: { readonly message: string; readonly notes: readonly Note[] } | undefined;
}

export const borrowedMapWrite = defineRule({
  code: 'borrowed-map-write',
  since: '0.1.0',
  severity: 'information',

  docs: {
    summary: 'a map that belongs to another value is written through a local name',
    why: `A getter that returns its own map, a cache, a package-level default: the local name is one more name of a map that
others read. It is a warning where the owner shares it with others for certain: it is package-level, an informer's cache, or
the owner guards it with a lock.`,
    bad: [
      `var defaults = map[string]string{"format": "text"}

func Defaults() map[string]string { return defaults }

func format() string { return defaults["format"] }

func verbose() map[string]string {
	options := Defaults()
	options["format"] = "json" // want borrowed-map-write
	return options
}`,
    ],
    good: [
      `var defaults = map[string]string{"format": "text"}

func Defaults() map[string]string { return defaults }

func format() string { return defaults["format"] }

func verbose() map[string]string {
	options := maps.Clone(Defaults())
	options["format"] = "json"
	return options
}`,
    ],
    limits: [
      'Misses: maps of a borrowed value that are reached through functions that are not known.',
      'Over-reports: a package-level map that a getter hands out to be written.',
    ],
    fixes: [
      '**Write to a clone**: `maps.Clone` where the map is borrowed (Go 1.21), or a loop before that. Unsafe: the owner no longer sees the write.',
    ],
    references: ['https://pkg.go.dev/k8s.io/client-go/tools/cache#Store'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    if (isInTest(facts.func.decl)) return;
    if (facts.libraryLoans.length > 0) yield* fromLibrary(facts);
    for (const copy of facts.copies) {
      const { written: write } = copy;
      if (!write || copy.call || !isMap(copy.type)) continue;
      if (copy.loan) {
        if (!copy.storedBack) yield* borrowed(facts, copy.loan, write, questions);
      } else yield* fromDefault(facts, copy, write, questions);
    }
  },

  report({ facts, from, write, owner, shared }) {
    const { decl } = facts.func;
    const at = write.calls[0] ?? write.site;
    const message = `a map is ${verb(write)} here that belongs to ${owner}`;
    const notes = [{ at: { decl, node: from }, message: 'it is borrowed here' }, ...(shared?.notes ?? [])];
    if (!shared) return { at, severity: 'information', message, notes };
    return { at, severity: 'warning', message: `${message}: ${shared.message}`, notes: distinct(notes) };
  },

  fixes: ({ facts, from }, pass) => borrowedCloneFixes(pass, facts.func.decl, from),
});

/**
 * Writes to what a cache of a library gives to others, too; one for each call that lends. Where the map may also be
 * another one, the write may be meant for that.
 */
function* fromLibrary(facts: FunctionFacts): Iterable<Evidence> {
  for (const { call, lending, holder } of facts.libraryLoans) {
    const isOfHolder = (map: Loc): boolean => isReached(facts, map, holder);
    const writes = facts.accesses.filter(({ kind, maps }) => kind === 'write' && maps.some(isOfHolder));
    const certain = writes.find(({ maps }) => maps.every(isOfHolder));
    const write = certain ?? writes[0];
    if (!write) continue;
    const owner = `what ${shortText(call)} gives`;
    const shared = lending.documented && certain ? { message: lending.why, notes: [] } : undefined;
    yield { facts, from: call.node, write, owner: shared ? owner : `${owner}: ${lending.why}`, shared };
  }
}

/** Whether a map was reached from a variable, as it was when the function was entered. */
function isReached({ locations }: FunctionFacts, map: Loc, holder: Var): boolean {
  for (let at = map; at; at = locations.object(at).of ?? 0) {
    if (locations.object(at).variable === holder) return true;
  }
  return false;
}

function* borrowed(facts: FunctionFacts, loan: Loan, write: Access, questions: Questions): Iterable<Evidence> {
  const { callee, cell } = loan;
  const from = loan.call.node;
  if (!callee) {
    const isShared = facts.libraryLoans.some(({ holder }) => loan.maps.some((map) => isReached(facts, map, holder)));
    if (!isShared) yield { facts, from, write, owner: cell?.name ?? 'another value', shared: undefined };
    return;
  }
  // A map that a mutex guards here is left to the rules about guards.
  if (!callee.func || !cell || questions.cell(cell.key)?.guard || isMeantForWriting(callee.func)) return;
  if (isWrittenThrough(borrowersOf(questions, callee, cell)) || isLazy(questions, loan)) return;
  yield { facts, from, write, owner: cell.name, shared: guardedThere(facts, loan) ?? tableOf(questions, facts, cell) };
}

/** The accessor makes the map where there is none yet: it is there to be written. */
function isLazy(questions: Questions, { callee, cell }: Loan): boolean {
  const returns = questions.factsOf(callee!)?.returns ?? [];
  return returns.some((returned) => returned.lazy && returned.cell.key === cell!.key);
}

/** Its own package guards the map with a mutex. */
function guardedThere(facts: FunctionFacts, { maps }: Loan): Evidence['shared'] {
  const access = facts.accesses.find(({ guarded, maps: own }) => guarded && own.some((map) => maps.includes(map)));
  if (!access) return undefined;
  return {
    message: 'its owner guards it with a lock',
    notes: [{ at: access.site, message: `the map is ${verb(access)} under its lock in this call` }],
  };
}

/** A package-level table that others read, and that is not written under its own name. */
function tableOf(questions: Questions, facts: FunctionFacts, cell: Cell): Evidence['shared'] {
  if (cell.variable?.role !== 'package' || isWrittenByName(questions, cell)) return undefined;
  if (cell.variable.pkg !== facts.func.pkg) {
    return /default|standard|base|builtin/i.test(cell.name)
      ? { message: 'all who use that package share it', notes: [] }
      : undefined;
  }
  const read = readsOf(questions, cell).find((access) => access.facts !== facts);
  if (!read) return undefined;
  return {
    message: `package-level ${cell.name} is read elsewhere`,
    notes: [
      { at: read.access.site, message: `${cell.name} is ${verb(read.access)} here, in ${functionName(read.facts)}` },
    ],
  };
}

const defaultWords = /default|standard|base|initial|template|builtin/i;

/** `options := defaults`, where the name says that it is where others begin, too. */
function* fromDefault(facts: FunctionFacts, copy: CopyFact, write: Access, questions: Questions): Iterable<Evidence> {
  const { variable, root } = facts.locations.object(copy.sourceRoot);
  if (variable?.role !== 'package' || root !== copy.sourceRoot || !copy.target) return;
  if (!defaultWords.test(variable.name) || copy.writes.some(({ read }) => read)) return;
  const cell = { key: `${variable.pkg}.${variable.name}`, name: variable.name, variable };
  const shared = questions.cell(cell.key)?.guard ? undefined : tableOf(questions, facts, cell);
  if (shared) yield { facts, from: copy.source, write, owner: cell.name, shared };
}
