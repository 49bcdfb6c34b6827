/** Type parameters. Their constraints may refer to one another, so they are bound after all of a list exist. */
import { unalias } from './alias.js';
import { unknown } from './basic.js';
import { newInterface } from './composite.js';
import { underlying } from './named.js';
import type { Interface, Type, TypeName, TypeParam, Written } from './types.js';

export class TypeParameter implements TypeParam {
  readonly kind = 'typeparam';
  private implicit: Interface | undefined;
  private bound: (() => Written) | Written = unknown;
  constructor(
    readonly obj: TypeName,
    readonly index: number,
  ) {}

  get writtenConstraint(): Written {
    if (typeof this.bound === 'function') {
      const resolve = this.bound;
      this.bound = unknown;
      this.bound = resolve();
    }
    return this.bound;
  }

  get constraint(): Type {
    const type = unalias(this.writtenConstraint);
    if (type.kind === 'unknown' || type.kind === 'typeparam' || underlying(type).kind === 'interface') return type;
    // `[T int]` means `[T interface{ int }]`.
    this.implicit ??= newInterface([], [this.writtenConstraint], true);
    return this.implicit;
  }

  /** Sets the constraint, or how to find it. */
  bind(constraint: Written | (() => Written)): void {
    this.bound = constraint;
  }
}
