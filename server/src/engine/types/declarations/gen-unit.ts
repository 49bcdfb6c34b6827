/**
 * A GenDecl of a package: the constants, variables and types it declares, each resolved when it is asked for. All of
 * them record into one table, so that a type is made once whoever asks first.
 */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { blank, type Name } from '../../syntax/names.js';
import type { Decl } from '../../syntax/source-file.js';
import { unalias } from '../alias.js';
import { unknown } from '../basic.js';
import { AliasType, NamedType } from '../named.js';
import { Constant, DeclaredTypeName, Variable, type ConstantValue } from '../objects.js';
import type { Func, Obj, Var, Written } from '../types.js';
import { constantValue, converted } from '../typing/constants.js';
import { defaultType, expr } from '../typing/expressions.js';
import type { FileScope } from '../typing/scopes.js';
import { declareTypeParams } from '../typing/signatures.js';
import { valuesFor } from '../typing/assignments.js';
import { Tables } from '../typing/tables.js';
import { typeExpr } from '../typing/type-expressions.js';
import { DeclHome, itemsOf, Typing } from '../typing/typing.js';
import { nextRevision } from './revision.js';

/** Where the methods of a type come from: they are declared elsewhere. */
export type MethodsOf = (typeName: Name) => readonly Func[];

/** An identifier that a spec declares, the how manieth of it. */
interface Declared {
  readonly ident: Node;
  readonly spec: Node;
  readonly index: number;
}

interface ConstSource {
  readonly source: Node;
  readonly iota: number;
}

export class GenUnit {
  readonly kind = 'gen';
  readonly revision = nextRevision();
  private readonly home: DeclHome;
  private tablesMade: Tables | undefined;
  private complete = false;
  private readonly objects = new Map<Node, Obj>();
  /** Types of a var spec's values, once they have been typed. */
  private readonly varTypes = new Map<Node, readonly Written[]>();
  private readonly delayed: (() => void)[] = [];
  private constSources: ReadonlyMap<Node, ConstSource> | undefined;

  constructor(
    readonly decl: Decl,
    /** The file's scope in the newest state that holds this declaration. */
    public file: FileScope,
    private readonly methodsOf: MethodsOf,
  ) {
    this.home = new DeclHome(decl);
  }

  /** From now on the objects' origins are in a declaration with the same tree. */
  moveTo(decl: Decl): void {
    this.home.decl = decl;
  }

  /** The object that an identifier of a spec declares. */
  object(ident: Node, spec: Node, index: number): Obj {
    let obj = this.objects.get(ident);
    if (obj === undefined) {
      obj = this.declare(ident, spec, index);
      this.objects.set(ident, obj);
      this.tables.setObject(ident, obj);
    }
    return obj;
  }

  info(): Tables {
    if (!this.complete) {
      this.complete = true;
      try {
        this.typeEverything();
      } catch (error) {
        // Nesting deeper than the stack: what has been typed so far stands, the rest is unknown.
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return this.tables;
  }

  /** Every identifier that the declaration declares, the blank ones too. */
  declared(): readonly Declared[] {
    const { ast } = this.decl;
    const declared: Declared[] = [];
    for (const spec of this.specs()) {
      if (ast.kind[spec] === Kind.TypeSpec) declared.push({ ident: ast.a[spec]!, spec, index: 0 });
      if (ast.kind[spec] !== Kind.ValueSpec) continue;
      this.list(ast.a[spec]!).forEach((ident, index) => declared.push({ ident, spec, index }));
    }
    return declared;
  }

  private get tables(): Tables {
    return (this.tablesMade ??= new Tables(this.decl));
  }

  private typing(tables: Tables | undefined): Typing {
    const t = new Typing(this.file, this.decl, tables, this.home);
    t.delayed = this.delayed;
    return t;
  }

  private specs(): readonly Node[] {
    return this.list(this.decl.ast.a[this.decl.root]!);
  }

  private list(list: number): readonly Node[] {
    return itemsOf(this.decl.ast, list);
  }

  private declare(ident: Node, spec: Node, index: number): Obj {
    const { ast, root } = this.decl;
    if (ast.kind[spec] === Kind.TypeSpec) return this.typeName(ident, spec);
    const t = this.typing(undefined);
    const name = t.nameText(ident);
    if (ast.op[root] === Op.Const) {
      return new Constant(
        name,
        t.pkg,
        t.origin(ident),
        () => this.constType(spec, index),
        () => this.constValue(spec, index),
      );
    }
    const parts = { name, pkg: t.pkg, origin: t.origin(ident), role: 'package' } as const;
    return new Variable(parts, () => this.varType(spec, index));
  }

  private typeName(ident: Node, spec: Node): DeclaredTypeName {
    const { ast } = this.decl;
    const isAlias = ast.op[spec] === Op.Alias;
    let shared: Typing | undefined;
    let declared: ReturnType<typeof declareTypeParams> | undefined;
    // Type parameters and definition are typed in one scope, at different times.
    const typing = (): Typing => (shared ??= this.typing(this.tables));
    const typeParams = (): ReturnType<typeof declareTypeParams> =>
      (declared ??= declareTypeParams(typing(), ast.b[spec]!));
    const definition = (): Written => {
      typeParams().resolve();
      return typeExpr(typing(), ast.c[spec]!);
    };
    const name = new DeclaredTypeName(typing().nameText(ident), typing().pkg, typing().origin(ident), isAlias, unknown);
    shared = undefined;
    if (isAlias) name.define(new AliasType(name, [], definition, () => typeParams().params));
    else {
      const methods = (): readonly Func[] => this.methodsOf(ast.a[ident]!);
      name.define(new NamedType(name, { typeParams: () => typeParams().params, definition, methods }));
    }
    return name;
  }

  private varType(spec: Node, index: number): Written {
    return this.typesOfVars(spec)[index] ?? unknown;
  }

  private typesOfVars(spec: Node): readonly Written[] {
    const known = this.varTypes.get(spec);
    if (known !== undefined) return known;
    const { ast } = this.decl;
    const names = this.list(ast.a[spec]!);
    // Asked for again from within: Go calls it an initialization cycle.
    this.varTypes.set(spec, []);
    if (ast.b[spec] !== 0) {
      const type = typeExpr(this.typing(this.tables), ast.b[spec]!);
      const types = names.map(() => type);
      this.varTypes.set(spec, types);
      return types;
    }
    const types = this.typeValues(spec, undefined).map(defaultType);
    this.varTypes.set(spec, types);
    return types;
  }

  private readonly typedValues = new Set<Node>();

  private typeValues(spec: Node, declared: Written | undefined): readonly Written[] {
    this.typedValues.add(spec);
    const { ast } = this.decl;
    const t = this.typing(this.tables);
    const values = this.list(ast.c[spec]!);
    return valuesFor(
      t,
      values,
      this.list(ast.a[spec]!).map(() => declared),
    );
  }

  /** Spec: "Constant declarations": the spec whose type and values hold for this one. */
  private constSource(spec: Node): ConstSource {
    if (this.constSources === undefined) {
      const { ast } = this.decl;
      const sources = new Map<Node, ConstSource>();
      let source: Node | undefined;
      this.specs().forEach((candidate, iota) => {
        if (ast.b[candidate] !== 0 || ast.lists[ast.c[candidate]!]! > 0) source = candidate;
        sources.set(candidate, { source: source ?? candidate, iota });
      });
      this.constSources = sources;
    }
    return this.constSources.get(spec) ?? { source: spec, iota: 0 };
  }

  private constType(spec: Node, index: number): Written {
    const { ast } = this.decl;
    const { source, iota } = this.constSource(spec);
    const t = this.typing(source === spec ? this.tables : undefined);
    t.iota = iota;
    const declared = ast.b[source] === 0 ? undefined : typeExpr(t, ast.b[source]!);
    const value = this.list(ast.c[source]!)[index];
    const found = value === undefined ? unknown : expr(t, value, declared);
    return declared ?? found;
  }

  private constValue(spec: Node, index: number): ConstantValue {
    const { source, iota } = this.constSource(spec);
    const value = this.list(this.decl.ast.c[source]!)[index];
    const ident = this.list(this.decl.ast.a[spec]!)[index];
    if (value === undefined || ident === undefined) return undefined;
    const t = this.typing(undefined);
    t.iota = iota;
    const type = (this.object(ident, spec, index) as Constant).written;
    return converted(constantValue(t, value), unalias(type));
  }

  private typeEverything(): void {
    const { ast, root } = this.decl;
    for (const { ident, spec, index } of this.declared()) {
      const obj = this.object(ident, spec, index);
      if (obj.kind === 'typename') {
        const written = (obj as DeclaredTypeName).written;
        if (written instanceof NamedType) void written.underlying;
        else if (written.kind === 'alias') void written.target;
      } else void (obj as Var).type;
    }
    if (ast.op[root] === Op.Var) {
      for (const spec of this.specs()) {
        if (ast.kind[spec] !== Kind.ValueSpec || this.typedValues.has(spec)) continue;
        this.typeValues(spec, this.varType(spec, 0));
      }
    }
    for (let run = this.delayed.shift(); run !== undefined; run = this.delayed.shift()) run();
  }
}

/** Whether a name can be looked up. */
export function isDeclarable(name: Name): boolean {
  return name !== 0 && name !== blank;
}
