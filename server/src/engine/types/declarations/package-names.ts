/**
 * The package-level names of one state of a package, and the units that declare them. Objects are made when they are
 * looked up: most of a dependency's are never asked for.
 */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { nameOf, type Name } from '../../syntax/names.js';
import type { Decl } from '../../syntax/source-file.js';
import type { Func, Obj } from '../types.js';
import type { PackageScope } from '../typing/scopes.js';
import type { FuncUnit } from './func-unit.js';
import type { GenUnit } from './gen-unit.js';
import type { MovedGenUnit } from './moved-gen-unit.js';

export type Unit = FuncUnit | GenUnit | MovedGenUnit;

/** A name and the place in a unit that declares it. */
interface Place {
  readonly unit: GenUnit | MovedGenUnit;
  readonly ident: Node;
  readonly spec: Node;
  readonly index: number;
}

export class PackageNames implements PackageScope {
  /** Functions, not their units: those of other states come and go with their bodies. */
  private readonly places = new Map<Name, Place | Func>();
  private readonly made = new Map<Name, Obj>();
  private readonly methods = new Map<Name, Func[]>();
  /** Names that methods are declared for and that are aliases, by the type they stand for. */
  private aliases: ReadonlyMap<Name, readonly Name[]> | undefined;
  private readonly units = new WeakMap<Decl, Unit>();

  constructor(readonly path: string) {}

  object(name: Name): Obj | undefined {
    let obj = this.made.get(name);
    if (obj !== undefined) return obj;
    const place = this.places.get(name);
    if (place === undefined) return undefined;
    obj = 'unit' in place ? place.unit.object(place.ident, place.spec, place.index) : place;
    this.made.set(name, obj);
    return obj;
  }

  unitOf(decl: Decl): Unit | undefined {
    return this.units.get(decl);
  }

  /** Makes a declaration's unit known without declaring names: the objects are the same in a later state. */
  follow(unit: Unit): void {
    this.units.set(unit.decl, unit);
  }

  /** Declares what a unit declares; of two declarations of one name the first counts. */
  add(unit: Unit): void {
    this.units.set(unit.decl, unit);
    const { ast, root } = unit.decl;
    if (unit.kind === 'gen') {
      for (const { ident, spec, index } of unit.declared()) {
        const name = ast.a[ident]!;
        if (name !== blankName && !this.places.has(name)) this.places.set(name, { unit, ident, spec, index });
      }
      return;
    }
    const name = ast.a[ast.b[root]!]!;
    if (ast.a[root] === 0) {
      if (name !== blankName && name !== initName && !this.places.has(name)) this.places.set(name, unit.func);
      return;
    }
    const base = receiverBase(unit.decl);
    const list = this.methods.get(base);
    if (list === undefined) this.methods.set(base, [unit.func]);
    else list.push(unit.func);
  }

  /** The methods declared for a type, also through names that are aliases of it. */
  methodsOf(type: Name): readonly Func[] {
    const own = this.methods.get(type) ?? [];
    const aliases = (this.aliases ??= this.aliasesWithMethods()).get(type);
    return aliases === undefined ? own : [...own, ...aliases.flatMap((name) => this.methods.get(name) ?? [])];
  }

  private aliasesWithMethods(): ReadonlyMap<Name, readonly Name[]> {
    const aliases = new Map<Name, Name[]>();
    for (const alias of this.methods.keys()) {
      let name = this.aliased(alias);
      for (let steps = 0; name !== undefined && steps < 10; steps++) {
        const known = aliases.get(name);
        if (known === undefined) aliases.set(name, [alias]);
        else known.push(alias);
        name = this.aliased(name);
      }
    }
    return aliases;
  }

  /** The name that an alias stands for. */
  private aliased(alias: Name): Name | undefined {
    const place = this.places.get(alias);
    if (place === undefined || !('unit' in place)) return undefined;
    const { decl } = place.unit;
    const { ast } = decl;
    if (ast.kind[place.spec] !== Kind.TypeSpec || ast.op[place.spec] !== Op.Alias) return undefined;
    return baseName(decl, ast.c[place.spec]!);
  }
}

const blankName = nameOf('_');
const initName = nameOf('init');

/** The aliases of types of the same package that a declaration declares. */
export function aliasesIn(decl: Decl): readonly { readonly alias: Name; readonly target: Name }[] {
  const { ast, root } = decl;
  if (root === 0 || ast.kind[root] !== Kind.GenDecl || ast.op[root] !== Op.Type) return [];
  const list = ast.a[root]!;
  const specs = Array.from({ length: ast.lists[list]! }, (_, i) => ast.lists[list + 1 + i]!);
  return specs
    .filter((spec) => ast.kind[spec] === Kind.TypeSpec && ast.op[spec] === Op.Alias)
    .map((spec) => ({ alias: ast.a[ast.a[spec]!]!, target: baseName(decl, ast.c[spec]!) }));
}

/** The name of the type a method is declared for; 0 for what is no method. */
export function receiverBase(decl: Decl): Name {
  const { ast, root } = decl;
  if (root === 0 || ast.kind[root] !== Kind.FuncDecl) return 0;
  const fields = ast.a[root]!;
  if (fields === 0 || ast.lists[ast.a[fields]!] === 0) return 0;
  return baseName(decl, ast.b[ast.lists[ast.a[fields]! + 1]!]!);
}

function baseName(decl: Decl, type: Node): Name {
  const { ast } = decl;
  let node = type;
  for (;;) {
    switch (ast.kind[node]!) {
      case Kind.Ident:
        return ast.a[node]!;
      case Kind.ParenExpr:
      case Kind.StarExpr:
      case Kind.IndexExpr:
      case Kind.IndexListExpr:
        node = ast.a[node]!;
        break;
      default:
        return 0;
    }
  }
}
