/**
 * Type literals: pointers, slices, maps, structs … Each keeps its parts as written and shows them with aliases
 * resolved, at access, since an alias may be resolved only later.
 */
import { unalias } from './alias.js';
import type {
  ArrayType,
  Chan,
  Func,
  Interface,
  MapType,
  Pointer,
  Signature,
  Slice,
  Struct,
  Tuple,
  Type,
  TypeParam,
  Union,
  Var,
  Written,
} from './types.js';

abstract class WithElem {
  constructor(readonly writtenElem: Written) {}
  get elem(): Type {
    return unalias(this.writtenElem);
  }
}

class PointerType extends WithElem implements Pointer {
  readonly kind = 'pointer';
}

class SliceType extends WithElem implements Slice {
  readonly kind = 'slice';
}

class FixedArray extends WithElem implements ArrayType {
  readonly kind = 'array';
  /** Kept by `map-types.ts`. */
  holding: boolean | undefined = undefined;
  constructor(
    readonly length: number,
    elem: Written,
  ) {
    super(elem);
  }
}

class ChanType extends WithElem implements Chan {
  readonly kind = 'chan';
  constructor(
    readonly direction: Chan['direction'],
    elem: Written,
  ) {
    super(elem);
  }
}

class MapOf extends WithElem implements MapType {
  readonly kind = 'map';
  constructor(
    readonly writtenKey: Written,
    elem: Written,
  ) {
    super(elem);
  }
  get key(): Type {
    return unalias(this.writtenKey);
  }
}

class StructType implements Struct {
  readonly kind = 'struct';
  /** Kept by `map-types.ts`. */
  holding: boolean | undefined = undefined;
  constructor(
    readonly fields: readonly Var[],
    readonly tags: readonly string[],
  ) {}
}

class TupleType implements Tuple {
  readonly kind = 'tuple';
  constructor(readonly writtenTypes: readonly Written[]) {}
  get types(): readonly Type[] {
    return this.writtenTypes.map(unalias);
  }
}

class InterfaceType implements Interface {
  readonly kind = 'interface';
  constructor(
    readonly methods: readonly Func[],
    readonly writtenEmbedded: readonly Written[],
    readonly implicit: boolean,
  ) {}
  get embedded(): readonly Type[] {
    return this.writtenEmbedded.map(unalias);
  }
}

class Term {
  constructor(
    readonly tilde: boolean,
    readonly written: Written,
  ) {}
  get type(): Type {
    return unalias(this.written);
  }
}

export function newPointer(elem: Written): Pointer {
  return new PointerType(elem);
}

export function newSlice(elem: Written): Slice {
  return new SliceType(elem);
}

/** A length of -1 is an unknown one. */
export function newArray(length: number, elem: Written): ArrayType {
  return new FixedArray(length, elem);
}

export function newChan(direction: Chan['direction'], elem: Written): Chan {
  return new ChanType(direction, elem);
}

export function newMap(key: Written, elem: Written): MapType {
  return new MapOf(key, elem);
}

export function newTuple(types: readonly Written[]): Tuple {
  return new TupleType(types);
}

export function newStruct(fields: readonly Var[], tags: readonly string[]): Struct {
  return new StructType(fields, tags);
}

export function newInterface(methods: readonly Func[], embedded: readonly Written[], implicit = false): Interface {
  return new InterfaceType(methods, embedded, implicit);
}

export function newUnion(terms: readonly { readonly tilde: boolean; readonly type: Written }[]): Union {
  return { kind: 'union', terms: terms.map(({ tilde, type }) => new Term(tilde, type)) };
}

export interface SignatureParts {
  readonly recv?: Var | undefined;
  readonly recvTypeParams?: readonly TypeParam[];
  readonly typeParams?: readonly TypeParam[];
  readonly params: readonly Var[];
  readonly results: readonly Var[];
  readonly variadic?: boolean;
}

export function newSignature(parts: SignatureParts): Signature {
  return {
    kind: 'signature',
    recv: parts.recv,
    recvTypeParams: parts.recvTypeParams ?? [],
    typeParams: parts.typeParams ?? [],
    params: parts.params,
    results: parts.results,
    variadic: parts.variadic ?? false,
  };
}
