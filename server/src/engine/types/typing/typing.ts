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

export class Typing {
  /** The mode of the expression typed last. */
  mode: M = M.None;
  /** The value of `iota`, inside constant declarations. */
  iota: number | undefined;
  /** Results of the function around, for `return`. */
  results: readonly Var[] = [];
  /** Labels of the function around. */
  labels: Map<Name, Label> | undefined;
  /** The type parameters of the function being typed: a call of itself has to tell them from its own. */
  ownTypeParams: readonly TypeParam[] = [];
  /** Where bodies of function literals go that are typed later: types of package-level variables do not need them. */
  delayed: (() => void)[] | undefined;

  readonly ast: Ast;
  readonly pkg: string;
  /** The innermost object of each name that a block declares. */
  private bindings: Map<Name, Obj> | undefined;
  /** The names that open blocks declare, outer blocks first, and what each stood for before. */
  private readonly declared: Name[] = [];
  private readonly hidden: (Obj | undefined)[] = [];
  /** Where the names of each open block begin. */
  private readonly blocks: number[] = [];

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
    return this.bindings?.get(name) ?? this.file.pkg.object(name) ?? this.file.imported(name) ?? universeObject(name);
  }

  /** The object that the innermost block itself declares. */
  declaredHere(name: Name): Obj | undefined {
    return this.declared.indexOf(name, this.blocks.at(-1) ?? 0) < 0 ? undefined : this.bindings?.get(name);
  }

  declare(name: Name, obj: Obj): void {
    const bindings = (this.bindings ??= new Map<Name, Obj>());
    this.declared.push(name);
    this.hidden.push(bindings.get(name));
    bindings.set(name, obj);
  }

  /** Opens a block; the result closes it. */
  open(): number {
    return this.blocks.push(this.declared.length) - 1;
  }

  close(mark: number): void {
    const start = this.blocks[mark]!;
    this.blocks.length = mark;
    while (this.declared.length > start) {
      const name = this.declared.pop()!;
      const obj = this.hidden.pop();
      if (obj === undefined) this.bindings?.delete(name);
      else this.bindings?.set(name, obj);
    }
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

  items(list: NodeList): readonly Node[] {
    return itemsOf(this.ast, list);
  }
}

/** The nodes of a list, copied. */
export function itemsOf(ast: Ast, list: NodeList): readonly Node[] {
  const count = ast.lists[list]!;
  if (count === 0) return none;
  const items = new Array<Node>(count);
  for (let i = 0; i < count; i++) items[i] = ast.lists[list + 1 + i]!;
  return items;
}

const none: readonly Node[] = [];
