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
import { DeclHome, Typing } from '../typing/typing.js';
import { nextRevision } from './revision.js';

/** What the object's lazy signature is read from: always the newest unit. */
interface Slot {
  unit: FuncUnit;
  /** Where the signature's names stand: a unit with the same header moves them along. */
  readonly home: DeclHome;
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
      // A header that was parsed into other rows in between leaves the names where they were.
      const { home } = this.slot;
      if (home.decl === former.decl && hasSameHeader(former.decl, decl)) home.decl = decl;
      this.func = former.func;
      this.func.origin = origin;
      this.func.declNode = decl.root;
    } else {
      const slot: Slot = { unit: this, home: new DeclHome(decl) };
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

  private signature(): Signature {
    const { home } = this.slot;
    // Elsewhere than the home is: the header was parsed into other rows.
    const own = home.decl === this.decl ? home : new DeclHome(this.decl);
    return declaredSignature(new Typing(this.file, this.decl, undefined, own), this.decl.root, undefined);
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

/** Whether the rows of two headers are the same, relative to the first: what is known of one's holds for the other's. */
function hasSameHeader(x: Decl, y: Decl): boolean {
  const length = x.ast.c[x.root]! - x.first;
  if (y.ast.c[y.root]! - y.first !== length) return false;
  for (let row = 0; row <= length; row++) {
    const [i, j] = [x.first + row, y.first + row];
    if (x.ast.kind[i] !== y.ast.kind[j] || x.ast.start[i] !== y.ast.start[j] || x.ast.end[i] !== y.ast.end[j])
      return false;
  }
  return true;
}
