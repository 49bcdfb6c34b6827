/**
 * A package that cannot be read: no files, no toolchain, or `import "C"`. Its types are known by name only, its
 * functions and variables have unknown types, but for results of functions that many use (`opaque-results.ts`); rules
 * still recognise both by package and name.
 */
import { unknown } from '../types/basic.js';
import { newPointer, newSignature } from '../types/composite.js';
import { NamedType } from '../types/named.js';
import { DeclaredTypeName, Function, unknownSignature, Variable } from '../types/objects.js';
import type { Obj, Signature, Type } from '../types/types.js';
import type { Importable } from '../types/typing/scopes.js';
import { opaqueResults } from './opaque-results.js';

export class OpaquePackage implements Importable {
  readonly opaque = true;
  private readonly objects = new Map<string, Obj>();

  constructor(readonly path: string) {}

  member(): undefined {
    return undefined;
  }

  opaqueMember(name: string, as: 'type' | 'func' | 'var'): Obj {
    const key = `${as} ${name}`;
    let obj = this.objects.get(key);
    if (obj === undefined) this.objects.set(key, (obj = this.make(name, as)));
    return obj;
  }

  private make(name: string, as: 'type' | 'func' | 'var'): Obj {
    switch (as) {
      case 'type': {
        const typeName = new DeclaredTypeName(name, this.path, undefined, false, unknown);
        // What C's types are called says nothing about what they are in Go.
        if (this.path !== 'C') typeName.define(new OpaqueType(typeName, this));
        return typeName;
      }
      case 'func':
        return new Function(name, this.path, undefined, 0, () => this.signatureOf(name));
      case 'var':
        return new Variable({ name, pkg: this.path, origin: undefined, role: 'package' }, unknown);
    }
  }

  /** Of a function, or of a method as `Type.Method`. */
  signatureOf(name: string): Signature {
    const results = opaqueResults(this.path, name);
    if (results === undefined) return unknownSignature;
    const shape = { name: '', pkg: '', origin: undefined, role: 'local', param: 'result' } as const;
    return newSignature({ params: [], results: results.map((text) => new Variable(shape, this.typeOf(text))) });
  }

  private typeOf(text: string): Type {
    const name = text.replace(/^\*/, '');
    const type = this.opaqueMember(name, 'type');
    if (name === '_' || type.kind !== 'typename') return unknown;
    return name === text ? type.type : newPointer(type.type);
  }
}

class OpaqueType extends NamedType {
  constructor(
    typeName: DeclaredTypeName,
    private readonly pkg: OpaquePackage,
  ) {
    super(typeName, undefined);
  }

  protected override opaqueSignature(name: string): Signature {
    return this.pkg.signatureOf(`${this.obj.name}.${name}`);
  }
}
