/**
 * What typing a declaration records about its nodes, and the `Info` that reads it. Rows are nodes relative to the
 * declaration's first, so that tables are dense.
 */
import type { Node } from '../../syntax/ast.js';
import type { Decl } from '../../syntax/source-file.js';
import { unalias } from '../alias.js';
import { unknown } from '../basic.js';
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

export class Tables implements Info {
  private readonly first: Node;
  private readonly types: (Written | undefined)[];
  private readonly modes: Uint8Array;
  private readonly objects: (Obj | undefined)[];
  private readonly selections = new Map<Node, Selection>();
  private readonly implicits = new Map<Node, Var>();
  private readonly embedded = new Map<Node, Var>();
  private readonly commaOk = new Set<Node>();

  constructor(readonly decl: Decl) {
    this.first = decl.first;
    const size = Math.max(0, decl.last - decl.first);
    this.types = new Array<Written | undefined>(size);
    this.objects = new Array<Obj | undefined>(size);
    this.modes = new Uint8Array(size);
  }

  typeOf(node: Node): Type {
    return unalias(this.writtenTypeOf(node));
  }

  writtenTypeOf(node: Node): Written {
    const type = this.types[node - this.first];
    if (type !== undefined) return type;
    const obj = this.objects[node - this.first];
    return obj?.kind === 'var' ? obj.written : unknown;
  }

  modeOf(node: Node): Mode {
    return modeNames[this.modes[node - this.first] ?? 0]!;
  }

  objectOf(ident: Node): Obj | undefined {
    return this.objects[ident - this.first];
  }

  selectionOf(selector: Node): Selection | undefined {
    return this.selections.get(selector);
  }

  implicitOf(clause: Node): Var | undefined {
    return this.implicits.get(clause);
  }

  isCommaOk(node: Node): boolean {
    return this.commaOk.has(node);
  }

  /** The embedded field that an identifier of a type declares, besides naming the type. */
  embeddedAt(ident: Node): Var | undefined {
    return this.embedded.get(ident);
  }

  /** Whether the node was typed as an expression with one value: identifiers that only define something are not. */
  isValue(node: Node): boolean {
    const mode: M = this.modes[node - this.first] ?? M.None;
    return mode === M.Constant || mode === M.Variable || mode === M.MapIndex || mode === M.Value || mode === M.Nil;
  }

  setType(node: Node, type: Written, mode: M): void {
    const row = node - this.first;
    this.types[row] = type;
    this.modes[row] = mode;
  }

  setObject(ident: Node, obj: Obj): void {
    this.objects[ident - this.first] = obj;
  }

  setSelection(selector: Node, selection: Selection): void {
    this.selections.set(selector, selection);
  }

  setImplicit(clause: Node, variable: Var): void {
    this.implicits.set(clause, variable);
  }

  setEmbedded(ident: Node, field: Var): void {
    this.embedded.set(ident, field);
  }

  setCommaOk(node: Node): void {
    this.commaOk.add(node);
  }
}
