/**
 * Defined types and their instantiations. Where a defined type's parts come from is a `NamedSource`, so that this file
 * knows neither syntax nor packages.
 */
import { unalias } from './alias.js';
import { unknown } from './basic.js';
import { Function, unknownSignature } from './objects.js';
import { substitute, substituteFunc, type Substitution } from './substitute.js';
import { spelledAlike } from './spelling.js';
import { typeKey } from './type-key.js';
import type { Alias, Func, Named, Signature, Type, TypeName, TypeParam, Written } from './types.js';

/** Where a generic or plain defined type gets its parts from, each asked for at most once. */
export interface NamedSource {
  typeParams(): readonly TypeParam[];
  /** The right-hand side of the declaration. */
  definition(): Written;
  /** The methods declared with the type as receiver. */
  methods(): readonly Func[];
}

let nextId = 1;

/** Whether a name is visible outside of its package. Spec: "Exported identifiers". */
export function isExported(name: string): boolean {
  const first = name.charCodeAt(0);
  if (first < 128) return first >= 65 && first <= 90;
  return /^\p{Lu}/u.test(name);
}

export class NamedType implements Named {
  readonly kind = 'named';
  /** A number of its own: what keys of instantiations are made of. */
  readonly id = nextId++;
  readonly origin: NamedType;
  readonly writtenArgs: readonly Written[];
  readonly opaque: boolean;
  private parameters: readonly TypeParam[] | undefined;
  private resolved: Type | undefined;
  private resolving = false;
  private byName: Map<string, Func> | undefined;
  private all: readonly Func[] | undefined;
  private instances: Map<string, WeakRef<NamedType>> | undefined;
  /** Kept by `map-types.ts`. */
  holding: boolean | undefined = undefined;
  /** Results of selector look-ups, kept by `lookup.ts`. */
  readonly selections = new Map<string, unknown>();

  constructor(
    readonly obj: TypeName,
    /** Undefined for instantiations and opaque types. */
    private readonly source: NamedSource | undefined,
    origin?: NamedType,
    args: readonly Written[] = [],
  ) {
    this.origin = origin ?? this;
    this.writtenArgs = args;
    this.opaque = origin === undefined ? source === undefined : origin.opaque;
  }

  get typeArgs(): readonly Type[] {
    return this.writtenArgs.map(unalias);
  }

  get typeParams(): readonly TypeParam[] {
    if (this.origin !== this) return this.origin.typeParams;
    this.parameters ??= this.source?.typeParams() ?? [];
    return this.parameters;
  }

  /** Spec: "Underlying types". Unknown for opaque types and for types defined by themselves. */
  get underlying(): Type {
    if (this.resolved !== undefined) return this.resolved;
    if (this.resolving) return unknown;
    this.resolving = true;
    const type = this.computeUnderlying();
    this.resolving = false;
    this.resolved = type;
    return type;
  }

  /** Methods declared for the type, promoted ones not. */
  get methods(): readonly Func[] {
    if (this.all !== undefined) return this.all;
    if (this.origin !== this) return (this.all = this.origin.methods.map((func) => this.instantiated(func)));
    return (this.all = this.source?.methods() ?? []);
  }

  /** The method declared for the type under a name. */
  method(name: string): Func | undefined {
    if (this.opaque) return undefined;
    if (this.byName === undefined) {
      this.byName = new Map();
      const declared = this.origin === this ? this.methods : this.origin.methods;
      for (const func of declared) if (!this.byName.has(func.name)) this.byName.set(func.name, func);
    }
    const func = this.byName.get(name);
    return func === undefined || this.origin === this ? func : this.instantiated(func);
  }

  /** A method of a type of which nothing is known: there may be one of this name. */
  opaqueMethod(name: string): Func {
    this.byName ??= new Map();
    let func = this.byName.get(name);
    if (func === undefined) {
      func = new Function(name, this.obj.pkg, undefined, 0, () => this.opaqueSignature(name));
      this.byName.set(name, func);
    }
    return func;
  }

  /** What is known of a method of an opaque type after all. */
  protected opaqueSignature(_name: string): Signature {
    return unknownSignature;
  }

  /** The one instantiation with these arguments; this type must be its own origin. */
  instantiate(args: readonly Written[]): NamedType {
    const key = args.map((arg) => typeKey(unalias(arg))).join();
    this.instances ??= new Map();
    const known = this.instances.get(key)?.deref();
    if (known !== undefined) return known;
    const instance = new NamedType(this.obj, undefined, this, args);
    // Weakly: arguments come and go with edits, while a generic type of a library stays.
    this.instances.set(key, new WeakRef(instance));
    return instance;
  }

  /** The same as it is spelled: aliases among the arguments stay in texts. */
  instantiateAs(args: readonly Written[]): Written {
    const instance = this.instantiate(args);
    if (spelledAlike(instance.writtenArgs, args)) return instance;
    return new AliasType(this.obj, args, () => instance);
  }

  private readonly instantiatedMethods = new Map<Func, Func>();

  private instantiated(func: Func): Func {
    let method = this.instantiatedMethods.get(func);
    if (method === undefined) {
      method = substituteFunc(func, () => ({ params: func.type.recvTypeParams, args: this.writtenArgs }));
      this.instantiatedMethods.set(func, method);
    }
    return method;
  }

  private computeUnderlying(): Type {
    if (this.origin !== this) {
      const generic = this.origin.underlying;
      const substitution: Substitution = { params: this.origin.typeParams, args: this.writtenArgs };
      return underlying(unalias(substitute(generic, substitution)));
    }
    if (this.source === undefined) return unknown;
    return underlying(unalias(this.source.definition()));
  }
}

/** Spec: "Underlying types". Of a type parameter: its constraint's. */
export function underlying(type: Type): Type {
  if (type.kind === 'named') return (type as NamedType).underlying;
  if (type.kind !== 'typeparam') return type;
  const constraint = type.constraint;
  return constraint.kind === 'typeparam' ? unknown : underlying(constraint);
}

/** A generic alias with arguments, or an alias without parameters. */
export class AliasType implements Alias {
  readonly kind = 'alias';
  private resolved: Written | undefined;
  private resolving = false;

  constructor(
    readonly obj: TypeName,
    readonly writtenArgs: readonly Written[],
    private readonly resolve: () => Written,
    /** Of a generic alias without arguments yet. */
    readonly typeParams: () => readonly TypeParam[] = () => [],
  ) {}

  get target(): Written {
    if (this.resolved !== undefined) return this.resolved;
    if (this.resolving) return unknown;
    this.resolving = true;
    const target = this.resolve();
    this.resolving = false;
    this.resolved = target;
    return target;
  }

  instantiate(args: readonly Written[]): AliasType {
    return new AliasType(this.obj, args, () => substitute(this.target, { params: this.typeParams(), args }));
  }
}
