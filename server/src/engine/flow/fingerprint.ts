/**
 * What callers can tell of a summary, as text, free of places: equal for two versions of a function that do the same
 * to their callers' memory. Then what is known of the callers stays, and only the sites that they show as evidence move
 * (`adoptSites`).
 */
import { declNumber } from './decl-number.js';
import type { Loc, Locations } from './locations.js';
import type { Access, Site, Summary } from './summary.js';

export function fingerprintOf(summary: Omit<Summary, 'fingerprint'>): string {
  const say = new Teller(summary.locations);
  const locks = (held: ReadonlyMap<Loc, string>): string => [...held].map(([loc, mode]) => say.loc(loc) + mode).join();
  return [
    // Their parts have sites that are not followed from one version to the next.
    summary.tasks.length + summary.finished.length + summary.copies.length > 0
      ? `decl ${declNumber(summary.func.decl)}`
      : '',
    summary.accesses.map((access) => say.access(access)).join('\n'),
    [...summary.exit]
      .map(([loc, refs]) => `${say.loc(loc)}=${say.list(refs)}`)
      .sort()
      .join(';'),
    summary.results.map((refs) => say.list(refs)).join(';'),
    locks(summary.acquired),
    locks(summary.maybeAcquired),
    say.list(summary.released),
    say.list([...summary.published].map((id) => summary.locations.rootOf(id))),
    say.list(summary.signals),
    say.list(summary.awaits),
    [...summary.independent].join(),
    say.list(summary.changedAround),
    summary.invokes
      .map((each) => `${say.list(each.value)} ${locks(each.held)} ${locks(each.maybeHeld)} ${say.list(each.awaited)}`)
      .join(),
    summary.apart.join(),
    summary.parallel ? 'parallel' : '',
    summary.settles ? 'settles' : '',
  ].join('\n');
}

/**
 * Goes on with the sites of an earlier summary with the same fingerprint: they now stand where the new version has
 * them, in everything that holds them.
 */
export function adoptSites(former: Summary, summary: Summary): void {
  const moved = new Map<Site, Site>();
  const follow = (from: Site, to: Site): Site => {
    const known = moved.get(to);
    if (known) return known;
    moved.set(to, from);
    return Object.assign(from, { decl: to.decl, node: to.node });
  };
  summary.accesses.forEach((access, i) => {
    const old = former.accesses[i]!;
    Object.assign(access, {
      site: follow(old.site, access.site),
      calls: access.calls.map((call, j) => follow(old.calls[j]!, call)),
    });
  });
}

/** Says locations and sites; new objects and sites by the order in which they come up. */
class Teller {
  private readonly sites = new Map<Site, number>();
  private readonly allocations = new Map<string, number>();

  constructor(private readonly locations: Locations) {}

  access(access: Access): string {
    const { kind, how, maps, names, index, site, calls } = access;
    return [
      kind + how,
      this.list(maps),
      names.map((name) => this.list(name)).join('/'),
      index === undefined ? '' : typeof index === 'string' ? index : `var ${index.name}`,
      [site, ...calls].map((each) => this.site(each)).join('<'),
      [...access.held].map(([loc, mode]) => this.loc(loc) + mode).join(),
      [...access.maybeHeld].map(([loc, mode]) => this.loc(loc) + mode).join(),
      access.exclusive,
      access.certain,
      access.concurrent,
      this.list(access.awaited),
      this.list(access.signalled),
    ].join(' ');
  }

  list(refs: Iterable<Loc>): string {
    return [...refs]
      .map((loc) => this.loc(loc))
      .sort()
      .join('|');
  }

  /** An access path as text, the same for the same path in every version of the function. */
  loc(loc: Loc): string {
    const { locations } = this;
    const parent = locations.parent(loc);
    if (parent) return `${this.loc(parent)}.${locations.field(loc)}`;
    const object = locations.object(loc);
    switch (object.kind) {
      case 'variable':
        return `${object.variable!.pkg}.${object.variable!.name}`;
      case 'entry':
        return `*${this.loc(object.of!)}`;
      case 'alloc':
        return `new ${this.allocation(object.site!)}${object.old ? '~' : ''}`;
      case 'function':
        // What a literal does is not said here: another version is another function.
        return object.literal
          ? `literal ${declNumber(object.literal.decl)} ${object.literal.node}`
          : `func ${object.func!.pkg}.${object.func!.name}`;
    }
  }

  private site(site: Site): number {
    const known = this.sites.get(site);
    if (known === undefined) this.sites.set(site, this.sites.size);
    return known ?? this.sites.size - 1;
  }

  private allocation(site: string): number {
    const known = this.allocations.get(site);
    if (known === undefined) this.allocations.set(site, this.allocations.size);
    return known ?? this.allocations.size - 1;
  }
}
