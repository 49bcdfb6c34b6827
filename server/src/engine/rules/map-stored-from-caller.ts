/**
 * map-stored-from-caller: a function of a package's interface keeps a map of its caller as itself, in a field or a
 * package-level variable.
 *
 * Needs what a function keeps of its parameters, and what callers in the package do with a map after they have handed it
 * over. A map that was still empty then was handed over to be filled; a new one is the keeper's own.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { Cell } from '../flow/cells.js';
import type { CopyFact } from '../flow/copies.js';
import { saysItIsShared } from '../flow/conventions.js';
import { isInTest } from '../flow/flow-decl.js';
import { keepCloneFixes, passCloneFixes } from '../rewrites/clone-value.js';
import type { Node } from '../syntax/ast.js';
import {
  callsOf,
  entrancesOf,
  interfaceSeverity,
  isParameterAround,
  isWrittenByName,
  readsOf,
  writesInPlace,
  type Entrance,
} from './boundaries.js';
import { distinct, functionName, verb } from './evidence.js';
import type { Questions } from './pass.js';
import { defineRule, type Note } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  /** Where the map is kept; the call, when that is in another package. */
  readonly at: { readonly node: Node; readonly handover: CopyFact | undefined };
  readonly cell: Cell;
  readonly name: string;
  readonly shared: Shared | undefined;
}

/** Two holders of one map, one of which writes it. */
interface Shared {
  readonly message: string;
  readonly notes: readonly Note[];
}

export const mapStoredFromCaller = defineRule({
  code: 'map-stored-from-caller',
  since: '0.1.0',
  severity: 'information',

  docs: {
    summary: 'a function keeps a map of its caller as itself',
    why: `Whoever made the map still has it. What the caller writes afterwards changes what was kept, and what is written
through the field changes the caller's map, and that of everybody else who was given it. It is a warning where the package
shows such a write.`,
    bad: [
      `type Editor struct {
	keys map[string]string
}

func NewEditor(keys map[string]string) *Editor {
	return &Editor{keys: keys} // want map-stored-from-caller
}

func (e *Editor) Bind(key, command string) { e.keys[key] = command }

func (e *Editor) Command(key string) string { return e.keys[key] }

func commands() (string, string) {
	std := map[string]string{"ctrl-s": "save"}
	left, right := NewEditor(std), NewEditor(std)
	left.Bind("ctrl-s", "split")
	return left.Command("ctrl-s"), right.Command("ctrl-s")
}`,
    ],
    good: [
      `type Editor struct {
	keys map[string]string
}

func NewEditor(keys map[string]string) *Editor {
	return &Editor{keys: maps.Clone(keys)}
}

func (e *Editor) Bind(key, command string) { e.keys[key] = command }

func (e *Editor) Command(key string) string { return e.keys[key] }

func commands() (string, string) {
	std := map[string]string{"ctrl-s": "save"}
	left, right := NewEditor(std), NewEditor(std)
	left.Bind("ctrl-s", "split")
	return left.Command("ctrl-s"), right.Command("ctrl-s")
}`,
    ],
    limits: [
      'Misses: maps handed over inside a struct. Callers in other packages are told where they hand over the map, of what they do themselves.',
      'Misses: callers that hand over a map through a function value, as options do.',
      'Over-reports: a map with entries that is handed over to be shared, where no name says so.',
    ],
    fixes: [
      '**Keep a clone**: `maps.Clone` where the map is stored (Go 1.21), or a loop before that; for nested maps one that goes all the way down, too. Unsafe: it ends the sharing, and somebody may have wanted it.',
    ],
    references: ['https://github.com/uber-go/guide/blob/master/style.md#copy-slices-and-maps-at-boundaries'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    if (isInTest(facts.func.decl)) return;
    const seen = new Set<Node>();
    for (const { node, variable, cell } of facts.keeps) {
      if (seen.has(node)) continue;
      seen.add(node);
      const entrances = entrancesOf(questions, facts.func, variable);
      if (entrances.length === 0 && !isParameterAround(facts.func, variable)) continue;
      const shared = sharedBy(questions, cell, entrances);
      yield { facts, at: { node, handover: undefined }, cell, name: variable.name, shared };
    }
    // What another package keeps is told of where it is handed over.
    for (const copy of facts.copies) {
      const { handover } = copy;
      if (!handover || handover.callee.node || seen.has(copy.node) || !isMeantApart(copy)) continue;
      const shared = seenWrite(copy) ?? usedAfterWrite(copy);
      if (!shared) continue;
      seen.add(copy.node);
      yield { facts, at: { node: copy.source, handover: copy }, cell: handover.cell, name: 'the map', shared };
    }
  },

  report({ facts, at: { node }, cell, name, shared }, pass) {
    const at = { decl: facts.func.decl, node };
    const kept = `${cell.name} keeps ${name}, the caller's own map`;
    if (!shared) {
      const message = `${kept}: a later write on either side changes both`;
      return { at, severity: interfaceSeverity(pass), message, notes: [] };
    }
    return { at, severity: 'warning', message: `${kept}: ${shared.message}`, notes: distinct(shared.notes) };
  },

  fixes: ({ facts, at: { node, handover } }, pass) =>
    handover ? passCloneFixes(pass, facts.func.decl, node) : keepCloneFixes(pass, facts.func.decl, node),
});

/** A map with entries, handed over to one who does not say that it is shared. */
function isMeantApart({ filled, handover }: CopyFact): boolean {
  return filled === true && !saysItIsShared(handover!.callee.params[handover!.param]?.name ?? '');
}

function sharedBy(questions: Questions, cell: Cell, entrances: readonly Entrance[]): Shared | undefined {
  for (const { func, param } of entrances) {
    for (const { facts, site } of callsOf(questions, func)) {
      for (const copy of facts.copies) {
        if (copy.call !== site || copy.handover?.param !== param || copy.handover.cell.key !== cell.key) continue;
        if (!isMeantApart(copy)) continue;
        const shared = seenWrite(copy) ?? usedAfterWrite(copy) ?? laterWrite(questions, facts, copy, cell);
        if (shared) return shared;
      }
    }
  }
  return undefined;
}

/** Written through one holder, then read through the other, in the function that hands the map over. */
function seenWrite(copy: CopyFact): Shared | undefined {
  const seen = copy.writes.find(({ read }) => read);
  if (!seen?.read) return undefined;
  const { write, read } = seen;
  return {
    message: `the map is ${verb(write)} and then read by another who has it`,
    notes: [
      ...handoverNotes(copy),
      { at: write.calls[0] ?? write.site, message: `the map is ${verb(write)} here` },
      ...(write.calls.length > 0 ? [{ at: write.site, message: 'through this statement' }] : []),
      { at: read, message: 'read here, after the write, by another who has the map' },
    ],
  };
}

/** The caller writes and uses its map again, so it does not write for the keeper. */
function usedAfterWrite(copy: CopyFact): Shared | undefined {
  if (!copy.usedAgain || copy.beside) return undefined;
  const { write, at } = copy.usedAgain;
  return {
    message: `the caller's map is ${verb(write)} afterwards`,
    notes: [
      ...handoverNotes(copy),
      { at: write.calls[0] ?? write.site, message: `the caller's map is ${verb(write)} here` },
      { at, message: 'and used again here' },
    ],
  };
}

/** Several keepers have the map, or a package-level variable, and methods of the keeper write into it. */
function laterWrite(
  questions: Questions,
  { locations }: FunctionFacts,
  copy: CopyFact,
  cell: Cell,
): Shared | undefined {
  const [write] = writesInPlace(questions, cell);
  if (!write) return undefined;
  const note = {
    at: write.access.site,
    message: `${cell.name} is ${verb(write.access)} here, in ${functionName(write.facts)}`,
  };
  if (copy.beside || copy.repeated) {
    const other = copy.beside ? 'another call' : 'the same call again';
    return {
      message: `${other} keeps the same map, and ${cell.name} is ${verb(write.access)} in place`,
      notes: [...handoverNotes(copy), note],
    };
  }
  const { variable, root } = locations.object(copy.sourceRoot);
  if (variable?.role !== 'package' || root !== copy.sourceRoot) return undefined;
  const table = { key: `${variable.pkg}.${variable.name}`, name: variable.name, variable };
  const [read] = readsOf(questions, table);
  // One that is written under its own name as well is a table that all share.
  if (!read || isWrittenByName(questions, table)) return undefined;
  return {
    message: `it is package-level ${variable.name}, which others read, and ${cell.name} is ${verb(write.access)} in place`,
    notes: [
      ...handoverNotes(copy),
      note,
      {
        at: read.access.site,
        message: `${variable.name} is ${verb(read.access)} here, in ${functionName(read.facts)}`,
      },
    ],
  };
}

function handoverNotes({ call, beside }: CopyFact): readonly Note[] {
  return [
    ...(beside?.call ? [{ at: beside.call, message: 'the map is handed over here' }] : []),
    ...(call ? [{ at: call, message: beside ? 'and here once more' : 'the map is handed over here' }] : []),
  ];
}
