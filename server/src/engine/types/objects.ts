/**
 * Objects: what names stand for. Their types are resolved when they are first asked for; an object whose type depends
 * on itself in a way Go forbids has an unknown type.
 */
import { unalias } from './alias.js';
import { unknown } from './basic.js';
import { newSignature } from './composite.js';
import type { Node } from '../syntax/ast.js';
import type {
  Builtin,
  Const,
  Func,
  Label,
  Nil,
  Origin,
  PkgName,
  Signature,
  Type,
  TypeName,
  Var,
  Written,
} from './types.js';

/** A constant's value: integers and runes as bigint. Undefined when it cannot be computed. */
export type ConstantValue = bigint | number | string | boolean | undefined;

/** A value computed at first use; asked for again while it is being computed, it is `fallback`. */
class Lazy<T> {
  private compute: (() => T) | undefined;
  private value: T;
  constructor(compute: () => T, fallback: T) {
    this.compute = compute;
    this.value = fallback;
  }
  get(): T {
    const compute = this.compute;
    if (compute !== undefined) {
      this.compute = undefined;
      this.value = compute();
    }
    return this.value;
  }
}

export interface VarParts {
  readonly name: string;
  readonly pkg: string;
  readonly origin: Origin | undefined;
  readonly role: Var['role'];
  readonly param?: Var['param'];
  readonly embedded?: boolean;
  readonly generic?: Var;
}

export class Variable implements Var {
  readonly kind = 'var';
  readonly name: string;
  readonly pkg: string;
  /** Follows body edits of the function whose parameter this is. */
  origin: Origin | undefined;
  readonly role: Var['role'];
  readonly param: Var['param'];
  readonly embedded: boolean;
  private readonly declared: Var | undefined;
  private source: Written | Lazy<Written>;

  constructor(parts: VarParts, type: Written | (() => Written)) {
    this.name = parts.name;
    this.pkg = parts.pkg;
    this.origin = parts.origin;
    this.role = parts.role;
    this.param = parts.param;
    this.embedded = parts.embedded ?? false;
    this.declared = parts.generic;
    this.source = typeof type === 'function' ? new Lazy(type, unknown as Written) : type;
  }

  get generic(): Var {
    return this.declared ?? this;
  }

  get written(): Written {
    return this.source instanceof Lazy ? this.source.get() : this.source;
  }

  get type(): Type {
    return unalias(this.written);
  }
}

export class Constant implements Const {
  readonly kind = 'const';
  private readonly lazyType: Lazy<Written>;
  private readonly lazyValue: Lazy<ConstantValue>;

  constructor(
    readonly name: string,
    readonly pkg: string,
    readonly origin: Origin | undefined,
    type: () => Written,
    value: () => ConstantValue,
  ) {
    this.lazyType = new Lazy(type, unknown as Written);
    this.lazyValue = new Lazy(value, undefined as ConstantValue);
  }

  get written(): Written {
    return this.lazyType.get();
  }

  get type(): Type {
    return unalias(this.written);
  }

  get value(): ConstantValue {
    return this.lazyValue.get();
  }
}

/** The name of a type: defined (its type is a Named), predeclared, a type parameter or an alias. */
export class DeclaredTypeName implements TypeName {
  readonly kind = 'typename';
  private source: Written | Lazy<Written>;

  constructor(
    readonly name: string,
    readonly pkg: string,
    readonly origin: Origin | undefined,
    readonly alias: boolean,
    type: Written | (() => Written),
  ) {
    this.source = typeof type === 'function' ? new Lazy(type, unknown as Written) : type;
  }

  /** What the name means where it is used: an Alias for an alias. */
  get written(): Written {
    return this.source instanceof Lazy ? this.source.get() : this.source;
  }

  get type(): Type {
    return unalias(this.written);
  }

  /** Ties the name to the type that was made for it. */
  define(type: Written): void {
    this.source = type;
  }
}

export class Function implements Func {
  readonly kind = 'func';
  private readonly declared: Func | undefined;
  private readonly signature: Lazy<Signature>;

  constructor(
    readonly name: string,
    readonly pkg: string,
    /** Follows edits of the body. */
    public origin: Origin | undefined,
    public declNode: Node,
    type: () => Signature,
    generic?: Func,
  ) {
    this.declared = generic;
    this.signature = new Lazy(type, unknownSignature);
  }

  get generic(): Func {
    return this.declared ?? this;
  }

  get type(): Signature {
    return this.signature.get();
  }
}

/** A function of which nothing is known: no parameters, one result of unknown type. */
export const unknownSignature: Signature = newSignature({
  params: [],
  results: [new Variable({ name: '', pkg: '', origin: undefined, role: 'local', param: 'result' }, unknown)],
});

export class ImportedName implements PkgName {
  readonly kind = 'pkgname';
  constructor(
    readonly name: string,
    readonly pkg: string,
    readonly origin: Origin | undefined,
    readonly imported: string,
    /** The path as the file writes it. */
    readonly written: string,
  ) {}
}

export function newBuiltin(name: string, pkg = ''): Builtin {
  return { kind: 'builtin', name, pkg, origin: undefined };
}

export const nilObject: Nil = { kind: 'nil', name: 'nil', pkg: '', origin: undefined };

export function newLabel(name: string, pkg: string, origin: Origin): Label {
  return { kind: 'label', name, pkg, origin };
}
