/**
 * context-value-map: a map that somebody else keeps is put into a context, and written through what is taken from it.
 *
 * Needs the values put into contexts and the writes through them, matched by key (`context-values.ts`). A map made for the
 * context alone is right, and so is one that a lock guards.
 */
import { pathText } from '../flow/access-path.js';
import type { FunctionFacts } from '../flow/analysis.js';
import { contextKeyOf, type ContextValue } from '../flow/context-values.js';
import type { Loc, Refs } from '../flow/locations.js';
import type { Access, CallFact } from '../flow/summary.js';
import { contextCloneFixes } from '../rewrites/clone-value.js';
import { holdsLock } from '../rewrites/locks.js';
import { nodesOf, type Node } from '../syntax/ast.js';
import { holdsMap, isMap, underlying, type Type } from '../types/index.js';
import { verb } from './evidence.js';
import { shortText, type Questions } from './pass.js';
import { defineRule } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  /** The call that puts the value into a context, directly or by a wrapper. */
  readonly node: Node;
  readonly argument: Node;
  /** Who else holds the map, as its name. */
  readonly holder: string;
  /** The map is in a struct that is put there. */
  readonly isInside?: true;
  /** Undefined for information: nobody writes, as far as is known. */
  readonly write: Access | undefined;
}

export const contextValueMap = defineRule({
  code: 'context-value-map',
  since: '0.1.0',
  severity: 'information',

  docs: {
    summary: 'a context carries a map that somebody else keeps, and the map is written through the context',
    why: `A context hands a map on as a reference. What one request writes to it is seen by whoever else holds the map: a
package variable, a field, the parent context, and by all other requests that got it from there.`,
    bad: [
      `type experimentsKey struct{}

var assigned = map[string]string{"checkout": "control"}

func withExperiments(ctx context.Context) context.Context {
	return context.WithValue(ctx, experimentsKey{}, assigned) // want context-value-map
}

func force(ctx context.Context, name, arm string) {
	ctx.Value(experimentsKey{}).(map[string]string)[name] = arm
}`,
    ],
    good: [
      `type experimentsKey struct{}

var assigned = map[string]string{"checkout": "control"}

func withExperiments(ctx context.Context) context.Context {
	return context.WithValue(ctx, experimentsKey{}, maps.Clone(assigned))
}

func force(ctx context.Context, name, arm string) {
	ctx.Value(experimentsKey{}).(map[string]string)[name] = arm
}`,
    ],
    limits: [
      'Misses: keys that are parameters or local variables, and writes by other packages.',
      'Misses: maps inside a struct that a function puts into the context for its caller.',
    ],
    fixes: ['**Put a clone into the context**. Unsafe: it ends the sharing, and somebody may have wanted it.'],
    references: ['https://pkg.go.dev/context#WithValue'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    for (const put of facts.contextValues) yield* evidenceOf(facts, questions, put);
    for (const call of facts.calls) yield* throughWrapper(facts, questions, call);
  },

  report({ facts, node, argument, holder, isInside, write }) {
    const { decl } = facts.func;
    const text = shortText({ decl, node: argument });
    const at = { decl, node };
    const carried = isInside
      ? `${holder} itself, inside ${text}`
      : text === holder
        ? `${text} itself`
        : `${text} itself, which ${holder} keeps`;
    if (!write) return { at, message: `the context carries ${carried}: nobody may write it`, notes: [] };
    return {
      at,
      severity: 'warning',
      message: `the context carries ${carried}: a write through the context changes both`,
      notes: [
        ...(text === holder
          ? []
          : [{ at: { decl, node: argument }, message: `${text} ${isInside ? 'has' : 'is'} what ${holder} holds` }]),
        { at: write.calls[0] ?? write.site, message: `the map is ${verb(write)} through the context here` },
      ],
    };
  },

  // A struct would need a clone of one of its fields.
  fixes: ({ facts, argument, isInside }, pass) => (isInside ? [] : contextCloneFixes(pass, facts.func.decl, argument)),
});

function* evidenceOf(facts: FunctionFacts, questions: Questions, put: ContextValue): Iterable<Evidence> {
  const { node, argument, key } = put;
  const type = facts.func.info.typeOf(argument);
  if (!carriesMap(type)) return;
  const holder = holderOf(facts, put.value);
  const inner = holderOf(facts, put.inside);
  const write = writeOf(facts, questions, key, put.value);
  if (holder !== undefined) yield { facts, node, argument, holder, write };
  // Structs carry much that only some of their users write.
  else if (inner !== undefined && write) yield { facts, node, argument, holder: inner, isInside: true, write };
}

/** A function of the package puts its parameter into a context: what it is given is put there. */
function* throughWrapper(facts: FunctionFacts, questions: Questions, call: CallFact): Iterable<Evidence> {
  for (const [i, argument] of call.args.entries()) {
    if (!isMapOfOthers(facts, argument)) continue;
    const callee = questions.factsOf(call.callee);
    const node = argumentNode(facts, call, i);
    const holder = holderOf(facts, argument);
    const put = callee?.contextValues.find(({ value }) => value.some((ref) => isParameter(callee, ref, i)));
    const write = put && writeOf(facts, questions, put.key, argument);
    if (write && node !== undefined && holder !== undefined)
      yield { facts, node: call.site.node, argument: node, holder, write };
  }
}

function isMapOfOthers(facts: FunctionFacts, refs: Refs): boolean {
  return refs.some((ref) => isMap(facts.locations.type(ref))) && holderOf(facts, refs) !== undefined;
}

/** The expression passed for a parameter, the receiver being 0; undefined where the call is not of this declaration. */
function argumentNode({ func }: FunctionFacts, { site, callee }: CallFact, index: number): Node | undefined {
  if (site.decl !== func.decl) return undefined;
  const { ast } = func.decl;
  return nodesOf(ast, ast.b[site.node]!)[callee.func?.type.recv ? index - 1 : index];
}

function isParameter({ locations, func }: FunctionFacts, ref: Loc, index: number): boolean {
  const { kind, of } = locations.object(ref);
  if (kind !== 'entry' || locations.parent(of!)) return false;
  return locations.object(of!).variable === func.params[index] && func.params[index] !== undefined;
}

/** A write through a context; where values are copied on the way out, one through the other name. */
function writeOf(facts: FunctionFacts, questions: Questions, key: string, value: Refs): Access | undefined {
  const direct = questions.contextWritesOf(key)[0]?.access;
  if (direct || !key.endsWith(' metadata')) return direct;
  return facts.accesses.find(({ kind, maps }) => kind === 'write' && maps.some((map) => value.includes(map)));
}

function carriesMap(type: Type): boolean {
  const inner = underlying(type);
  const pointee = inner.kind === 'pointer' ? inner.elem : type;
  return (isMap(pointee) || holdsMap(pointee)) && !holdsLock(pointee);
}

/** Who else holds what is put into the context: a package-level variable, a field of the receiver, another context. */
function holderOf({ locations, func }: FunctionFacts, value: Refs): string | undefined {
  for (const ref of value) {
    const { kind, of } = locations.object(ref);
    if (kind !== 'entry') continue;
    if (contextKeyOf(locations, of!) !== undefined) return 'the parent context';
    let root = of!;
    while (locations.object(root).of) root = locations.object(root).of!;
    const { variable } = locations.object(root);
    const isField = locations.parent(of!) !== 0 && func.func?.type.recv !== undefined && variable === func.params[0];
    if (variable?.role === 'package' || isField) return pathText(locations, of!);
  }
  return undefined;
}
