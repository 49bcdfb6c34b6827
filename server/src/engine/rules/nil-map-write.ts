/**
 * nil-map-write: a write to a map that is nil on every path to it.
 *
 * Needs the nil maps of a function (`nil-maps.ts`); for fields and package-level variables that a function does not set
 * itself, whether anything in the package does (`set-places.ts`).
 */
import type { FunctionFacts } from '../flow/analysis.js';
import { isInTest } from '../flow/flow-decl.js';
import { nilMaps } from '../flow/nil-maps.js';
import { mapPlace, type MapPlace } from '../flow/set-places.js';
import { makeMapFixes } from '../rewrites/make-map.js';
import { Kind } from '../syntax/ast.js';
import { textOf as nameText } from '../syntax/names.js';
import type { Var } from '../types/types.js';
import { shortText } from './pass.js';
import { defineRule, type Note } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly node: number;
  readonly map: number;
  /** The variable or field that nothing sets. */
  readonly variable: Var | undefined;
  /** The literal, `new` or `make` of an object in which nothing has put a map. */
  readonly object: number;
  /** It is an element of what is nil itself. */
  readonly inNil: boolean;
  /** In the whole package, not only on the paths of this function. */
  readonly place: MapPlace | undefined;
}

export const nilMapWrite = defineRule({
  code: 'nil-map-write',
  since: '0.1.0',
  severity: 'error',

  docs: {
    summary: 'a map is written that nothing has made: it is nil on every path',
    why: `A nil map can be read, ranged over and deleted from, but a write to it panics. A declaration makes no map, nor does
\`new\`, nor a literal that leaves the field out; and the maps inside a map are nil until somebody puts them there.`,
    bad: [
      `type person struct {
	name string
	age  int
}

func byDecade(people []person) (groups map[int][]string) {
	for _, p := range people {
		decade := p.age / 10 * 10
		groups[decade] = append(groups[decade], p.name) // want nil-map-write
	}
	return groups
}`,
      `type shelf struct {
	books map[string]int
}

func newShelf() *shelf { return &shelf{} }

func (s *shelf) add(title string) {
	s.books[title]++ // want nil-map-write
}`,
    ],
    good: [
      `type shelf struct {
	books map[string]int
}

func (s *shelf) add(title string) {
	if s.books == nil {
		s.books = make(map[string]int)
	}
	s.books[title]++
}`,
    ],
    limits: [
      'Misses: exported fields and variables, which other packages and decoders may set.',
      'Misses: fields of an unexported type of which the package makes no value.',
      'Misses: a nil map that a function of its own is given, or returns.',
    ],
    fixes: ['**Make**: at the declaration, in the literal that makes the struct, or right before the write. Safe.'],
    references: ['https://go.dev/ref/spec#Map_types', 'https://go.dev/blog/maps'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    const { func } = facts;
    const { nil, unknown } = nilMaps(func);
    if (nil.length + unknown.length === 0 || expectsPanic(facts)) return;
    for (const write of nil) yield { facts, ...write, place: undefined };
    for (const { node, map } of unknown) {
      const place = mapPlace(func.decl.ast, func.info, map);
      if (!place || questions.isEverSet(place)) continue;
      const inNil = place.depth > 0 && !questions.isEverSet({ ...place, depth: place.depth - 1 });
      yield { facts, node, map, variable: place.variable, object: 0, inNil, place };
    }
  },

  report({ facts, node, map, variable, object, place }) {
    const { decl } = facts.func;
    const name = map ? shortText({ decl, node: map }) : 'the map';
    const where = place ? ': nothing in the package makes it' : ' on every path';
    return {
      at: { decl, node },
      message: `${name} is nil here${where}, and a write to a nil map panics`,
      notes: originNotes(facts, variable, object, place),
    };
  },

  fixes: ({ facts, map, object, inNil, place }, pass) =>
    map ? makeMapFixes(pass, facts.func.decl, map, { inNil, ...(place ? {} : { object }) }) : [],
});

function originNotes(
  facts: FunctionFacts,
  variable: Var | undefined,
  object: number,
  place: MapPlace | undefined,
): readonly Note[] {
  if (object) return [{ at: { decl: facts.func.decl, node: object }, message: 'made here, with no map in it' }];
  const { origin } = variable ?? {};
  if (!variable || !origin) return [];
  const inner = place && place.depth > 0 ? 'no map is ever put into it' : 'no map is ever assigned to it';
  return [{ at: origin, message: `${variable.name} is declared here; ${place ? inner : 'that makes no map'}` }];
}

/** A function that recovers may mean to panic; so may a literal that a test passes on. */
function expectsPanic({ func }: FunctionFacts): boolean {
  const { ast, first, last } = func.decl;
  if (ast.kind[func.node] === Kind.FuncLit && isInTest(func.decl)) return true;
  for (let node = first; node < last; node++) {
    if (ast.kind[node] !== Kind.CallExpr || ast.kind[ast.a[node]!] !== Kind.Ident) continue;
    if (nameText(ast.a[ast.a[node]!]!) === 'recover') return true;
  }
  return false;
}
