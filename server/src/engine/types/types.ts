/**
 * Go's types and objects, in the terms of go/types. Declarations only: the operations stand in the files beside.
 *
 * Identity is by object: one Named per declared type (and per instantiation with identical arguments) in one state of
 * a program. What cannot be known is `unknown`, never guessed.
 */
import type { Node } from '../syntax/ast.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';

/**
 * A type as the source spells it. Only texts need the difference: every field without `written` in its name has the
 * aliases resolved.
 */
export type Written = Type | Alias;

/** The use of a declared alias, with its arguments where it is generic. */
export interface Alias {
  readonly kind: 'alias';
  readonly obj: TypeName;
  readonly writtenArgs: readonly Written[];
  /** What the alias stands for. */
  readonly target: Written;
}

export type Type =
  | Basic
  | Named
  | Pointer
  | Slice
  | ArrayType
  | MapType
  | Chan
  | Signature
  | Struct
  | Interface
  | Tuple
  | TypeParam
  | Union
  | Unknown;

/** Predeclared types (and untyped ones); `byte` and `rune` are aliases, `error`, `any`, `comparable` are not basic. */
export interface Basic {
  readonly kind: 'basic';
  readonly name: string;
  readonly untyped: boolean;
}

/** A defined type or an instantiation of a generic one. `underlying()` in operations resolves it lazily. */
export interface Named {
  readonly kind: 'named';
  readonly obj: TypeName;
  /** The generic type this instantiates; itself when it is none. */
  readonly origin: Named;
  readonly typeParams: readonly TypeParam[];
  readonly typeArgs: readonly Type[];
  readonly writtenArgs: readonly Written[];
  /** Declared in a package that cannot be read: nothing is known but package and name. */
  readonly opaque: boolean;
}

export interface Pointer {
  readonly kind: 'pointer';
  readonly elem: Type;
  readonly writtenElem: Written;
}
export interface Slice {
  readonly kind: 'slice';
  readonly elem: Type;
  readonly writtenElem: Written;
}
export interface ArrayType {
  readonly kind: 'array';
  /** -1 when unknown. */
  readonly length: number;
  readonly elem: Type;
  readonly writtenElem: Written;
}
export interface MapType {
  readonly kind: 'map';
  readonly key: Type;
  readonly elem: Type;
  readonly writtenKey: Written;
  readonly writtenElem: Written;
}
export interface Chan {
  readonly kind: 'chan';
  readonly direction: 'both' | 'send' | 'receive';
  readonly elem: Type;
  readonly writtenElem: Written;
}
export interface Signature {
  readonly kind: 'signature';
  readonly recv: Var | undefined;
  /** Of a method of a generic type: the names its receiver gives to the type's parameters. */
  readonly recvTypeParams: readonly TypeParam[];
  readonly typeParams: readonly TypeParam[];
  readonly params: readonly Var[];
  readonly results: readonly Var[];
  readonly variadic: boolean;
}
export interface Struct {
  readonly kind: 'struct';
  readonly fields: readonly Var[];
  readonly tags: readonly string[];
}
export interface Interface {
  readonly kind: 'interface';
  readonly methods: readonly Func[];
  readonly embedded: readonly Type[];
  readonly writtenEmbedded: readonly Written[];
  /** A constraint literal without `interface { }` around it. */
  readonly implicit: boolean;
}
/** The type of a call with several (or no) results. */
export interface Tuple {
  readonly kind: 'tuple';
  readonly types: readonly Type[];
  readonly writtenTypes: readonly Written[];
}
export interface TypeParam {
  readonly kind: 'typeparam';
  readonly obj: TypeName;
  readonly index: number;
  readonly constraint: Type;
  readonly writtenConstraint: Written;
}
/** `~map[K]V | Named`: only in constraints. */
export interface Union {
  readonly kind: 'union';
  readonly terms: readonly { readonly tilde: boolean; readonly type: Type; readonly written: Written }[];
}
export interface Unknown {
  readonly kind: 'unknown';
}

export type Obj = Var | Const | TypeName | Func | PkgName | Builtin | Nil | Label;

/**
 * Where an object is declared: its identifier in a declaration of a file. Absent for universe and synthetic objects.
 * Of a function whose body is edited, and its parameters, it is the newest declaration: the object stays the same.
 * `Package.declOf` says which declaration a function has in one state.
 */
export interface Origin {
  readonly decl: Decl;
  /** The Ident node. */
  readonly node: Node;
}

interface ObjBase {
  readonly name: string;
  /** Import path of the declaring package; '' for the universe. */
  readonly pkg: string;
  readonly origin: Origin | undefined;
}

export interface Var extends ObjBase {
  readonly kind: 'var';
  /** `local` includes parameters, results, receivers (then `param` says which). */
  readonly role: 'local' | 'package' | 'field';
  readonly param: 'recv' | 'param' | 'result' | undefined;
  readonly embedded: boolean;
  readonly type: Type;
  readonly written: Written;
  /** Of a field of an instantiated type: the declared field it comes from; itself otherwise. */
  readonly generic: Var;
}
export interface Const extends ObjBase {
  readonly kind: 'const';
  readonly type: Type;
  /** As far as it decides a type or a branch; undefined where it is not known. */
  readonly value: bigint | number | string | boolean | undefined;
}
export interface TypeName extends ObjBase {
  readonly kind: 'typename';
  readonly alias: boolean;
  readonly type: Type;
}
export interface Func extends ObjBase {
  readonly kind: 'func';
  readonly type: Signature;
  /** Of a method of an instantiated type: the declared method it comes from; itself otherwise. */
  readonly generic: Func;
  /** The FuncDecl's root for functions and methods of the program; 0 for interface methods and where no body is known. */
  readonly declNode: Node;
}
export interface PkgName extends ObjBase {
  readonly kind: 'pkgname';
  /** The path of the import declaration, vendoring resolved. */
  readonly imported: string;
}
export interface Builtin extends ObjBase {
  readonly kind: 'builtin';
}
export interface Nil extends ObjBase {
  readonly kind: 'nil';
}
export interface Label extends ObjBase {
  readonly kind: 'label';
}

/** How a selector expression was resolved (go/types.Selection). */
export interface Selection {
  readonly kind: 'field' | 'method' | 'methodexpr' | 'qualified';
  /** The field, method, or the object of another package. */
  readonly obj: Obj;
  /**
   * The embedded fields passed through before `obj`, outermost first; empty for a direct field or method.
   * `x.M` with M promoted from x.Inner.Base has [Inner, Base].
   */
  readonly path: readonly Var[];
  /** Whether a pointer was dereferenced on the way (the operand's own included). */
  readonly indirect: boolean;
}

/** What an expression denotes (go/types.TypeAndValue's mode). */
export type Mode =
  'novalue' | 'builtin' | 'type' | 'constant' | 'variable' | 'mapindex' | 'value' | 'package' | 'nil' | 'unknown';

/** The types of one declaration's expressions (go/types.Info, for one Decl). Nodes are rows of `decl.ast`. */
export interface Info {
  readonly decl: Decl;
  /** The type of an expression or type expression; `unknown` if it can't be known; a Tuple for multi-value calls. */
  typeOf(node: Node): Type;
  /** The same with aliases kept as they are spelled: what messages and texts show. */
  writtenTypeOf(node: Node): Written;
  /** Whether the expression stands where its comma-ok form is used: its value is the first of two. */
  isCommaOk(node: Node): boolean;
  modeOf(node: Node): Mode;
  /** The object an identifier uses or defines. For `Sel` identifiers: the selected object. */
  objectOf(ident: Node): Obj | undefined;
  /** For SelectorExpr nodes. */
  selectionOf(selector: Node): Selection | undefined;
  /** The variable that a CaseClause of `switch x := y.(type)` declares implicitly. */
  implicitOf(clause: Node): Var | undefined;
}

/** A line of an import declaration. The name is `.` or `_` where that is given. */
export interface Import {
  readonly path: string;
  readonly name: string;
}

/** A package in one state of its files: the unit of type resolution. */
export interface Package {
  /** The import path; of an external test package, with `_test`. */
  readonly path: string;
  readonly name: string;
  /** The folder its files stand in. */
  readonly dir: string;
  /** The same object in states between which no declaration has changed what it says to others. */
  readonly scope: object;
  /** Its files in the order of their names. Declarations with an unchanged text are the objects of earlier states. */
  readonly files: readonly SourceFile[];
  /** The texts of its files that the build leaves out, for other systems or by their tags; read when they are asked for. */
  leftOut(): readonly string[];
  /** Package-level objects by name (not methods); undefined when there is none. */
  lookup(name: string): Obj | undefined;
  /** Every function and method with a FuncDecl in this package, in file and source order. */
  readonly funcs: readonly Func[];
  /** Package-level variables in file and source order. */
  readonly vars: readonly Var[];
  /** Defined (non-alias) package-level types. */
  readonly namedTypes: readonly Named[];
  /** Types of a declaration of this package: computed once, kept while neither it nor what it uses changes. */
  info(decl: Decl): Info;
  /** The file of this state that holds the declaration. */
  fileOf(decl: Decl): SourceFile | undefined;
  /** The function or method that a FuncDecl of this state declares. */
  funcOf(decl: Decl): Func | undefined;
  /** The declaration that a function or method of this package has in this state. */
  declOf(func: Func): Decl | undefined;
  /** What a file imports: paths as written, and the names that stand for them in it. */
  importsOf(path: string): readonly Import[];
  /** The Go version that a file is written for, as [major, minor]; undefined when nothing says. */
  goVersion(path: string): readonly [number, number] | undefined;
  /**
   * A number that changes when what `info(decl)` says may have changed: results computed from the Info stay valid
   * while it is equal.
   */
  revisionOf(decl: Decl): number;
}
