/**
 * What is known of the map under the cursor: which mutex guards it, who else holds it, where it comes from. Rests on the
 * facts that rules use, and reports nothing as wrong. Says nothing where there is no more to say than the type, which
 * other tools show.
 */
import type { Location } from './diagnostic.js';
import { pathText } from './flow/access-path.js';
import type { FunctionFacts } from './flow/analysis.js';
import { cellOf } from './flow/cells.js';
import { mayHold, type CellAccess, type GuardedCell } from './flow/guards.js';
import type { Loc, Locations } from './flow/locations.js';
import type { Access, Site } from './flow/summary.js';
import { functionName } from './rules/evidence.js';
import { shortText, textOf, type Pass } from './rules/pass.js';
import type { Span } from './rules/rule.js';
import { Kind } from './syntax/ast.js';
import type { Decl, SourceFile } from './syntax/source-file.js';
import { parentsOf } from './syntax/walk.js';
import { isMap, type Var } from './types/index.js';

/** The expression that stands for the map, and what is known of the map, most important first. */
export interface MapHover extends Location {
  /** As the source spells it; a field that is declared here as `Type.field`. */
  readonly name: string;
  readonly notes: readonly HoverNote[];
}

/** One fact: a phrase in which code stands in backquotes, and the places it is about. */
export interface HoverNote {
  readonly text: string;
  readonly places: readonly HoverPlace[];
}

export interface HoverPlace extends Location {
  /** What stands there; without one, the place speaks for itself. */
  readonly label?: string;
}

/** More of one kind would not be read. */
const mostPlaces = 4;

export function hoverAt(pass: Pass, file: SourceFile, offset: number): MapHover | undefined {
  const target = targetAt(pass, file, offset);
  const at = target && pass.locate(target.span);
  if (!target || !at) return undefined;
  const cell = cellAt(pass, target);
  const shared = sharingNotes(pass, target);
  const notes = [
    ...guardNotes(pass, cell),
    ...lockNotes(target, cell),
    ...shared,
    ...(shared.length === 0 ? originNotes(pass, target) : []),
    ...goroutineNotes(pass, target),
    ...userNotes(pass, cell),
  ];
  return notes.length === 0 ? undefined : { ...at, name: nameOf(target, cell), notes };
}

interface Target {
  /** The identifier or selector expression. */
  readonly span: Span;
  readonly variable: Var;
  /** Whether it declares a field of a struct type. */
  readonly isDeclaredField: boolean;
  /** The accesses through this name, in the function around and the literals in it. */
  readonly accesses: readonly { readonly access: Access; readonly facts: FunctionFacts }[];
}

function targetAt(pass: Pass, file: SourceFile, offset: number): Target | undefined {
  const index = file.decls.findLastIndex((_, i) => file.starts[i]! <= offset);
  const decl = file.decls[index];
  if (!decl) return undefined;
  const node = identifierAt(decl, offset - file.starts[index]!);
  const info = pass.pkg.info(decl);
  const variable = node === 0 ? undefined : info.objectOf(node);
  if (variable?.kind !== 'var' || !isMap(variable.type)) return undefined;
  const parent = parentsOf(decl.ast)[node]!;
  const isSelected = decl.ast.kind[parent] === Kind.SelectorExpr && decl.ast.b[parent] === node;
  const span = { decl, node: isSelected ? parent : node };
  const isThrough = nameTest(span, variable);
  const accesses = pass.functions
    .filter(({ func }) => func.decl === decl)
    .flatMap((facts) =>
      facts.accesses
        .filter((access) => access.calls.length === 0 && isThrough(access.table, access.names[0] ?? []))
        .map((access) => ({ access, facts })),
    );
  return { span, variable, isDeclaredField: variable.role === 'field' && !isSelected, accesses };
}

/** The identifier that covers the offset, or ends there. */
function identifierAt({ ast, first, last }: Decl, offset: number): number {
  let ending = 0;
  for (let node = first; node < last; node++) {
    if (ast.kind[node] !== Kind.Ident || ast.start[node]! > offset || ast.end[node]! < offset) continue;
    if (ast.end[node]! > offset) return node;
    ending = node;
  }
  return ending;
}

/** Whether locations are what the expression names: the variable itself, or the same path of selectors. */
function nameTest(span: Span, variable: Var): (table: Locations, name: readonly Loc[]) => boolean {
  if (variable.role === 'field') {
    const path = textOf(span).replace(/\(\*(\w+)\)|\s+/g, '$1');
    return (table, name) => name.some((loc) => pathText(table, loc) === path);
  }
  return (table, name) => name.some((loc) => !table.parent(loc) && isVariable(table, loc, variable));
}

function isVariable(table: Locations, loc: Loc, variable: Var): boolean {
  const { kind, variable: own } = table.object(loc);
  if (kind !== 'variable' || !own) return false;
  if (variable.role !== 'package') return own === variable;
  return own.role === 'package' && own.name === variable.name && own.pkg === variable.pkg;
}

/** The place in which the map lives for longer than a call: the field or variable, or what a local name was loaded from. */
function cellAt(pass: Pass, { variable, accesses }: Target): GuardedCell | undefined {
  for (const guarded of pass.cells) {
    const own = guarded.cell.variable;
    if (own && (own === variable || own.generic === variable.generic)) return guarded;
  }
  const keys = new Set(accesses.map(({ access }) => cellOf(access)?.cell.key));
  const [key] = keys;
  return keys.size === 1 && key !== undefined ? pass.cell(key) : undefined;
}

function nameOf({ span, isDeclaredField }: Target, cell: GuardedCell | undefined): string {
  return (isDeclaredField && cell?.cell.name) || shortText(span);
}

function guardNotes(pass: Pass, cell: GuardedCell | undefined): readonly HoverNote[] {
  if (!cell?.guard) return [];
  const { name } = cell.guard;
  const counted = cell.accesses.filter((each) => !each.construction);
  const without = counted.filter((each) => !each.held.has(name) && !mayHold(each, name));
  const mutex = code(name.slice(name.lastIndexOf('.') + 1) || 'its own lock');
  const all = counted.length === 1 ? 'its only access' : `all ${counted.length} accesses`;
  const share = without.length === 0 ? all : `${counted.length - without.length} of ${counted.length} accesses`;
  const guarded = `guarded by ${mutex}, held at ${share}`;
  const places = placesOf(pass, without.map(({ access }) => access.site)); // prettier-ignore
  return [{ text: places.length > 0 ? `${guarded}, not at` : guarded, places }];
}

/** The locks around all accesses of a map that lives in no field. */
function lockNotes({ accesses }: Target, cell: GuardedCell | undefined): readonly HoverNote[] {
  if (cell || accesses.length < 2) return [];
  const [first, ...others] = accesses.map(
    ({ access }) => new Set([...access.held.keys()].map((lock) => pathText(access.table, lock))),
  );
  const common = [...first!].filter((lock) => others.every((held) => held.has(lock)));
  return common.map((lock) => ({ text: `${code(lock)} is held at all ${accesses.length} accesses`, places: [] }));
}

/** Other names of the same map in this function. */
function sharingNotes(pass: Pass, { span, variable, accesses }: Target): readonly HoverNote[] {
  const isThrough = nameTest(span, variable);
  const shared = new Map<string, Site>();
  const add = (table: Locations, loc: Loc, site: Site): void => {
    const name = pathText(table, loc);
    if (name !== textOf(span) && !shared.has(name) && isNamed(table, loc)) shared.set(name, site);
  };
  for (const facts of pass.functions) {
    if (facts.func.decl !== span.decl) continue;
    for (const { pairs, node } of facts.copies) {
      for (const { copy, source } of pairs) {
        if (!copy || !source) continue;
        const [one, other] = [copy, source].map((loc) => isThrough(facts.locations, [loc]));
        if (one !== other) add(facts.locations, one ? source : copy, { decl: span.decl, node });
      }
    }
    const maps = new Set(accesses.filter((each) => each.facts === facts).flatMap(({ access }) => access.maps));
    for (const access of facts.accesses) {
      const [name] = access.names;
      if (access.calls.length > 0 || name?.length !== 1 || isThrough(access.table, name)) continue;
      // A name that may stand for several maps shares none for certain.
      if (access.maps.length === 1 && maps.has(access.maps[0]!)) add(access.table, name[0]!, access.site);
    }
  }
  const places = [...shared].slice(0, mostPlaces).flatMap(([name, site]) => {
    const location = pass.locate(site);
    return location ? [{ ...location, label: name }] : [];
  });
  return places.length > 0 ? [{ text: 'the same map as', places }] : [];
}

/** Whether the place has a name in the source: it begins at a variable, not at a value that an expression makes. */
function isNamed(table: Locations, loc: Loc): boolean {
  const { kind, of } = table.object(loc);
  return kind === 'entry' ? isNamed(table, of!) : kind === 'variable';
}

/** Where a local name's map comes from, when that is not to be seen at the name. */
function originNotes(pass: Pass, { span, variable, accesses }: Target): readonly HoverNote[] {
  if (variable.role !== 'local') return [];
  const objects = new Map<string, HoverNote>();
  for (const { access, facts } of accesses) {
    for (const map of access.maps) {
      const note = originOf(pass, access.table, map, facts, span);
      if (note) objects.set(note.text + JSON.stringify(note.places), note);
    }
  }
  const written = accesses.filter(({ access }) => access.kind === 'write').map(({ access }) => access.site);
  if ((variable.param === 'param' || variable.param === 'recv') && written.length > 0 && objects.size === 0) {
    return [{ text: "the caller's map, which is written at", places: placesOf(pass, written) }];
  }
  return objects.size === 1 ? [...objects.values()] : [];
}

function originOf(
  pass: Pass,
  table: Locations,
  map: Loc,
  { func }: FunctionFacts,
  { decl, node }: Span,
): HoverNote | undefined {
  const object = table.object(map);
  if (object.kind === 'entry' && !table.parent(map)) {
    const of = object.of!;
    const { variable } = table.object(of);
    const isOwnName = !table.parent(of) && variable?.role === 'local';
    return isOwnName ? undefined : { text: `the map in ${code(pathText(table, of))}`, places: [] };
  }
  const [, callee] = /^call (\d+)/.exec(object.kind === 'alloc' ? object.site! : '') ?? /^(\d+)</.exec(object.site ?? '') ?? []; // prettier-ignore
  if (callee === undefined || func.decl !== decl || isOneLine(decl, node, Number(callee))) return undefined;
  return { text: 'made by', places: placesOf(pass, [{ decl, node: Number(callee) }], true) };
}

function isOneLine({ ast, text }: Decl, a: number, b: number): boolean {
  const [start, end] = [ast.start[a]!, ast.start[b]!];
  return !text.slice(Math.min(start, end), Math.max(start, end)).includes('\n');
}

/** Goroutines and callbacks that this function starts, and that reach the map. */
function goroutineNotes(pass: Pass, { accesses }: Target): readonly HoverNote[] {
  const starts = new Set<Site>();
  for (const { access, facts } of accesses) {
    for (const task of facts.tasks) {
      if (task.accesses.some((each) => each.maps.some((map) => access.maps.includes(map)))) starts.add(task.site);
    }
  }
  const places = placesOf(pass, [...starts]);
  return places.length > 0 ? [{ text: 'reached by what is started at', places }] : [];
}

/** Which functions use a field or package-level variable, where there are several. */
function userNotes(pass: Pass, cell: GuardedCell | undefined): readonly HoverNote[] {
  if (!cell) return [];
  const by = (kind: 'read' | 'write'): readonly HoverPlace[] => {
    const first = new Map<string, CellAccess>();
    for (const each of cell.accesses) {
      const name = functionName(each.facts);
      if (each.access.kind === kind && each.facts.func.func && !first.has(name)) first.set(name, each);
    }
    return [...first].slice(0, mostPlaces).flatMap(([label, { access }]) => {
      const location = pass.locate(access.site);
      return location ? [{ ...location, label }] : [];
    });
  };
  const [written, read] = [by('write'), by('read')];
  if (new Set([...written, ...read].map(({ label }) => label)).size < 2) return [];
  return [
    { text: 'written in', places: written },
    { text: 'read in', places: read },
  ].filter(({ places }) => places.length > 0);
}

function placesOf(pass: Pass, sites: readonly Site[], withText = false): readonly HoverPlace[] {
  return sites.slice(0, mostPlaces).flatMap((site) => {
    const location = pass.locate(site);
    return location ? [{ ...location, ...(withText ? { label: shortText(site) } : {}) }] : [];
  });
}

function code(text: string): string {
  return `\`${text}\``;
}
