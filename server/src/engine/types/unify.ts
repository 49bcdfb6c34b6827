/**
 * Making two types equal by finding types for the type parameters in them: the heart of inference.
 * Spec: "Type unification". Follows go/types' unifier step by step, since it decides which of two matching types stays.
 */
import { unalias } from './alias.js';
import { allMethods, identical } from './identical.js';
import { lookupFieldOrMethod } from './lookup.js';
import { underlying, type NamedType } from './named.js';
import { coreType, termsOf } from './type-sets.js';
import type { Func, Interface, Signature, Type, TypeParam, Var, Written } from './types.js';

/**
 * How far two types may differ: not at all if `exact`; otherwise a defined type matches a type literal, a channel one of
 * another direction. With `assign` that holds for the types themselves, not for their parts.
 */
export interface Match {
  readonly exact: boolean;
  readonly assign: boolean;
}

export const exactly: Match = { exact: true, assign: false };
export const assigning: Match = { exact: false, assign: true };
export const loosely: Match = { exact: false, assign: false };

/** Parameters that were found equal to one another share a handle. */
interface Handle {
  type: Written | undefined;
}

/** Interfaces that are being compared: meeting them again ends the recursion. */
interface Pair {
  readonly x: Interface;
  readonly y: Interface;
  readonly outer: Pair | undefined;
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

  isBound(type: Type): type is TypeParam {
    return type.kind === 'typeparam' && this.handles.has(type);
  }

  /** How many parameters nothing has been found for. */
  get unknowns(): number {
    let count = 0;
    for (const handle of this.handles.values()) if (handle.type === undefined) count++;
    return count;
  }

  unify(x: Written, y: Written, how: Match): boolean {
    return this.nify(x, y, how, undefined);
  }

  private nify(x: Written, y: Written, how: Match, outer: Pair | undefined): boolean {
    if (this.depth > 50) return false;
    this.depth++;
    const result = this.match(x, y, how, outer);
    this.depth--;
    return result;
  }

  private match(writtenX: Written, writtenY: Written, how: Match, outer: Pair | undefined): boolean {
    let [x, y] = [unalias(writtenX), unalias(writtenY)];
    if (x === y) return true;
    if (x.kind === 'unknown' || y.kind === 'unknown') return false;
    if (x.kind === 'named' || this.isBound(y)) {
      [x, y] = [y, x];
      writtenY = writtenX;
    }
    // A defined type and a literal: the underlying type has to match, but for interfaces, where methods have to.
    if (!how.exact && y.kind === 'named' && isLiteral(x) && x.kind !== 'interface') {
      y = underlying(y);
      writtenY = y;
      if (x === y) return true;
      if (y.kind === 'unknown') return false;
    }
    if (this.isBound(x)) return this.matchBound(x, y, writtenY, how, outer);
    if (!how.exact) {
      const byMethods = this.matchInterfaces(x, y, outer);
      if (byMethods !== undefined) return byMethods;
    }
    if (y.kind === 'typeparam') [x, y] = [y, x];
    return this.structures(x, y, how, outer);
  }

  private matchBound(x: TypeParam, y: Type, writtenY: Written, how: Match, outer: Pair | undefined): boolean {
    if (this.isBound(y)) {
      return this.join(x, y) || this.nify(this.at(x)!, this.at(y)!, how, outer);
    }
    const found = this.at(x);
    if (found === undefined) {
      this.set(x, writtenY);
      return true;
    }
    if (!this.nify(found, writtenY, how, outer)) return false;
    const old = unalias(found);
    const [xi, yi] = [asInterface(old), asInterface(y)];
    if (xi !== undefined && yi !== undefined) {
      if (old.kind === 'named' && y.kind === 'named') return identical(old, y);
      if (allMethods(xi).size !== allMethods(yi).size) return false;
    } else if (xi !== undefined || yi !== undefined) return false;
    if (!how.exact && old.kind !== 'named') {
      const isDirected = isChan(y) && y.direction !== 'both';
      // The defined type is the better one of the two, and of channels the one that both can be assigned to.
      if (y.kind === 'named' || isDirected) this.set(x, writtenY);
    }
    return true;
  }

  /** From now on the two parameters are one; false if something else was found for each. */
  private join(x: TypeParam, y: TypeParam): boolean {
    const [hx, hy] = [this.handles.get(x)!, this.handles.get(y)!];
    if (hx === hy) return true;
    if (hx.type !== undefined && hy.type !== undefined) return false;
    const kept = hx.type !== undefined ? hx : hy;
    for (const [param, handle] of this.handles) if (handle === hx || handle === hy) this.handles.set(param, kept);
    return true;
  }

  /** Where an interface is involved, the methods that are asked for must match; undefined where none is. */
  private matchInterfaces(x: Type, y: Type, outer: Pair | undefined): boolean | undefined {
    const [xi, yi] = [asInterface(x), asInterface(y)];
    if (xi !== undefined && yi !== undefined) {
      if (!sameTerms(xi, yi)) return false;
      const pair: Pair = { x: xi, y: yi, outer };
      if (isRepeated(pair)) return true;
      const [xs, ys] = [allMethods(xi), allMethods(yi)];
      const [few, many] = xs.size <= ys.size ? [xs, ys] : [ys, xs];
      return this.methodsMatch(few, (method) => many.get(method.name), pair);
    }
    if (xi === undefined && yi === undefined) return undefined;
    const [wanted, type] = xi !== undefined ? [xi, y] : [yi!, x];
    const find = (method: Func): Func | undefined => {
      const obj = lookupFieldOrMethod(type, method.name, method.pkg)?.obj;
      return obj?.kind === 'func' ? obj : undefined;
    };
    return this.methodsMatch(allMethods(wanted), find, outer);
  }

  private methodsMatch(
    wanted: ReadonlyMap<string, Func>,
    find: (method: Func) => Func | undefined,
    outer: Pair | undefined,
  ): boolean {
    for (const method of wanted.values()) {
      const own = find(method);
      if (own === undefined || !this.nify(method.type, own.type, exactly, outer)) return false;
    }
    return true;
  }

  private structures(x: Type, y: Type, how: Match, outer: Pair | undefined): boolean {
    const inner = how.assign ? exactly : how;
    switch (x.kind) {
      case 'basic':
        return identical(x, y);
      case 'pointer':
      case 'slice':
        return y.kind === x.kind && this.nify(x.writtenElem, y.writtenElem, inner, outer);
      case 'array': {
        if (y.kind !== 'array') return false;
        const fits = x.length < 0 || y.length < 0 || x.length === y.length;
        return fits && this.nify(x.writtenElem, y.writtenElem, inner, outer);
      }
      case 'chan':
        if (y.kind !== 'chan' || (how.exact && x.direction !== y.direction)) return false;
        return this.nify(x.writtenElem, y.writtenElem, inner, outer);
      case 'map':
        if (y.kind !== 'map' || !this.nify(x.writtenKey, y.writtenKey, inner, outer)) return false;
        return this.nify(x.writtenElem, y.writtenElem, inner, outer);
      case 'signature':
        return y.kind === 'signature' && this.signatures(x, y, inner, outer);
      case 'struct':
        if (y.kind !== 'struct' || x.fields.length !== y.fields.length) return false;
        return x.fields.every((field, i) => {
          const other = y.fields[i]!;
          if (field.name !== other.name || field.embedded !== other.embedded || x.tags[i] !== y.tags[i]) return false;
          return this.nify(field.written, other.written, inner, outer);
        });
      case 'tuple':
        return y.kind === 'tuple' && this.all(x.writtenTypes, y.writtenTypes, how, outer);
      case 'interface': {
        if (y.kind !== 'interface' || !sameTerms(x, y)) return false;
        const pair: Pair = { x, y, outer };
        if (isRepeated(pair)) return true;
        const [xs, ys] = [allMethods(x), allMethods(y)];
        return xs.size === ys.size && this.methodsMatch(xs, (method) => ys.get(method.name), pair);
      }
      case 'named': {
        if (y.kind !== 'named' || !this.all(x.writtenArgs, y.writtenArgs, how, outer)) return false;
        return (x as NamedType).origin === (y as NamedType).origin;
      }
      case 'typeparam': {
        const core = coreType(x);
        return core !== undefined && this.nify(core, y, assigning, outer);
      }
      case 'union':
        return identical(x, y);
      case 'unknown':
        return false;
    }
  }

  private all(xs: readonly Written[], ys: readonly Written[], how: Match, outer: Pair | undefined): boolean {
    return xs.length === ys.length && xs.every((x, i) => this.nify(x, ys[i]!, how, outer));
  }

  private signatures(x: Signature, y: Signature, how: Match, outer: Pair | undefined): boolean {
    const types = (vars: readonly Var[]): readonly Written[] => vars.map((v) => v.written);
    if (x.variadic !== y.variadic || !this.all(types(x.params), types(y.params), how, outer)) return false;
    return this.all(types(x.results), types(y.results), how, outer);
  }
}

/** Whether a type is neither defined nor a parameter. */
function isLiteral(type: Type): boolean {
  return type.kind !== 'named' && type.kind !== 'typeparam';
}

function asInterface(type: Type): Interface | undefined {
  if (type.kind === 'typeparam') return undefined;
  const inner = underlying(type);
  return inner.kind === 'interface' ? inner : undefined;
}

function isChan(type: Type): type is Type & { kind: 'chan' } {
  return type.kind === 'chan';
}

/** Whether both interfaces restrict their type sets in the same way, methods aside. */
function sameTerms(x: Interface, y: Interface): boolean {
  const [xs, ys] = [termsOf(x), termsOf(y)];
  if (xs === undefined || ys === undefined) return xs === ys;
  return xs.length === ys.length && xs.every((term, i) => identical(term.type, ys[i]!.type));
}

function isRepeated(pair: Pair): boolean {
  for (let other = pair.outer; other !== undefined; other = other.outer) {
    const isSame = other.x === pair.x && other.y === pair.y;
    if (isSame || (other.x === pair.y && other.y === pair.x)) return true;
  }
  return false;
}
