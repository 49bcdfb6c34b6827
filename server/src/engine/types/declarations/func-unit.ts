/**
 * A FuncDecl of a package: the object it declares, its signature when somebody asks, and its body's types when
 * somebody asks for those. The object outlives edits of the body: then a new unit takes it over.
 */
import { textOf } from '../../syntax/names.js';
import type { Decl } from '../../syntax/source-file.js';
import { Function } from '../objects.js';
import type { Signature } from '../types.js';
import type { FileScope } from '../typing/scopes.js';
import { declaredSignature, declareParams } from '../typing/signatures.js';
import { block } from '../typing/statements.js';
import { Tables } from '../typing/tables.js';
import { Typing } from '../typing/typing.js';
import { nextRevision } from './revision.js';

/** What the object's lazy signature is read from: always the newest unit. */
interface Slot {
  unit: FuncUnit;
}

export class FuncUnit {
  readonly kind = 'func';
  readonly revision = nextRevision();
  readonly func: Function;
  private readonly slot: Slot;
  private tables: Tables | undefined;

  /** @param former the unit whose object this declaration goes on declaring. */
  constructor(
    readonly decl: Decl,
    /** The file's scope in the newest state that holds this declaration. */
    public file: FileScope,
    former?: FuncUnit,
  ) {
    const ident = decl.ast.b[decl.root]!;
    const origin = { decl, node: ident };
    if (former !== undefined) {
      this.slot = former.slot;
      this.slot.unit = this;
      this.func = former.func;
      this.func.origin = origin;
      this.func.declNode = decl.root;
    } else {
      const slot: Slot = { unit: this };
      this.slot = slot;
      const name = textOf(decl.ast.a[ident]!);
      this.func = new Function(name, file.pkg.path, origin, decl.root, () => slot.unit.signature());
    }
  }

  info(): Tables {
    if (this.tables === undefined) {
      this.tables = new Tables(this.decl);
      try {
        this.typeBody(this.tables);
      } catch (error) {
        // Nesting deeper than the stack: what has been typed so far stands, the rest is unknown.
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return this.tables;
  }

  /** Forgets the body's types; they are found again when somebody asks. */
  release(): void {
    this.tables = undefined;
  }

  private signature(): Signature {
    return declaredSignature(new Typing(this.file, this.decl, undefined), this.decl.root, undefined);
  }

  private typeBody(tables: Tables): void {
    const { ast, root } = this.decl;
    const t = new Typing(this.file, this.decl, tables);
    t.bind(ast.b[root]!, this.func);
    const signature = this.func.type;
    t.open();
    declaredSignature(t, root, signature);
    t.ownTypeParams = signature.typeParams;
    t.results = signature.results;
    const type = ast.c[root]!;
    t.open();
    declareParams(t, [ast.a[root]!, ast.b[type]!, ast.c[type]!]);
    block(t, ast.d[root]!);
  }
}
