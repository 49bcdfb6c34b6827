/** Index and slice expressions; an index may also be a type argument. Spec: "Index expressions". */
import { Kind, type Node } from '../../syntax/ast.js';
import { unalias } from '../alias.js';
import { basic, byteType, isStringBasic, unknown } from '../basic.js';
import { newSlice } from '../composite.js';
import { partlyInstantiated } from '../generic-signature.js';
import { identical } from '../identical.js';
import { infer } from '../infer.js';
import { underlying } from '../named.js';
import { instantiateSignature } from '../substitute.js';
import { coreString, termsOf } from '../type-sets.js';
import type { Type, Written } from '../types.js';
import { M } from './tables.js';
import { isType, typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';
import { expr } from './expressions.js';

export function indexExpr(t: Typing, node: Node): Written {
  const { a, b, kind } = t.ast;
  if (isType(t, node)) return typeExpr(t, node);
  const x = a[node]!;
  const written = expr(t, x);
  const type = unalias(written);
  const xMode: M = t.mode;
  const args = kind[node] === Kind.IndexExpr ? [b[node]!] : t.items(b[node]!);
  if (type.kind === 'signature') {
    const typeArgs = args.map((arg) => typeExpr(t, arg));
    t.mode = M.Value;
    if (typeArgs.length === 0 || typeArgs.length > type.typeParams.length) return unknown;
    const inferred = infer(type.typeParams, typeArgs, []);
    // With some arguments missing it is still generic: the place it stands in tells the others.
    return inferred === undefined ? partlyInstantiated(type, typeArgs) : instantiateSignature(type, inferred);
  }
  const core = coreString(type);
  const mapKey = core?.kind === 'map' ? core.writtenKey : undefined;
  for (const arg of args) expr(t, arg, mapKey);
  t.mode = M.Value;
  if (core === undefined) return elementOfAll(t, type);
  if (core.kind === 'map') t.mode = M.MapIndex;
  switch (core.kind) {
    case 'basic':
      return isStringBasic(core) ? byteType : unknown;
    case 'slice':
      t.mode = M.Variable;
      return core.writtenElem;
    case 'map':
      return core.writtenElem;
    case 'array':
      t.mode = xMode === M.Variable ? M.Variable : M.Value;
      return core.writtenElem;
    case 'pointer': {
      const array = underlying(core.elem);
      t.mode = M.Variable;
      if (array.kind === 'array') return array.writtenElem;
      break;
    }
    default:
  }
  t.mode = M.Unknown;
  return unknown;
}

/** Of a type parameter without a core type whose types all have elements of one type: `[]byte | [4]byte`. */
function elementOfAll(t: Typing, type: Type): Written {
  const elems = (termsOf(type) ?? []).map((term) => {
    const inner = underlying(term.type);
    const list = inner.kind === 'pointer' ? underlying(inner.elem) : inner;
    return list.kind === 'array' || list.kind === 'slice' ? list.writtenElem : unknown;
  });
  const [first] = elems;
  const isSame = first !== undefined && elems.every((elem) => identical(unalias(elem), unalias(first)));
  t.mode = isSame ? M.Variable : M.Unknown;
  return isSame ? first : unknown;
}

export function sliceExpr(t: Typing, node: Node): Written {
  const { a, b, c, d } = t.ast;
  const written = expr(t, a[node]!);
  for (const index of [b[node]!, c[node]!, d[node]!]) if (index !== 0) expr(t, index);
  t.mode = M.Value;
  const core = coreString(unalias(written));
  switch (core?.kind) {
    case 'basic':
      if (!isStringBasic(core)) return unknown;
      return written.kind === 'basic' && written.untyped ? basic.string : written;
    case 'slice':
      return written;
    case 'array':
      return newSlice(core.writtenElem);
    case 'pointer': {
      const array = underlying(core.elem);
      return array.kind === 'array' ? newSlice(array.writtenElem) : unknown;
    }
    default:
      return unknown;
  }
}
