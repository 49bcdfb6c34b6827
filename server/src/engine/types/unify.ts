/**
 * Making two types equal by finding types for the type parameters in them: the heart of inference.
 * Spec: "Type unification". Follows go/types' unifier, without its unification of interfaces by shared methods only.
 */
import { allMethods, identical } from './identical.js';
import { isNamed } from './assignable.js';
import { underlying, type NamedType } from './named.js';
import { coreType } from './type-sets.js';
import { unalias } from './alias.js';
import type { Func, Interface, Signature, Type, TypeParam, Written } from './types.js';

/** Parameters that were found equal to one another share a handle. */
interface Handle {
  type: Written | undefined;
}

export class Unifier {
  private readonly handles = new Map<TypeParam, Handle>();
  private depth = 0;

  constructor(params: readonly TypeParam[], args: readonly (Written | undefined)[]) {
    params.forEach((param, i) => this.handles.set(param, { type: args[i] }));
  }

  /** What has been found for a parameter. */
  at(param: TypeParam): Written | undefined {
    return this.handles.get(param)?.type;
  }

  set(param: TypeParam, type: Written): void {
    const handle = this.handles.get(param);
    if (handle !== undefined) handle.type = type;
  }

  isBound(type: Type): boolean {
    return type.kind === 'typeparam' && this.handles.has(type);
  }

  /** With `exact` only identical types match; otherwise a defined type matches a literal with its underlying type. */
  unify(x: Written, y: Written, exact: boolean): boolean {
    if (this.depth > 50) return false;
    this.depth++;
    const result = this.match(x, y, exact);
    this.depth--;
    return result;
  }

  private match(writtenX: Written, writtenY: Written, exact: boolean): boolean {
    let [x, y] = [unalias(writtenX), unalias(writtenY)];
    if (x === y) return true;
    if (x.kind === 'unknown' || y.kind === 'unknown') return false;
    let other = writtenY;
    if (this.isBound(y) && !this.isBound(x)) {
      [x, y] = [y, x];
      other = writtenX;
    }
    if (!exact && !this.isBound(x)) {
      // A defined type and a literal: the literal decides, unless both are defined.
      if (isNamed(x) !== isNamed(y) && y.kind !== 'typeparam' && x.kind !== 'typeparam') {
        const literal = (t: Type): boolean => underlying(t).kind !== 'interface';
        if (x.kind === 'named' && literal(x)) x = underlying(x);
        else if (y.kind === 'named' && literal(y)) y = underlying(y);
      }
    }
    if (x.kind === 'typeparam' && this.handles.has(x)) {
      if (y.kind === 'typeparam' && this.handles.has(y)) return this.join(x, y, exact);
      const found = this.at(x);
      if (found !== undefined) return this.refine(x, found, other, exact);
      this.set(x, other);
      return true;
    }
    return this.structures(x, y, exact);
  }

  /** Both are parameters to be found: from now on they are one. */
  private join(x: TypeParam, y: TypeParam, exact: boolean): boolean {
    const [hx, hy] = [this.handles.get(x)!, this.handles.get(y)!];
    if (hx === hy) return true;
    if (hx.type !== undefined && hy.type !== undefined) return this.unify(hx.type, hy.type, exact);
    const keep = hx.type !== undefined ? hx : hy;
    for (const [param, handle] of this.handles) if (handle === hx || handle === hy) this.handles.set(param, keep);
    return true;
  }

  /** The parameter has a type already: the new one must agree, and may be the better one. */
  private refine(param: TypeParam, found: Written, writtenY: Written, exact: boolean): boolean {
    if (!this.unify(found, writtenY, exact)) return false;
    const [old, y] = [unalias(found), unalias(writtenY)];
    if (!exact) {
      const [oldCore, newCore] = [underlying(old), underlying(y)];
      if (oldCore.kind === 'chan' && newCore.kind === 'chan') {
        // A directional channel is the one both can be assigned to.
        if (!isNamed(old) && oldCore.direction === 'both' && newCore.direction !== 'both') this.set(param, writtenY);
        else if (isNamed(y) && !isNamed(old) && oldCore.direction === newCore.direction) this.set(param, writtenY);
      } else if (isNamed(y) && !isNamed(old)) this.set(param, writtenY);
    }
    return true;
  }

  private structures(x: Type, y: Type, exact: boolean): boolean {
    // An unbound type parameter matches through its core type, where only one side has one.
    if (!exact && (x.kind === 'typeparam') !== (y.kind === 'typeparam')) {
      const [param, other] = x.kind === 'typeparam' ? [x, y] : [y, x];
      const core = coreType(param);
      return core !== undefined && !isNamed(other) && this.unify(core, other, exact);
    }
    const inexactInterfaces = !exact && (x.kind === 'named' || y.kind === 'named');
    if (inexactInterfaces && x.kind !== y.kind) return this.interfaces(x, y);
    switch (x.kind) {
      case 'basic':
      case 'typeparam':
      case 'unknown':
        return identical(x, y);
      case 'pointer':
      case 'slice':
        return y.kind === x.kind && this.unify(x.writtenElem, y.writtenElem, true);
      case 'array':
        if (y.kind !== 'array') return false;
        return (
          (x.length < 0 || y.length < 0 || x.length === y.length) && this.unify(x.writtenElem, y.writtenElem, true)
        );
      case 'chan':
        if (y.kind !== 'chan') return false;
        return (!exact || x.direction === y.direction) && this.unify(x.writtenElem, y.writtenElem, true);
      case 'map':
        if (y.kind !== 'map') return false;
        return this.unify(x.writtenKey, y.writtenKey, true) && this.unify(x.writtenElem, y.writtenElem, true);
      case 'signature':
        return y.kind === 'signature' && this.signatures(x, y);
      case 'struct':
        if (y.kind !== 'struct' || x.fields.length !== y.fields.length) return false;
        return x.fields.every((field, i) => {
          const other = y.fields[i]!;
          return field.name === other.name && this.unify(field.written, other.written, true);
        });
      case 'interface':
        return y.kind === 'interface' && this.sameMethods(x, y);
      case 'tuple':
        return y.kind === 'tuple' && this.all(x.writtenTypes, y.writtenTypes);
      case 'named': {
        if (y.kind !== 'named') return false;
        if ((x as NamedType).origin === (y as NamedType).origin) return this.all(x.writtenArgs, y.writtenArgs);
        return !exact && this.interfaces(x, y);
      }
      case 'union':
        return identical(x, y);
    }
  }

  private all(xs: readonly Written[], ys: readonly Written[]): boolean {
    return xs.length === ys.length && xs.every((x, i) => this.unify(x, ys[i]!, true));
  }

  private signatures(x: Signature, y: Signature): boolean {
    if (x.variadic !== y.variadic || x.typeParams.length > 0 || y.typeParams.length > 0) return false;
    const types = (s: Signature): Written[] => [...s.params, ...s.results].map((v) => v.written);
    return x.params.length === y.params.length && this.all(types(x), types(y));
  }

  private sameMethods(x: Interface, y: Interface): boolean {
    const [xs, ys] = [allMethods(x), allMethods(y)];
    if (xs.size !== ys.size) return false;
    return this.methodsMatch(xs, (name) => ys.get(name));
  }

  /** One side is an interface: the methods it asks for must match those of the other. */
  private interfaces(x: Type, y: Type): boolean {
    const [xi, yi] = [underlying(x), underlying(y)];
    const xIs = xi.kind === 'interface';
    const yIs = yi.kind === 'interface';
    if (xIs && yIs) {
      const [xs, ys] = [allMethods(xi), allMethods(yi)];
      const [small, large] = xs.size <= ys.size ? [xs, ys] : [ys, xs];
      return this.methodsMatch(small, (name) => large.get(name));
    }
    if (!xIs && !yIs) return false;
    const [wanted, type] = xIs ? [xi as Interface, y] : [yi as Interface, x];
    const base = type.kind === 'pointer' ? type.elem : type;
    if (base.kind !== 'named') return allMethods(wanted).size === 0;
    return this.methodsMatch(allMethods(wanted), (name) => (base as NamedType).method(name));
  }

  private methodsMatch(wanted: ReadonlyMap<string, Func>, find: (name: string) => Func | undefined): boolean {
    for (const [name, method] of wanted) {
      const own = find(name);
      if (own === undefined || !this.unify(method.type, own.type, true)) return false;
    }
    return true;
  }
}
