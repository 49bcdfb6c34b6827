/** Replacing type parameters by types. What holds none of them is returned as it is, the same object. */
import { unalias } from './alias.js';
import {
  newArray,
  newChan,
  newInterface,
  newMap,
  newPointer,
  newSignature,
  newSlice,
  newTuple,
  newUnion,
} from './composite.js';
import { newStruct } from './composite.js';
import { AliasType, type NamedType } from './named.js';
import { Function, Variable } from './objects.js';
import type { Func, Interface, Signature, Struct, Type, TypeParam, Var, Written } from './types.js';

export interface Substitution {
  readonly params: readonly TypeParam[];
  /** Parallel to `params`; a parameter without argument stays. */
  readonly args: readonly (Written | undefined)[];
}

export function substitute(written: Written, by: Substitution): Written {
  if (by.params.length === 0) return written;
  switch (written.kind) {
    case 'basic':
    case 'unknown':
      return written;
    case 'typeparam': {
      const i = by.params.indexOf(written);
      return i < 0 ? written : (by.args[i] ?? written);
    }
    case 'alias': {
      if (written.writtenArgs.length === 0) return written;
      const args = substituteAll(written.writtenArgs, by);
      if (args === written.writtenArgs) return written;
      return new AliasType(written.obj, args, () => substitute(written.target, by));
    }
    case 'named': {
      const args = substituteAll(written.writtenArgs, by);
      return args === written.writtenArgs ? written : (written as NamedType).origin.instantiateAs(args);
    }
    case 'pointer': {
      const elem = substitute(written.writtenElem, by);
      return elem === written.writtenElem ? written : newPointer(elem);
    }
    case 'slice': {
      const elem = substitute(written.writtenElem, by);
      return elem === written.writtenElem ? written : newSlice(elem);
    }
    case 'array': {
      const elem = substitute(written.writtenElem, by);
      return elem === written.writtenElem ? written : newArray(written.length, elem);
    }
    case 'chan': {
      const elem = substitute(written.writtenElem, by);
      return elem === written.writtenElem ? written : newChan(written.direction, elem);
    }
    case 'map': {
      const key = substitute(written.writtenKey, by);
      const elem = substitute(written.writtenElem, by);
      return key === written.writtenKey && elem === written.writtenElem ? written : newMap(key, elem);
    }
    case 'signature':
      return substituteSignature(written, by);
    case 'struct':
      return substituteStruct(written, by);
    case 'interface':
      return substituteInterface(written, by);
    case 'tuple': {
      const types = substituteAll(written.writtenTypes, by);
      return types === written.writtenTypes ? written : newTuple(types);
    }
    case 'union': {
      const types = written.terms.map((term) => term.written);
      const replaced = substituteAll(types, by);
      if (replaced === types) return written;
      return newUnion(written.terms.map(({ tilde }, i) => ({ tilde, type: replaced[i]! })));
    }
  }
}

export function substituteType(type: Type, by: Substitution): Type {
  return unalias(substitute(type, by));
}

/** A signature without its own type parameters: what a call of a generic function has. */
export function instantiateSignature(signature: Signature, args: readonly (Written | undefined)[]): Signature {
  const by = { params: signature.typeParams, args };
  return newSignature({
    recv: signature.recv,
    params: substituteVars(signature.params, by),
    results: substituteVars(signature.results, by),
    variadic: signature.variadic,
  });
}

/** The function seen through an instantiation; its type is substituted when it is asked for. */
export function substituteFunc(func: Func, by: () => Substitution): Func {
  const make = (): Signature => {
    const signature = substituteSignature(func.type, by());
    return signature.recvTypeParams.length === 0 ? signature : newSignature({ ...signature, recvTypeParams: [] });
  };
  return new Function(func.name, func.pkg, func.origin, func.declNode, make, func.generic);
}

function substituteAll(types: readonly Written[], by: Substitution): readonly Written[] {
  let replaced: Written[] | undefined;
  for (let i = 0; i < types.length; i++) {
    const type = substitute(types[i]!, by);
    if (type !== types[i] && replaced === undefined) replaced = types.slice();
    if (replaced !== undefined) replaced[i] = type;
  }
  return replaced ?? types;
}

function substituteVars(vars: readonly Var[], by: Substitution): readonly Var[] {
  let replaced: Var[] | undefined;
  for (let i = 0; i < vars.length; i++) {
    const variable = substituteVar(vars[i]!, by);
    if (variable !== vars[i] && replaced === undefined) replaced = vars.slice();
    if (replaced !== undefined) replaced[i] = variable;
  }
  return replaced ?? vars;
}

function substituteVar(variable: Var, by: Substitution): Var {
  const type = substitute(variable.written, by);
  return type === variable.written ? variable : new Variable({ ...variable, ...partsOf(variable) }, type);
}

/** Class getters are not copied by a spread. */
function partsOf(variable: Var): { readonly generic: Var } {
  return { generic: variable.generic };
}

function substituteSignature(signature: Signature, by: Substitution): Signature {
  const params = substituteVars(signature.params, by);
  const results = substituteVars(signature.results, by);
  const recv = signature.recv === undefined ? undefined : substituteVar(signature.recv, by);
  if (params === signature.params && results === signature.results && recv === signature.recv) return signature;
  return newSignature({ ...signature, recv, params, results });
}

function substituteStruct(struct: Struct, by: Substitution): Struct {
  const fields = substituteVars(struct.fields, by);
  return fields === struct.fields ? struct : newStruct(fields, struct.tags);
}

function substituteInterface(type: Interface, by: Substitution): Interface {
  const embedded = substituteAll(type.writtenEmbedded, by);
  const changes = type.methods.some((func) => substituteSignature(func.type, by) !== func.type);
  if (!changes && embedded === type.writtenEmbedded) return type;
  const methods = changes ? type.methods.map((func) => substituteFunc(func, () => by)) : type.methods;
  return newInterface(methods, embedded, type.implicit);
}
