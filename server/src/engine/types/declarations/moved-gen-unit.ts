/**
 * A GenDecl whose comments or layout were edited: the same tree in another text. Its objects and types are those of the
 * unit it was typed as first.
 */
import type { Node } from '../../syntax/ast.js';
import type { Decl } from '../../syntax/source-file.js';
import type { Obj } from '../types.js';
import type { FileScope } from '../typing/scopes.js';
import { Tables } from '../typing/tables.js';
import type { GenUnit } from './gen-unit.js';
import { nextRevision } from './revision.js';

export class MovedGenUnit {
  readonly kind = 'gen';
  readonly revision = nextRevision();
  readonly base: GenUnit;
  private tables: Tables | undefined;

  constructor(
    readonly decl: Decl,
    former: GenUnit | MovedGenUnit,
  ) {
    this.base = former instanceof MovedGenUnit ? former.base : former;
    this.base.moveTo(decl);
  }

  get file(): FileScope {
    return this.base.file;
  }

  set file(file: FileScope) {
    this.base.file = file;
  }

  object(ident: Node, spec: Node, index: number): Obj {
    const shift = this.base.decl.first - this.decl.first;
    return this.base.object(ident + shift, spec + shift, index);
  }

  info(): Tables {
    return (this.tables ??= new Tables(this.decl, this.base.info()));
  }

  declared(): ReturnType<GenUnit['declared']> {
    const shift = this.decl.first - this.base.decl.first;
    return this.base.declared().map(({ ident, spec, index }) => ({ ident: ident + shift, spec: spec + shift, index }));
  }
}
