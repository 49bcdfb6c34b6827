/**
 * Type arguments that a call leaves out. Spec: "Type inference". Undefined where an argument cannot be found: a wrong
 * one would be worse than none.
 */
import { unalias } from './alias.js';
import { defaultBasic } from './basic.js';
import { underlying, type NamedType } from './named.js';
import { substitute } from './substitute.js';
import { termsOf } from './type-sets.js';
import { Unifier } from './unify.js';
import { identical } from './identical.js';
import { lookupFieldOrMethod } from './lookup.js';
import { allMethods } from './identical.js';
import type { Basic, Type, TypeParam, Written } from './types.js';

/** A parameter's type against its argument's. */
export interface Equation {
  readonly param: Written;
  readonly arg: Written;
}

/**
 * @param params the type parameters to find, `given` the explicit arguments for the first of them.
 * @returns an argument for each parameter; unless `partial`, undefined if one is missing.
 */
export function infer(
  params: readonly TypeParam[],
  given: readonly (Written | undefined)[],
  equations: readonly Equation[],
): readonly Written[] | undefined {
  const unifier = new Unifier(params, given);
  const untypedArgs: { readonly param: TypeParam; readonly arg: Basic }[] = [];
  for (const { param, arg } of equations) {
    const [p, a] = [unalias(param), unalias(arg)];
    if (a.kind === 'unknown') continue;
    if (a.kind === 'basic' && a.untyped) {
      if (p.kind === 'typeparam' && unifier.isBound(p)) untypedArgs.push({ param: p, arg: a });
      continue;
    }
    if (isParameterized(p, unifier)) {
      if (!unifier.unify(param, arg, false)) return undefined;
    } else if (a.kind === 'signature' && a.typeParams.length > 0) {
      unifier.unify(param, withoutTypeParams(a), false);
    }
  }
  if (!applyConstraints(params, unifier)) return undefined;
  applyDefaults(unifier, untypedArgs);
  if (!applyConstraints(params, unifier)) return undefined;
  return simplified(params, unifier);
}

/** The signature with its own type parameters as free names, to unify with. */
export function withoutTypeParams(type: Type & { kind: 'signature' }): Type {
  return { ...type, typeParams: [] };
}

/** Core types of constraints give types to parameters without one, and relate those that have one. */
function applyConstraints(params: readonly TypeParam[], unifier: Unifier): boolean {
  for (let round = 0; round <= params.length; round++) {
    let unknowns = 0;
    for (const param of params) {
      const before = unifier.at(param);
      const core = singleCore(param);
      if (core !== undefined) {
        if (before !== undefined) {
          const type = unalias(before);
          // With a tilde only the underlying types have to match.
          const left = core.tilde && underlying(type).kind !== 'interface' ? underlying(type) : type;
          if (!unifier.unify(left, core.type, false)) return false;
        } else if (!core.tilde) unifier.set(param, core.type);
        else unknowns++;
      } else if (before !== undefined) matchMethods(param, before, unifier);
      else unknowns++;
    }
    if (unknowns === 0 && round > 0) break;
  }
  for (const param of params) {
    const core = singleCore(param);
    if (core?.tilde === true && unifier.at(param) === undefined) unifier.set(param, core.type);
  }
  return true;
}

/** The constraint's methods relate type parameters too: `[T any, PT interface{ *T; Set(string) }]`. */
function matchMethods(param: TypeParam, arg: Written, unifier: Unifier): void {
  const constraint = underlying(param.constraint);
  if (constraint.kind !== 'interface') return;
  const type = unalias(arg);
  for (const [name, method] of allMethods(constraint)) {
    const found = lookupFieldOrMethod(type, name, method.pkg);
    if (found?.obj.kind === 'func') unifier.unify(method.type, found.obj.type, true);
  }
}

/** The type all terms of the constraint share, and whether a tilde stands before one. */
function singleCore(param: TypeParam): { readonly tilde: boolean; readonly type: Type } | undefined {
  const terms = termsOf(param.constraint);
  if (terms === undefined || terms.length === 0) return undefined;
  const first = terms[0]!;
  if (terms.length === 1) return { tilde: first.tilde, type: first.type };
  const core = underlying(first.type);
  if (!terms.every((term) => identical(underlying(term.type), core))) return undefined;
  return { tilde: true, type: core };
}

/** Untyped arguments decide last: the "largest" of their kinds. */
function applyDefaults(unifier: Unifier, args: readonly { readonly param: TypeParam; readonly arg: Basic }[]): void {
  const order = ['untyped int', 'untyped rune', 'untyped float', 'untyped complex'];
  const largest = new Map<TypeParam, Basic>();
  for (const { param, arg } of args) {
    if (unifier.at(param) !== undefined) continue;
    const other = largest.get(param);
    if (other === undefined || order.indexOf(arg.name) > order.indexOf(other.name)) largest.set(param, arg);
  }
  for (const [param, arg] of largest) {
    const type = defaultBasic(arg);
    if (type !== undefined) unifier.set(param, type);
  }
}

/** Found types may mention other parameters: they are replaced until none is left. */
function simplified(params: readonly TypeParam[], unifier: Unifier): readonly Written[] | undefined {
  let args: (Written | undefined)[] = params.map((param) => unifier.at(param));
  for (let round = 0; round <= params.length; round++) {
    const by = { params, args };
    args = args.map((arg) => (arg === undefined ? undefined : substitute(arg, by)));
  }
  for (const arg of args) {
    if (arg === undefined || isParameterized(unalias(arg), unifier)) return undefined;
  }
  return args as Written[];
}

/** Whether one of the parameters to be found occurs in the type. */
function isParameterized(type: Type, unifier: Unifier, depth = 0): boolean {
  if (depth > 30) return false;
  const inside = (t: Type): boolean => isParameterized(t, unifier, depth + 1);
  switch (type.kind) {
    case 'basic':
    case 'unknown':
      return false;
    case 'typeparam':
      return unifier.isBound(type);
    case 'named':
      return (type as NamedType).writtenArgs.length > 0 && type.typeArgs.some(inside);
    case 'pointer':
    case 'slice':
    case 'array':
    case 'chan':
      return inside(type.elem);
    case 'map':
      return inside(type.key) || inside(type.elem);
    case 'signature':
      return type.params.some((v) => inside(v.type)) || type.results.some((v) => inside(v.type));
    case 'struct':
      return type.fields.some((field) => inside(field.type));
    case 'interface':
      return type.methods.some((func) => inside(func.type)) || type.embedded.some(inside);
    case 'tuple':
      return type.types.some(inside);
    case 'union':
      return type.terms.some((term) => inside(term.type));
  }
}
