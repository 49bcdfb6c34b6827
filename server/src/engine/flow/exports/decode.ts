/** Reads what another package has written down of a function: its summary, as the engine's own. */
import type { Ast } from '../../syntax/ast.js';
import type { Decl } from '../../syntax/source-file.js';
import { unknown } from '../../types/index.js';
import type { Func, Type, Var } from '../../types/types.js';
import type { CopyFact, ReturnedCopy } from '../copies.js';
import type { FuncHead } from '../ir.js';
import { elements, Locations, noRefs, refsOf, type Loc, type Refs } from '../locations.js';
import type { Lockset } from '../state.js';
import type { Access, Site, Summary, Task } from '../summary.js';
import { shapeOf } from '../tracked.js';
import type { AccessData, CopyData, ExportedFunction, LocksData, SummaryData, TaskData } from './exported.js';
import { typeOfRef, type FindObject } from './type-refs.js';

/** A function of another package, with where its places stand: nodes of `head.decl`, which can be moved. */
export interface ImportedFunction {
  readonly summary: Summary;
  /** The files of its package, absolute, by the number that places mention. */
  readonly files: readonly string[];
}

/** @param files of the package that exports it, as absolute paths. */
export function importFunction(
  func: Func,
  exported: ExportedFunction,
  files: readonly string[],
  find: FindObject,
): ImportedFunction {
  const data = JSON.parse(exported.summary) as SummaryData;
  return { summary: new Decoder(func, data, standIn(exported.places, files), find, exported.summary).summary(), files };
}

/** By stand-in for a declaration of another package: the file of each of its nodes. */
const placesOf = new WeakMap<Decl, readonly string[]>();

/** Where a site of an imported function stands; undefined for sites of declarations that are there. */
export function importedPlace({
  decl,
  node,
}: Site): { readonly file: string; readonly start: number; readonly end: number } | undefined {
  const file = placesOf.get(decl)?.[node];
  return file === undefined ? undefined : { file, start: decl.ast.start[node]!, end: decl.ast.end[node]! };
}

/** The places of a function have moved; what it does is the same. */
export function movePlaces({ summary }: ImportedFunction, places: readonly number[], files: readonly string[]): void {
  const { decl } = summary.func;
  fill(decl.ast, places);
  placesOf.set(decl, filesOf(places, files));
}

/** A declaration of which only some places are known, its nodes: the tree stays where it is. */
function standIn(places: readonly number[], files: readonly string[]): Decl {
  const count = places.length / 3;
  const none = new Int32Array(count);
  const bytes = new Uint8Array(count);
  const columns = { kind: bytes, op: bytes, a: none, b: none, c: none, d: none, lists: none };
  const ast: Ast = { count, ...columns, start: new Int32Array(count), end: new Int32Array(count) };
  fill(ast, places);
  const decl: Decl = { ast, root: 0, first: 0, last: count, text: '', comments: none.subarray(0, 0), damaged: false };
  placesOf.set(decl, filesOf(places, files));
  return decl;
}

function fill(ast: Ast, places: readonly number[]): void {
  for (let i = 0; 3 * i < places.length; i++) {
    ast.start[i] = places[3 * i + 1]!;
    ast.end[i] = places[3 * i + 2]!;
  }
}

function filesOf(places: readonly number[], files: readonly string[]): readonly string[] {
  return places.filter((_, i) => i % 3 === 0).map((number) => files[number] ?? '');
}

class Decoder {
  private readonly locations = new Locations();
  private readonly locs: Loc[] = [];
  private readonly roots: Loc[] = [];
  private readonly sites: Site[] = [];
  private readonly head: FuncHead;

  constructor(
    private readonly func: Func,
    private readonly data: SummaryData,
    private readonly decl: Decl,
    private readonly find: FindObject,
    private readonly fingerprint: string,
  ) {
    const { recv, params, results } = func.type;
    const variables = recv ? [recv, ...params] : params;
    this.head = {
      decl,
      pkg: func.pkg,
      node: 0,
      func,
      params: variables,
      paramTypes: variables.map(({ type }) => type),
      resultTypes: results.map(({ type }) => type),
    };
  }

  summary(): Summary {
    const { data, head, locations } = this;
    return {
      func: head,
      locations,
      declared: new Set(),
      accesses: (data.accesses ?? []).map((access) => this.access(access)),
      exit: this.contents(data.exit ?? []),
      results: (data.results ?? []).map((refs) => this.refs(refs)),
      acquired: this.locks(data.acquired),
      maybeAcquired: this.locks(data.maybeAcquired),
      released: this.set(data.released),
      published: new Set(this.refs(data.published).map((loc) => locations.objectId(loc))),
      tasks: (data.tasks ?? []).map((task, i) => this.task(task, i)),
      apart: data.apart ?? [],
      finished: (data.finished ?? []).map((task, i) => this.task(task, (data.tasks?.length ?? 0) + i)),
      invokes: (data.invokes ?? []).map(({ value, held, maybeHeld, awaited }) => ({
        value: this.refs(value),
        held: this.locks(held),
        maybeHeld: this.locks(maybeHeld),
        awaited: this.set(awaited),
      })),
      settles: data.settles === true,
      parallel: data.parallel === true,
      signals: this.refs(data.signals),
      awaits: this.set(data.awaits),
      copies: (data.copies ?? []).flatMap((copy, i) => this.copy(copy, i)),
      independent: new Set(data.independent),
      changedAround: noRefs,
      fingerprint: this.fingerprint,
    };
  }

  private copy({ place, type: ref, copy, source, kept }: CopyData, number: number): readonly ReturnedCopy[] {
    const type = typeOfRef(ref, this.find);
    const [to, from] = [this.loc(copy), this.loc(source)];
    if (type.kind === 'unknown' || !to || !from) return [];
    const nodes = { node: place, source: 0, target: 0, copyRoot: 0, sourceRoot: 0 };
    const seen = { pairs: [], writes: [], independent: true, storedBack: false };
    const fact: CopyFact = { number, form: kept ? 'return' : 'result', type, ...nodes, ...seen };
    return [{ func: this.head, fact, copy: to, source: from, beyond: this.site(place) }];
  }

  private access(data: AccessData): Access {
    return {
      kind: data.kind,
      how: data.how,
      site: this.site(data.place),
      func: this.head,
      owner: this.head,
      table: this.locations,
      maps: this.refs(data.maps),
      names: data.names.map((name) => this.refs(name)),
      index: data.index,
      held: this.locks(data.held),
      maybeHeld: this.locks(data.maybeHeld),
      calls: [],
      beyond: undefined,
      guarded: data.guarded === true,
      exclusive: false,
      certain: data.certain === true,
      concurrent: data.concurrent === true,
      awaited: this.set(data.awaited),
      signalled: this.set(data.signalled),
    };
  }

  private task(data: TaskData, number: number): Task {
    return {
      number,
      kind: data.kind,
      site: this.site(data.place),
      beyond: undefined,
      accesses: data.accesses.map((access) => this.access(access)),
      signals: this.refs(data.signals),
      opaque: data.opaque === true,
      invokes: this.refs(data.invokes),
      invokesAfter: this.set(data.invokesAfter),
      invokesUnder: this.locks(data.invokesUnder),
      repeated: data.repeated === true,
      withItself: data.withItself === true,
    };
  }

  private site(node: number): Site {
    return (this.sites[node] ??= { decl: this.decl, node });
  }

  /** Without those of places that cannot be found here. */
  private contents(data: NonNullable<SummaryData['exit']>): Summary['exit'] {
    const known = data.map(([loc, refs]) => [this.loc(loc), this.refs(refs)] as const);
    return new Map(known.filter(([loc]) => loc !== 0));
  }

  private locks(data: LocksData | undefined): Lockset {
    return new Map((data ?? []).flatMap(([loc, mode]) => (this.loc(loc) ? [[this.loc(loc), mode] as const] : [])));
  }

  private set(locs: readonly number[] | undefined): ReadonlySet<Loc> {
    return new Set(this.refs(locs));
  }

  private refs(locs: readonly number[] | undefined): Refs {
    return locs === undefined || locs.length === 0 ? [] : refsOf(locs.map((loc) => this.loc(loc)));
  }

  /** 0 for what cannot be found here. */
  private loc(number: number): Loc {
    return (this.locs[number] ??= this.newLocation(number));
  }

  private newLocation(number: number): Loc {
    const [object, ...fields] = this.data.locations![number]!;
    let loc = this.root(object);
    for (const field of fields) loc &&= this.locations.child(loc, field, memberType(this.locations.type(loc), field));
    return loc;
  }

  private root(number: number): Loc {
    return (this.roots[number] ??= this.newObject(number));
  }

  private newObject(number: number): Loc {
    const { locations } = this;
    const object = this.data.objects![number]!;
    switch (object[0]) {
      case 'param': {
        const variable = this.head.params[object[1]];
        return variable ? locations.variable(variable) : 0;
      }
      case 'var': {
        const variable = this.find(object[1], object[2]);
        return variable?.kind === 'var' ? locations.variable(variable) : 0;
      }
      case 'entry': {
        const of = this.loc(object[1]);
        return of && locations.entry(of);
      }
      case 'alloc':
        return locations.alloc(`imported ${object[1]}`, typeOfRef(object[2], this.find), object[3] === 1);
      case 'func': {
        const func = this.find(this.func.pkg, object[1]);
        return func?.kind === 'func' ? locations.func(func, []) : 0;
      }
    }
  }
}

/** The type of a field, or of the elements, of a value. */
function memberType(type: Type, field: string): Type {
  const shape = shapeOf(type);
  switch (shape.kind) {
    case 'map':
    case 'slice':
    case 'array':
    case 'chan':
      return field === elements ? shape.elem : unknown;
    case 'struct':
      return shape.fields.find((member: Var) => member.name === field)?.type ?? unknown;
    default:
      return unknown;
  }
}
