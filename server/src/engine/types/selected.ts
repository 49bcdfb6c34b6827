/** The one kind of object that stands for how a selector was resolved; shared by all selectors that are resolved so. */
import type { Obj, Selection, Var } from './types.js';

export class Selected implements Selection {
  constructor(
    readonly kind: Selection['kind'],
    readonly obj: Obj,
    readonly path: readonly Var[],
    readonly indirect: boolean,
  ) {}
}
