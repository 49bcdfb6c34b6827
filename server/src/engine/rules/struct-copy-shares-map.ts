/**
 * struct-copy-shares-map: a value that holds a map is copied and was meant to be independent, and a map inside one copy
 * is written while the other is still used.
 *
 * Needs the copies that flow analysis watches, and for by-value arguments what the callee does to its parameter. A copy
 * is meant to be independent when another of its fields is assigned, or when it is returned, stored or sent. A literal that
 * takes a field from another value of its type is such a copy too, written out by hand.
 */
import { pathText } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { fieldCell } from '../flow/cells.js';
import { isInTest } from '../flow/flow-decl.js';
import {
  isMadeByCall,
  mapLeaves,
  type CopyFact,
  type Pair,
  type ReturnedCopy,
  type SharedWrite,
} from '../flow/copies.js';
import { isExported, isMap, underlying } from '../types/index.js';
import type { Var } from '../types/types.js';
import { cloneFieldFixes } from '../rewrites/clone-fields.js';
import { keepCloneFixes } from '../rewrites/clone-value.js';
import { Kind } from '../syntax/ast.js';
import { parentsOf } from '../syntax/walk.js';
import { verb } from './evidence.js';
import { copySpan } from './map-alias-write.js';
import { isNilSource } from './nil-source.js';
import { shortText, type Questions } from './pass.js';
import { isSaidElsewhere } from './precedence.js';
import { defineRule, type Report } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly copy: CopyFact;
  /** Undefined for a hint: shared, but no write seen. */
  readonly shared: SharedWrite | undefined;
}

export const structCopySharesMap = defineRule({
  code: 'struct-copy-shares-map',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'a struct copy shares a map with the original, and the map is written through one of them',
    why: `Assigning, passing or returning a struct copies its fields, and a map field is a reference. A write to the
copy's map is a write to the original's too, though every other field is the copy's own.`,
    bad: [
      `type Config struct {
	Name   string
	Labels map[string]string
}

func (c *Config) For(env string) *Config {
	out := *c // want struct-copy-shares-map
	out.Name = env
	out.Labels["env"] = env
	return &out
}`,
    ],
    good: [
      `type Config struct {
	Name   string
	Labels map[string]string
}

func (c *Config) For(env string) *Config {
	out := *c
	out.Name = env
	out.Labels = maps.Clone(c.Labels)
	out.Labels["env"] = env
	return &out
}`,
    ],
    limits: [
      'Misses: copies made by reflection, or through an interface method whose body is not known.',
      'Misses: maps behind pointers inside the struct; the pointer is shared, and says so.',
      'Over-reports: a copy that replaces its original for good, when the original is a parameter.',
    ],
    fixes: [
      '**Clone the maps of the copy**: assigns a clone of each written map right after the copy, of a map of maps all the way down. Unsafe: it ends the sharing, and somebody may have wanted it.',
    ],
    references: ['https://go.dev/ref/spec#Assignment_statements', 'https://pkg.go.dev/maps#Clone'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    for (const copy of facts.copies) {
      if (isByHand(facts, copy)) {
        const [shared] = copy.writes;
        if (shared) yield { facts, copy, shared };
        continue;
      }
      if (
        isMap(copy.type) ||
        isSaidElsewhere(facts, copy) ||
        !copy.independent ||
        copy.storedBack ||
        isHandle(copy.type)
      )
        continue;
      const shared = copy.writes.find(
        (write) =>
          !isPrivateElsewhere(facts, copy, write.pair) &&
          !isNilSource(facts, questions, write.pair) &&
          (copy.origin !== undefined || !isUnseenInTest(facts, write)),
      );
      if (!shared && copy.writes.length > 0) continue;
      if (isMadeByCall(copy)) {
        if (shared) yield { facts, copy, shared };
        continue;
      }
      if (copy.origin) {
        const maker = questions.factsOf(copy.origin.func);
        const made = copy.origin.fact;
        if (shared && maker && made.writes.length === 0) yield { facts: maker, copy: made, shared };
        continue;
      }
      if (shared && !isReportedInside(questions, copy)) yield { facts, copy, shared };
      else if (!shared && copy.writes.length === 0 && isKept(facts, copy)) yield { facts, copy, shared: undefined };
    }
  },

  report({ facts, copy, shared }) {
    const { decl } = facts.func;
    if (shared && copy.origin && isMadeByCall(copy)) return reportReturned(facts, copy, shared, copy.origin);
    const source = shortText({ decl, node: copy.source });
    if (shared && isMap(copy.type)) return reportByHand(facts, copy, shared);
    const field = shared?.pair.path.join('.') ?? stillShared(copy) ?? '';
    const copied = copyName(facts, copy);
    const at = copySpan(facts, copy);
    if (!shared) {
      return { at, severity: 'hint', message: `${copied} shares map ${field} with ${source}`, notes: [] };
    }
    const leaf = mapLeaves(copy.type).find(({ path }) => path.join('.') === field);
    const cell = leaf && fieldCell(copy.type, leaf);
    const through = shared.via === 'copy' ? copied : source;
    return {
      at,
      about: cell ? [cell.key] : [],
      message: `${copied} shares map ${field} with ${source}: a write through ${through} changes both`,
      notes: [
        ...(copy.call && shared.write.calls.length > 0
          ? [{ at: shared.write.site, message: `map ${field} of the copy is ${verb(shared.write)} here` }]
          : [
              { at: shared.write.calls[0] ?? shared.write.site, message: `map ${field} is ${verb(shared.write)} here` },
            ]),
        ...(shared.read
          ? [{ at: shared.read, message: `${shared.via === 'copy' ? source : copied} is used here, after the write` }]
          : []),
      ],
    };
  },

  fixes({ facts, copy, shared }, pass) {
    if (!shared) return [];
    return isMap(copy.type)
      ? keepCloneFixes(pass, facts.func.decl, copy.source)
      : cloneFieldFixes(pass, facts, copy, shared);
  },
});

/** A function gives a copy of what it keeps, or one of another package a copy that it makes, and this one writes to what it shares. */
function reportReturned(
  { func, locations }: FunctionFacts,
  copy: CopyFact,
  shared: SharedWrite,
  origin: ReturnedCopy,
): Report {
  const { decl } = func;
  const call = shortText({ decl, node: copy.node });
  const field = shared.pair.path.join('.');
  const source = pathText(locations, copy.sourceRoot);
  const write = shared.write.calls[0] ?? shared.write.site;
  const through = shared.via === 'copy' ? 'the copy' : source;
  return {
    at: { decl, node: copy.node },
    message: `${call} gives a copy that shares map ${field} with ${source}: a write through ${through} changes both`,
    notes: [
      { at: origin.beyond ?? { decl: origin.func.decl, node: origin.fact.node }, message: 'the struct is copied here' },
      { at: write, message: `map ${field} is ${verb(shared.write)} through ${through} here` },
      ...(shared.read ? [{ at: shared.read, message: 'the other is used here, after the write' }] : []),
    ],
  };
}

function reportByHand(facts: FunctionFacts, copy: CopyFact, shared: SharedWrite): Report {
  const { decl } = facts.func;
  const source = shortText({ decl, node: copy.source });
  const write = shared.write.calls[0] ?? shared.write.site;
  const [written, other] = shared.via === 'copy' ? ['the new value', source] : [source, 'the new value'];
  return {
    at: { decl, node: copy.source },
    message: `the new value has ${source} itself: a write through either changes both`,
    notes: [
      { at: write, message: `the map is ${verb(shared.write)} through ${written} here` },
      ...(shared.read ? [{ at: shared.read, message: `${other} is read here, after the write` }] : []),
    ],
  };
}

/** `&T{labels: t.labels}`: the field is that of another value of the type. */
function isByHand({ func }: FunctionFacts, { form, type, source, origin, call }: CopyFact): boolean {
  if (form !== 'literal' || !isMap(type) || origin || call) return false;
  const { ast } = func.decl;
  const parents = parentsOf(ast);
  const element = parents[source]!;
  if (ast.kind[source] !== Kind.SelectorExpr || ast.kind[element] !== Kind.KeyValueExpr) return false;
  const key = func.info.objectOf(ast.a[element]!);
  const field = func.info.selectionOf(source)?.obj;
  if (key?.kind !== 'var' || field?.kind !== 'var' || key.generic !== field.generic) return false;
  return !isHandle(func.info.typeOf(parents[element]!));
}

function copyName(facts: FunctionFacts, copy: CopyFact): string {
  if (copy.target) return shortText({ decl: facts.func.decl, node: copy.target });
  if (copy.form === 'receiver') return 'the receiver';
  return copy.form === 'argument' ? 'the parameter' : 'the copy';
}

/**
 * `type Set struct{ m map[K]V }`: a map by another name; writing through the copy is its purpose. So it is of a context:
 * contexts are passed by value, and those made from one another belong together.
 */
function isHandle(type: CopyFact['type']): boolean {
  const struct = underlying(type);
  return struct.kind === 'struct' && (struct.fields.length === 1 || struct.fields.some(isContext));
}

function isContext({ embedded, type }: Var): boolean {
  return embedded && type.kind === 'named' && type.obj.pkg === 'context' && type.obj.name === 'Context';
}

/** Whether the map is in an unexported field of another package, which says what copies of its values share. */
function isPrivateElsewhere({ func }: FunctionFacts, { type }: CopyFact, { path }: Pair): boolean {
  let struct = underlying(type);
  for (const step of path) {
    const field = struct.kind === 'struct' ? struct.fields.find(({ name }) => name === step) : undefined;
    if (field && !isExported(field.name) && field.pkg !== func.pkg) return true;
    const next = field?.type ?? (struct.kind === 'array' ? struct.elem : undefined);
    if (!next) return false;
    struct = underlying(next);
  }
  return false;
}

/** What a test copies it has mostly made itself: whether anybody sees the write is for the test to show. */
function isUnseenInTest({ func }: FunctionFacts, { read }: SharedWrite): boolean {
  return read === undefined && isInTest(func.decl);
}

/** The callee copies its parameter once more, and that copy is reported there. */
function isReportedInside(questions: Questions, copy: CopyFact): boolean {
  if (!copy.call) return false;
  const written = copy.writes[0]?.write;
  if (!written) return false;
  return (
    questions
      .factsOf(written.func)
      ?.copies.some((inner) => inner.independent && inner.writes.length > 0 && !isMap(inner.type)) ?? false
  );
}

/** The original outlives the function: somebody else will use it. */
function isKept({ locations }: FunctionFacts, copy: CopyFact): boolean {
  if (!copy.sourceRoot || copy.form === 'argument' || copy.form === 'receiver' || copy.form === 'range') return false;
  return locations.object(copy.sourceRoot).kind === 'entry' && stillShared(copy) !== undefined;
}

/** The first map that the copy was not given anew. */
function stillShared({ pairs, sharedAtEnd }: CopyFact): string | undefined {
  return pairs.map(({ path }) => path.join('.')).find((path) => sharedAtEnd?.has(path));
}
