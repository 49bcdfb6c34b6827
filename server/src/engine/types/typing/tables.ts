/**
 * What typing a declaration records about its nodes, and the `Info` that reads it. Rows are nodes relative to the
 * declaration's first, so that tables are dense.
 */
import type { Node } from '../../syntax/ast.js';
import type { Decl } from '../../syntax/source-file.js';
import { unalias } from '../alias.js';
import { unknown } from '../basic.js';
import { Selected } from '../selected.js';
import type { Info, Mode, Obj, Selection, Type, Var, Written } from '../types.js';

/** `Mode` as a number, for tables. */
export const enum M {
  None,
  NoValue,
  Builtin,
  Type,
  Constant,
  Variable,
  MapIndex,
  Value,
  Package,
  Nil,
  Unknown,
}

const modeNames: readonly Mode[] = [
  'unknown',
  'novalue',
  'builtin',
  'type',
  'constant',
  'variable',
  'mapindex',
  'value',
  'package',
  'nil',
  'unknown',
];

/** The recorded columns; rows are nodes relative to the declaration's first. */
class Columns {
  readonly types: (Written | undefined)[];
  readonly modes: Uint8Array;
  /** Of identifiers their objects, of selectors how they were resolved. */
  readonly objects: (Obj | Selected | undefined)[];
  // Most declarations have none of these.
  implicits: Map<number, Var> | undefined;
  embedded: Map<number, Var> | undefined;
  commaOk: Set<number> | undefined;

  constructor(size: number) {
    this.types = new Array<Written | undefined>(size);
    this.objects = new Array<Obj | Selected | undefined>(size);
    this.modes = new Uint8Array(size);
  }
}

export class Tables implements Info {
  private readonly first: Node;
  private readonly columns: Columns;

  /** @param same the tables of a declaration with the same tree, which these share. */
  constructor(
    readonly decl: Decl,
    same?: Tables,
  ) {
    this.first = decl.first;
    this.columns = same?.columns ?? new Columns(Math.max(0, decl.last - decl.first));
  }

  typeOf(node: Node): Type {
    return unalias(this.writtenTypeOf(node));
  }

  writtenTypeOf(node: Node): Written {
    const type = this.columns.types[node - this.first];
    if (type !== undefined) return type;
    const obj = this.columns.objects[node - this.first];
    return obj?.kind === 'var' ? obj.written : unknown;
  }

  modeOf(node: Node): Mode {
    return modeNames[this.columns.modes[node - this.first] ?? 0]!;
  }

  objectOf(ident: Node): Obj | undefined {
    const obj = this.columns.objects[ident - this.first];
    return obj instanceof Selected ? undefined : obj;
  }

  selectionOf(selector: Node): Selection | undefined {
    const selection = this.columns.objects[selector - this.first];
    return selection instanceof Selected ? selection : undefined;
  }

  implicitOf(clause: Node): Var | undefined {
    return this.columns.implicits?.get(clause - this.first);
  }

  isCommaOk(node: Node): boolean {
    return this.columns.commaOk?.has(node - this.first) === true;
  }

  /** The embedded field that an identifier of a type declares, besides naming the type. */
  embeddedAt(ident: Node): Var | undefined {
    return this.columns.embedded?.get(ident - this.first);
  }

  /** Whether the node was typed as an expression with one value: identifiers that only define something are not. */
  isValue(node: Node): boolean {
    const mode: M = this.columns.modes[node - this.first] ?? M.None;
    return mode === M.Constant || mode === M.Variable || mode === M.MapIndex || mode === M.Value || mode === M.Nil;
  }

  setType(node: Node, type: Written, mode: M): void {
    const row = node - this.first;
    this.columns.types[row] = type;
    this.columns.modes[row] = mode;
  }

  setObject(ident: Node, obj: Obj): void {
    this.columns.objects[ident - this.first] = obj;
  }

  setSelection(selector: Node, selection: Selected): void {
    this.columns.objects[selector - this.first] = selection;
  }

  setImplicit(clause: Node, variable: Var): void {
    (this.columns.implicits ??= new Map<number, Var>()).set(clause - this.first, variable);
  }

  setEmbedded(ident: Node, field: Var): void {
    (this.columns.embedded ??= new Map<number, Var>()).set(ident - this.first, field);
  }

  setCommaOk(node: Node): void {
    (this.columns.commaOk ??= new Set<number>()).add(node - this.first);
  }
}
