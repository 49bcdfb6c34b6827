/**
 * A package that cannot be read: no files, no toolchain, or `import "C"`. Its types are known by name only, its
 * functions and variables have unknown types; rules still recognise both by package and name.
 */
import { unknown } from '../types/basic.js';
import { NamedType } from '../types/named.js';
import { DeclaredTypeName, Function, unknownSignature, Variable } from '../types/objects.js';
import type { Obj } from '../types/types.js';
import type { Importable } from '../types/typing/scopes.js';

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
        if (this.path !== 'C') typeName.define(new NamedType(typeName, undefined));
        return typeName;
      }
      case 'func':
        return new Function(name, this.path, undefined, 0, () => unknownSignature);
      case 'var':
        return new Variable({ name, pkg: this.path, origin: undefined, role: 'package' }, unknown);
    }
  }
}
