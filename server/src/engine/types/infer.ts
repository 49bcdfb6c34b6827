/**
 * Type arguments that a call leaves out. Spec: "Type inference". Undefined where an argument cannot be found: a wrong
 * one would be worse than none. Follows go/types' steps.
 */
import { unalias } from './alias.js';
import { defaultBasic, untyped } from './basic.js';
import { allMethods } from './identical.js';
import { lookupFieldOrMethod } from './lookup.js';
import { underlying, type NamedType } from './named.js';
import { substitute } from './substitute.js';
import { coreType, termsOf } from './type-sets.js';
import type { Basic, Type, TypeParam, Written } from './types.js';
import { assigning, exactly, loosely, Unifier } from './unify.js';

/** A parameter's type against its argument's. */
export interface Equation {
  readonly param: Written;
  readonly arg: Written;
}

/**
 * @param params the type parameters to find, `given` the explicit arguments for some of them.
 * @returns an argument for each parameter; undefined if one is missing.
 */
export function infer(
  params: readonly TypeParam[],
  given: readonly (Written | undefined)[],
  equations: readonly Equation[],
): readonly Written[] | undefined {
  if (given.length === params.length && given.every((arg) => arg !== undefined)) return given as readonly Written[];
  const unifier = new Unifier(params, given);
  const untypedArgs: { readonly param: TypeParam; readonly arg: Basic }[] = [];
  for (const { param: declared, arg } of equations) {
    // Where the argument is given, the parameter's type is known: what is passed need only be assignable.
    const param = substitute(declared, { params, args: given });
    const [p, a] = [unalias(param), unalias(arg)];
    if (a.kind === 'unknown') continue;
    if (!isParameterized(p, unifier) && !isParameterized(a, unifier)) continue;
    if (a.kind !== 'basic' || !a.untyped) {
      if (!unifier.unify(param, arg, assigning)) return undefined;
    } else if (p.kind === 'typeparam' && a !== untyped.nil) untypedArgs.push({ param: p, arg: a });
  }
  if (!applyConstraints(params, unifier) || !applyDefaults(unifier, untypedArgs)) return undefined;
  return simplified(params, given, unifier);
}

/** The signature with its own type parameters as free names, to unify with. */
export function withoutTypeParams(type: Type & { kind: 'signature' }): Type {
  return { ...type, typeParams: [] };
}

/** Core types and methods of constraints give types to parameters without one, and relate those that have one. */
function applyConstraints(params: readonly TypeParam[], unifier: Unifier): boolean {
  for (let before = -1; before !== unifier.unknowns;) {
    before = unifier.unknowns;
    for (const param of params) {
      const found = unifier.at(param);
      const core = coreTerm(param);
      if (core !== undefined) {
        if (found !== undefined) {
          if (!unifier.unify(found, core.type, loosely)) return false;
        } else if (core.isOnly && !core.tilde) unifier.set(param, core.type);
      }
      if (found !== undefined && !isParameterized(unalias(found), unifier)) {
        if (!matchMethods(param, found, unifier)) return false;
      }
    }
  }
  return true;
}

/** The constraint's methods relate type parameters too: `[T any, PT interface{ *T; Set(string) }]`. */
function matchMethods(param: TypeParam, arg: Written, unifier: Unifier): boolean {
  const constraint = underlying(param.constraint);
  if (constraint.kind !== 'interface') return true;
  const type = unalias(arg);
  for (const [name, method] of allMethods(constraint)) {
    const obj = lookupFieldOrMethod(type, name, method.pkg)?.obj;
    // That the argument lacks a method is an error elsewhere, or its type is not known.
    if (obj?.kind === 'func' && !unifier.unify(obj.type, method.type, exactly)) return false;
  }
  return true;
}

/** What all types of the constraint have in common, whether it is the only one, and whether a tilde stands before one. */
function coreTerm(
  param: TypeParam,
): { readonly isOnly: boolean; readonly tilde: boolean; readonly type: Type } | undefined {
  const terms = termsOf(param.constraint);
  if (terms === undefined || terms.length === 0) return undefined;
  if (terms.length === 1) return { isOnly: true, tilde: terms[0]!.tilde, type: terms[0]!.type };
  const type = coreType(param);
  return type === undefined ? undefined : { isOnly: false, tilde: terms.some((term) => term.tilde), type };
}

const numericOrder: readonly Basic[] = [untyped.int, untyped.rune, untyped.float, untyped.complex];

/** Untyped arguments decide last: the "largest" of their kinds. False if they have nothing in common. */
function applyDefaults(unifier: Unifier, args: readonly { readonly param: TypeParam; readonly arg: Basic }[]): boolean {
  const largest = new Map<TypeParam, Basic>();
  for (const { param, arg } of args) {
    if (unifier.at(param) !== undefined) continue;
    const other = largest.get(param);
    if (other === undefined) largest.set(param, arg);
    else if (other !== arg) {
      const [rank, otherRank] = [numericOrder.indexOf(arg), numericOrder.indexOf(other)];
      if (rank < 0 || otherRank < 0) return false;
      if (rank > otherRank) largest.set(param, arg);
    }
  }
  for (const [param, arg] of largest) {
    const type = defaultBasic(arg);
    if (type !== undefined) unifier.set(param, type);
  }
  return true;
}

/** Found types may mention other parameters: they are replaced until none is left. */
function simplified(
  params: readonly TypeParam[],
  given: readonly (Written | undefined)[],
  unifier: Unifier,
): readonly Written[] | undefined {
  let args = params.map((param) => unifier.at(param));
  // A chain of parameters is no longer than there are parameters; what goes on is a cycle.
  for (let round = 0; round <= params.length; round++) {
    const by = { params, args };
    args = args.map((arg, i) => (arg === undefined || given[i] !== undefined ? arg : substitute(arg, by)));
  }
  for (const [i, arg] of args.entries()) {
    if (arg === undefined || (given[i] === undefined && isParameterized(unalias(arg), unifier))) return undefined;
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
