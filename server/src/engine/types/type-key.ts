/**
 * A text that is equal for identical types and for no others: what canonical instantiations and duplicate checks are
 * keyed by. Not for people.
 */
import { canonicalName } from './basic.js';
import type { NamedType } from './named.js';
import type { Signature, Type, TypeParam } from './types.js';

const parameterIds = new WeakMap<TypeParam, number>();
let nextParameterId = 1;

/** Two types with equal keys are identical. Spec: "Type identity". */
export function typeKey(type: Type): string {
  switch (type.kind) {
    case 'basic':
      return canonicalName(type);
    case 'named': {
      const named = type as NamedType;
      if (named.writtenArgs.length === 0) return `#${named.id}`;
      return `#${named.origin.id}[${named.typeArgs.map(typeKey).join()}]`;
    }
    case 'pointer':
      return `*${typeKey(type.elem)}`;
    case 'slice':
      return `[]${typeKey(type.elem)}`;
    case 'array':
      return `[${type.length}]${typeKey(type.elem)}`;
    case 'map':
      return `map[${typeKey(type.key)}]${typeKey(type.elem)}`;
    case 'chan':
      return `chan ${type.direction}(${typeKey(type.elem)})`;
    case 'signature':
      return `func${signatureKey(type)}`;
    case 'struct':
      return `struct{${type.fields
        .map((field, i) => {
          const { name } = field;
          return `${/^\p{Lu}/u.test(name) ? '' : field.pkg}.${field.embedded ? '!' : ''}${name} ${typeKey(field.type)} ${JSON.stringify(type.tags[i] ?? '')}`;
        })
        .join(';')}}`;
    case 'interface': {
      const methods = type.methods.map((func) => `${func.name}${signatureKey(func.type)}`).sort();
      return `interface{${methods.join(';')};${type.embedded.map(typeKey).sort().join(';')}}`;
    }
    case 'tuple':
      return `(${type.types.map(typeKey).join()})`;
    case 'typeparam':
      return `$${parameterId(type)}`;
    case 'union':
      return type.terms.map((term) => (term.tilde ? '~' : '') + typeKey(term.type)).join('|');
    case 'unknown':
      return '?';
  }
}

function signatureKey(signature: Signature): string {
  const params = signature.params.map((param) => typeKey(param.type)).join();
  const results = signature.results.map((result) => typeKey(result.type)).join();
  // Generic signatures are values only until they are instantiated: the parameters themselves tell them apart.
  return `(${params}${signature.variadic ? '...' : ''})(${results})`;
}

function parameterId(param: TypeParam): number {
  let id = parameterIds.get(param);
  if (id === undefined) parameterIds.set(param, (id = nextParameterId++));
  return id;
}
