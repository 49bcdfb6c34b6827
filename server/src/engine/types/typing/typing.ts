/**
 * The state of typing one declaration: its columns, the names in scope, and where results are recorded. The rules
 * stand in the files beside; they get this as their first parameter `t`.
 */
import type { Ast, Node, NodeList } from '../../syntax/ast.js';
import { textOf, type Name } from '../../syntax/names.js';
import type { Decl } from '../../syntax/source-file.js';
import { universeObject } from '../universe.js';
import type { Label, Obj, Origin, TypeParam, Var, Written } from '../types.js';
import type { FileScope } from './scopes.js';
import { M, type Tables } from './tables.js';

/** Where a declaration with a certain tree stands: edits of comments and layout move it to another object. */
export class DeclHome {
  constructor(public decl: Decl) {}
}

/** An origin that follows its declaration. */
class Place implements Origin {
  constructor(
    private readonly home: DeclHome,
    private readonly row: number,
  ) {}

  get decl(): Decl {
    return this.home.decl;
  }

  get node(): Node {
    return this.home.decl.first + this.row;
  }
}

interface Undo {
  readonly name: Name;
  readonly obj: Obj | undefined;
  readonly depth: number;
}

export class Typing {
  /** The mode of the expression typed last. */
  mode: M = M.None;
  /** The value of `iota`, inside constant declarations. */
  iota: number | undefined;
  /** Results of the function around, for `return`. */
  results: readonly Var[] = [];
  /** Labels of the function around. */
  labels = new Map<Name, Label>();
  /** The type parameters of the function being typed: a call of itself has to tell them from its own. */
  ownTypeParams: readonly TypeParam[] = [];
  /** Where bodies of function literals go that are typed later: types of package-level variables do not need them. */
  delayed: (() => void)[] | undefined;

  readonly ast: Ast;
  readonly pkg: string;
  private readonly bindings = new Map<Name, Obj>();
  private readonly depths = new Map<Name, number>();
  private readonly trail: Undo[] = [];
  private depth = 0;

  constructor(
    readonly file: FileScope,
    readonly decl: Decl,
    readonly tables: Tables | undefined,
    private readonly home: DeclHome = new DeclHome(decl),
  ) {
    this.ast = decl.ast;
    this.pkg = file.pkg.path;
  }

  /** Spec: "Declarations and scope". The innermost object of a name. */
  lookup(name: Name): Obj | undefined {
    return this.bindings.get(name) ?? this.file.pkg.object(name) ?? this.file.imported(name) ?? universeObject(name);
  }

  /** The object that the innermost block itself declares. */
  declaredHere(name: Name): Obj | undefined {
    return this.depths.get(name) === this.depth ? this.bindings.get(name) : undefined;
  }

  declare(name: Name, obj: Obj): void {
    this.trail.push({ name, obj: this.bindings.get(name), depth: this.depths.get(name) ?? -1 });
    this.bindings.set(name, obj);
    this.depths.set(name, this.depth);
  }

  /** Opens a block; the result closes it. */
  open(): number {
    this.depth++;
    return this.trail.length;
  }

  close(mark: number): void {
    while (this.trail.length > mark) {
      const { name, obj, depth } = this.trail.pop()!;
      if (obj === undefined) {
        this.bindings.delete(name);
        this.depths.delete(name);
      } else {
        this.bindings.set(name, obj);
        this.depths.set(name, depth);
      }
    }
    this.depth--;
  }

  /** Records the type of an expression, with the present mode; returns the type. */
  record(node: Node, type: Written): Written {
    this.tables?.setType(node, type, this.mode);
    return type;
  }

  /** Records what an identifier stands for. */
  bind(ident: Node, obj: Obj): void {
    this.tables?.setObject(ident, obj);
  }

  origin(ident: Node): Origin {
    return new Place(this.home, ident - this.decl.first);
  }

  nameAt(ident: Node): Name {
    return this.ast.a[ident]!;
  }

  nameText(ident: Node): string {
    return textOf(this.ast.a[ident]!);
  }

  /** The source text of a node. */
  text(node: Node): string {
    return this.decl.text.slice(this.ast.start[node], this.ast.end[node]);
  }

  countOf(list: NodeList): number {
    return this.ast.lists[list]!;
  }

  /** The i-th node of a list. */
  item(list: NodeList, i: number): Node {
    return this.ast.lists[list + 1 + i]!;
  }
}
