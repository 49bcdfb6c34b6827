/** Generic signatures under other type parameters. Both give a signature that shares no parameter with the given one. */
import { unknown } from './basic.js';
import { DeclaredTypeName } from './objects.js';
import { instantiateSignature, substitute } from './substitute.js';
import { TypeParameter } from './type-params.js';
import type { Signature, Written } from './types.js';

/** The same signature with type parameters of its own: a recursive call must not confuse the two. */
export function renamed(signature: Signature): Signature {
  return partlyInstantiated(signature, []);
}

/** The signature with arguments for its first type parameters; it keeps the others, under new identities. */
export function partlyInstantiated(signature: Signature, given: readonly Written[]): Signature {
  const rest = signature.typeParams.slice(given.length);
  const fresh = rest.map((param, i) => {
    const name = new DeclaredTypeName(param.obj.name, param.obj.pkg, param.obj.origin, false, unknown);
    const copy = new TypeParameter(name, i);
    name.define(copy);
    return copy;
  });
  const args = [...given, ...fresh];
  const by = { params: signature.typeParams, args };
  rest.forEach((param, i) => fresh[i]!.bind(() => substitute(param.writtenConstraint, by)));
  return { ...instantiateSignature(signature, args), typeParams: fresh };
}
