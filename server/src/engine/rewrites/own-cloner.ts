/** The method by which a named map type copies itself, where it has one that does. */
import type { Pass } from '../rules/pass.js';
import { identical, isMap, lookupMethod, underlying, type Type } from '../types/index.js';

/** `Clone`, `Copy` or `DeepCopy` without parameters and with a result of the same type; undefined for other types. */
export function ownCloner(pass: Pass, type: Type): string | undefined {
  if (type.kind !== 'named' || !isMap(underlying(type))) return undefined;
  return ['Clone', 'DeepCopy', 'Copy'].find((name) => {
    const method = lookupMethod(type, name);
    const signature = method?.type;
    if (!method || !signature || signature.params.length > 0 || signature.results.length !== 1) return false;
    if (!identical(signature.results[0]!.type, type)) return false;
    if (method.pkg !== pass.pkg.path) return !lateMethods.has(`${method.pkg}.${type.obj.name}.${name}`);
    // A method of this package copies if what it returns is never what it was given.
    const facts = pass.functions.find(({ func }) => func.func === method || func.func?.generic === method);
    return facts?.summary.results[0]?.every((ref) => facts.locations.object(ref).kind === 'alloc') ?? false;
  });
}

/** Newer than the Go versions that most files are written for. */
const lateMethods = new Set(['net/url.Values.Clone']);
