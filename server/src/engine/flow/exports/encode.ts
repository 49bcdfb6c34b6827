/** Writes down what importers may know of a package's functions. */
import type { SourceFile } from '../../syntax/source-file.js';
import type { Type } from '../../types/types.js';
import { isExported } from '../../types/index.js';
import type { ReturnedCopy } from '../copies.js';
import type { FlowDecl } from '../flow-decl.js';
import type { Loc, ObjectId } from '../locations.js';
import type { Lockset } from '../state.js';
import type { Access, Site, Summary, Task } from '../summary.js';
import {
  exportName,
  type AccessData,
  type CopyData,
  type ExportedFunction,
  type LocationData,
  type LocksData,
  type ObjectData,
  type PackageExports,
  type SummaryData,
  type TaskData,
} from './exported.js';
import { typeRef } from './type-refs.js';

/** Whether a mutex of the package guards the map of an access. */
export type IsGuarded = (access: Access) => boolean;

/**
 * @param decls of a package whose facts are complete.
 * @param former those of an earlier state: functions that are as they were are the same objects.
 */
export function exportsOf(
  files: readonly SourceFile[],
  decls: readonly FlowDecl[],
  isGuarded: IsGuarded,
  former: PackageExports | undefined,
): PackageExports {
  const places = new Places(files);
  const functions: Record<string, ExportedFunction> = {};
  for (const { declares, facts, inTest } of decls) {
    if (!declares || !facts || inTest || !isExported(declares.name)) continue;
    const name = exportName(declares);
    if (name in functions) continue; // Of several declarations of one name, in broken code, the first counts.
    const { summary, sites } = encoded(facts.summary, isGuarded);
    const own = { summary, places: sites.flatMap((site) => places.of(site)) };
    const before = former?.functions[name];
    functions[name] = before && isSame(before, own) ? before : own;
  }
  return { files: files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)), functions };
}

function isSame(a: ExportedFunction, b: ExportedFunction): boolean {
  return (
    a.summary === b.summary &&
    a.places.length === b.places.length &&
    a.places.every((number, i) => number === b.places[i])
  );
}

/** Where sites stand in the files of a package. */
class Places {
  private readonly byDecl = new Map<unknown, { readonly file: number; readonly start: number }>();

  constructor(files: readonly SourceFile[]) {
    files.forEach(({ decls, starts }, file) => {
      decls.forEach((decl, i) => this.byDecl.set(decl, { file, start: starts[i]! }));
    });
  }

  of({ decl, node }: Site): readonly [file: number, start: number, end: number] {
    const { file, start } = this.byDecl.get(decl) ?? { file: 0, start: 0 };
    return [file, start + decl.ast.start[node]!, start + decl.ast.end[node]!];
  }
}

interface Encoded {
  readonly guarded: ReadonlySet<Access>;
  readonly summary: string;
  readonly sites: readonly Site[];
}

/** Sites move along with edits, so they stay right. */
const known = new WeakMap<Summary, Encoded>();

function encoded(summary: Summary, isGuarded: IsGuarded): Encoded {
  const tasks = [...summary.tasks, ...summary.finished];
  const accesses = [...summary.accesses, ...tasks.flatMap((task) => task.accesses)];
  const guarded = new Set(accesses.filter((access) => access.guarded || isGuarded(access)));
  const before = known.get(summary);
  if (before && before.guarded.size === guarded.size && [...guarded].every((access) => before.guarded.has(access)))
    return before;
  const encoder = new Encoder(summary, guarded);
  const own = { guarded, summary: JSON.stringify(encoder.data()), sites: encoder.sites };
  known.set(summary, own);
  return own;
}

class Encoder {
  readonly sites: Site[] = [];
  private readonly objects: ObjectData[] = [];
  private readonly locations: LocationData[] = [];
  private readonly objectNumbers = new Map<ObjectId, number>();
  private readonly locationNumbers = new Map<Loc, number>();
  private readonly allocations = new Map<string, number>();
  private readonly siteNumbers = new Map<Site, number>();

  constructor(
    private readonly summary: Summary,
    private readonly guarded: ReadonlySet<Access>,
  ) {}

  data(): SummaryData {
    const { summary } = this;
    const results = summary.results.map((refs) => this.refs(refs));
    const exit = [...summary.exit].flatMap(([loc, refs]) => {
      const number = this.loc(loc);
      return number < 0 ? [] : [[number, this.refs(refs)] as const];
    });
    const rest = {
      accesses: summary.accesses.map((access) => this.access(access)),
      exit,
      acquired: this.locks(summary.acquired),
      maybeAcquired: this.locks(summary.maybeAcquired),
      released: this.refs(summary.released),
      published: this.refs([...summary.published].map((id) => summary.locations.rootOf(id))),
      tasks: summary.tasks.map((task) => this.task(task)),
      apart: summary.apart,
      finished: summary.finished.map((task) => this.task(task)),
      invokes: summary.invokes.map(({ value, held, maybeHeld, awaited }) => ({
        value: this.refs(value),
        held: this.locks(held),
        maybeHeld: this.locks(maybeHeld),
        awaited: this.refs(awaited),
      })),
      signals: this.refs(summary.signals),
      awaits: this.refs(summary.awaits),
      copies: summary.copies.flatMap((copy) => this.copy(copy)),
      independent: [...summary.independent],
    };
    return {
      ...withoutEmpty({ objects: this.objects, locations: this.locations, ...rest }),
      ...(summary.settles ? { settles: true } : {}),
      ...(summary.parallel ? { parallel: true } : {}),
      results,
    };
  }

  /** What a copy shares by its entries is told where it is made. */
  private copy({ func, fact, copy, source }: ReturnedCopy): readonly CopyData[] {
    const [to, from] = [this.loc(copy), this.loc(source)];
    if (fact.form === 'entries' || fact.writes.length > 0 || to < 0 || from < 0) return [];
    const place = this.site({ decl: func.decl, node: fact.node });
    const kept = fact.form === 'return' ? ({ kept: true } as const) : {};
    return [{ place, type: typeRef(fact.type), copy: to, source: from, ...kept }];
  }

  private access(access: Access): AccessData {
    const { kind, how, site, maps, names, index } = access;
    return {
      kind,
      how,
      place: this.site(site),
      maps: this.refs(maps),
      names: names.map((name) => this.refs(name)),
      ...(typeof index === 'string' ? { index } : {}),
      ...withoutEmpty({
        held: this.locks(access.held),
        maybeHeld: this.locks(access.maybeHeld),
        awaited: this.refs(access.awaited),
        signalled: this.refs(access.signalled),
      }),
      ...(this.guarded.has(access) ? { guarded: true } : {}),
      ...(access.certain ? { certain: true } : {}),
      ...(access.concurrent ? { concurrent: true } : {}),
    };
  }

  private task(task: Task): TaskData {
    return {
      kind: task.kind,
      place: this.site(task.site),
      accesses: task.accesses.map((access) => this.access(access)),
      signals: this.refs(task.signals),
      invokes: this.refs(task.invokes),
      ...withoutEmpty({
        invokesAfter: this.refs(task.invokesAfter),
        invokesUnder: this.locks(task.invokesUnder),
      }),
      ...(task.opaque ? { opaque: true } : {}),
      ...(task.repeated ? { repeated: true } : {}),
      ...(task.withItself ? { withItself: true } : {}),
    };
  }

  private site(site: Site): number {
    let number = this.siteNumbers.get(site);
    if (number === undefined) {
      this.siteNumbers.set(site, (number = this.sites.length));
      this.sites.push(site);
    }
    return number;
  }

  private locks(locks: Lockset): LocksData {
    return [...locks].flatMap(([loc, mode]) => {
      const number = this.loc(loc);
      return number < 0 ? [] : [[number, mode] as const];
    });
  }

  private refs(locs: Iterable<Loc>): readonly number[] {
    return [...locs].map((loc) => this.loc(loc)).filter((number) => number >= 0);
  }

  /** -1 for what means nothing outside: function literals, variables of functions around. */
  private loc(loc: Loc): number {
    let number = this.locationNumbers.get(loc);
    if (number === undefined) {
      number = this.newLocation(loc);
      this.locationNumbers.set(loc, number);
    }
    return number;
  }

  private newLocation(loc: Loc): number {
    const { locations } = this.summary;
    const object = this.object(locations.objectId(loc));
    if (object < 0) return -1;
    const fields: string[] = [];
    for (let at = loc; locations.parent(at); at = locations.parent(at)) fields.unshift(locations.field(at));
    return this.locations.push([object, ...fields]) - 1;
  }

  private object(id: ObjectId): number {
    let number = this.objectNumbers.get(id);
    if (number === undefined) {
      const data = this.newObject(id);
      number = data ? this.objects.push(data) - 1 : -1;
      this.objectNumbers.set(id, number);
    }
    return number;
  }

  private newObject(id: ObjectId): ObjectData | undefined {
    const { locations, func, declared } = this.summary;
    const { kind, variable, of, site, type, old, func: referred, recv } = locations.object(locations.rootOf(id));
    switch (kind) {
      case 'variable': {
        const index = func.params.indexOf(variable);
        if (index >= 0) return ['param', index];
        if (variable!.role === 'package') return ['var', variable!.pkg, variable!.name];
        // A local variable that outlives the call is new memory for the caller.
        return declared.has(variable!) ? this.allocation(`${variable!.name} ${id}`, type, false) : undefined;
      }
      case 'entry': {
        const number = this.loc(of!);
        return number < 0 ? undefined : ['entry', number];
      }
      case 'alloc':
        return this.allocation(site!, type, old === true);
      case 'function': {
        const isPlain = referred && !recv?.length && !referred.type.recv && referred.pkg === func.pkg;
        return isPlain ? ['func', referred.name] : undefined;
      }
    }
  }

  private allocation(site: string, type: Type, old: boolean): ObjectData {
    let number = this.allocations.get(site);
    if (number === undefined) this.allocations.set(site, (number = this.allocations.size));
    return ['alloc', number, typeRef(type), old ? 1 : 0];
  }
}

function withoutEmpty<T extends Readonly<Record<string, readonly unknown[]>>>(lists: T): Partial<T> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<T>;
}
