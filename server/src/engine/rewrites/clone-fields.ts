/**
 * Rewrites that give the copy of a struct maps of its own: right after the copy, each map that is written through one of
 * the two is assigned a clone of itself. A by-value parameter or receiver is cloned at the start of the function it is
 * passed to, an appended value in the slice, a range value at the start of the loop's body. Where the elements are maps,
 * or hold maps, they are cloned too.
 *
 * Not offered where no statement can stand after the copy: in the header of an `if` or `for`, in an expression.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact, SharedWrite } from '../flow/copies.js';
import { elements } from '../flow/locations.js';
import type { Pass } from '../rules/pass.js';
import type { Node } from '../syntax/ast.js';
import { isExported, underlying, type Type } from '../types/index.js';
import { sharesInnerMaps } from './clone-value.js';
import { copyHome, type CopyHome } from './copy-home.js';
import { copyLoop, hasMapsPackage, madeLike } from './copy-map.js';
import { importing } from './imports.js';
import { ownCloner } from './own-cloner.js';
import { ownParts } from './own-parts.js';
import { declaring, placeOf, type Place } from './place.js';
import { quickFix } from './quick-fix.js';
import { freeName } from './scopes.js';

/**
 * After a struct copy: a clone of each map that is written through one of the copies; of all maps, where the copy is made
 * for callers (`Clone`) and they write it.
 *
 * @param shared the write that the finding rests on.
 */
export function cloneFieldFixes(
  pass: Pass,
  facts: FunctionFacts,
  copy: CopyFact,
  shared: SharedWrite,
): readonly SuggestedFix[] {
  const own = placeOf(pass, facts.func.decl);
  const home = own && copyHome(own, copy);
  if (!home) return [];
  const paths = new Map<string, readonly string[]>();
  const pairs = copy.writes.length > 0 ? copy.writes.map(({ pair }) => pair) : [...copy.pairs, shared.pair];
  for (const { path } of pairs) paths.set(path.join('.'), path);
  const lines: string[] = [];
  const declares: string[] = [];
  const edits: FileEdit[] = [];
  const names: string[] = [];
  const taken = new Set<string>();
  for (const path of paths.values()) {
    const field = fieldOf(pass, copy.type, path);
    const cloned = field && cloneLines(home, path, field, taken);
    if (!cloned) return [];
    lines.push(...cloned.lines);
    declares.push(...cloned.declares);
    for (const name of cloned.declares) taken.add(name);
    edits.push(...cloned.edits);
    names.push(path.filter((step) => step !== elements).join('.'));
  }
  const edit = home.lines(lines);
  if (!edit || lines.length === 0) return [];
  const title = `Clone ${listed(names.map((name) => name || 'the maps'))} of ${home.name}`;
  return [
    quickFix(pass, {
      title,
      edits: [declaring(edit, ...declares), ...edits],
      applicability: 'unsafe',
      preferred: true,
    }),
  ];
}

/** A title has room for a few names. */
function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length > 3 ? `${distinct.length} maps` : distinct.join(' and ');
}

/** The type of the map at the end of a path; undefined where this package cannot name a field on the way. */
function fieldOf(pass: Pass, type: Type, path: readonly string[]): Type | undefined {
  let at: Type = type;
  for (const step of path) {
    const under = underlying(at);
    if (step === elements) {
      if (under.kind !== 'array') return undefined;
      at = under.elem;
      continue;
    }
    const field = under.kind === 'struct' ? under.fields.find(({ name }) => name === step) : undefined;
    if (!field || field.name === '_' || (!isExported(field.name) && field.pkg !== pass.pkg.path)) return undefined;
    at = field.type;
  }
  return at;
}

interface Assigned {
  readonly lines: readonly string[];
  readonly edits: readonly FileEdit[];
  readonly declares: readonly string[];
}

/** The lines that assign a clone; loops over the arrays on the way. */
function cloneLines(
  home: CopyHome,
  path: readonly string[],
  type: Type,
  known: ReadonlySet<string>,
): Assigned | undefined {
  const { place, at } = home;
  const before: string[] = [];
  const taken = new Set(known);
  let name = home.name;
  for (const step of path) {
    if (step !== elements) {
      name += `.${step}`;
      continue;
    }
    const index = freeName(place, ['i', 'j', 'n'], taken);
    taken.add(index);
    before.push(`${'\t'.repeat(before.length)}for ${index} := range ${name} {`);
    name += `[${index}]`;
  }
  const field = path.findLast((step) => step !== elements) ?? name;
  const inner = assignment(place, at, name, field, type, taken);
  if (!inner) return undefined;
  const depth = before.length;
  const body = inner.lines.map((line) => '\t'.repeat(depth) + line);
  const after = before.map((_, i) => `${'\t'.repeat(depth - 1 - i)}}`);
  return { ...inner, lines: [...before, ...body, ...after] };
}

function assignment(
  place: Place,
  at: Node,
  name: string,
  field: string,
  type: Type,
  taken: ReadonlySet<string>,
): Assigned | undefined {
  const method = ownCloner(place.pass, type);
  if (method !== undefined) return { lines: [`${name} = ${name}.${method}()`], edits: [], declares: [] };
  const parts = sharesInnerMaps(type) ? ownParts(place, at, name, type, false, taken) : undefined;
  if (parts) return parts;
  if (hasMapsPackage(place)) {
    const { name: maps, edits } = importing(place, 'maps', [at]);
    return { lines: [`${name} = ${maps}.Clone(${name})`], edits, declares: [] };
  }
  const made = madeLike(place, at, type, name);
  if (made === undefined) return undefined;
  const copy = freeName(place, [local(field), 'copied'], taken);
  return { lines: [`${copy} := ${made}`, ...copyLoop(copy, name), `${name} = ${copy}`], edits: [], declares: [copy] };
}

/** A field's name as a local variable's. */
function local(field: string): string {
  return /^\p{Lu}\p{Lu}*$/u.test(field) ? field.toLowerCase() : field[0]!.toLowerCase() + field.slice(1);
}
