/**
 * Go's types and objects, in the terms of go/types. Declarations only: the operations stand in the files beside.
 *
 * Identity is by object: one Named per declared type (and per instantiation with identical arguments) in one state of
 * a program. What cannot be known is `unknown`, never guessed.
 */
import type { Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';

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
}

export interface Pointer {
  readonly kind: 'pointer';
  readonly elem: Type;
}
export interface Slice {
  readonly kind: 'slice';
  readonly elem: Type;
}
export interface ArrayType {
  readonly kind: 'array';
  /** -1 when unknown. */
  readonly length: number;
  readonly elem: Type;
}
export interface MapType {
  readonly kind: 'map';
  readonly key: Type;
  readonly elem: Type;
}
export interface Chan {
  readonly kind: 'chan';
  readonly direction: 'both' | 'send' | 'receive';
  readonly elem: Type;
}
export interface Signature {
  readonly kind: 'signature';
  readonly recv: Var | undefined;
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
}
/** The type of a call with several (or no) results. */
export interface Tuple {
  readonly kind: 'tuple';
  readonly types: readonly Type[];
}
export interface TypeParam {
  readonly kind: 'typeparam';
  readonly obj: TypeName;
  readonly index: number;
  readonly constraint: Type;
}
/** `~map[K]V | Named`: only in constraints. */
export interface Union {
  readonly kind: 'union';
  readonly terms: readonly { readonly tilde: boolean; readonly type: Type }[];
}
export interface Unknown {
  readonly kind: 'unknown';
}

export type Obj = Var | Const | TypeName | Func | PkgName | Builtin | Nil | Label;

/** Where an object is declared: its identifier in a declaration of a file. Absent for universe and synthetic objects. */
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
}
export interface Const extends ObjBase {
  readonly kind: 'const';
  readonly type: Type;
}
export interface TypeName extends ObjBase {
  readonly kind: 'typename';
  readonly alias: boolean;
  readonly type: Type;
}
export interface Func extends ObjBase {
  readonly kind: 'func';
  readonly type: Signature;
  /** The FuncDecl's root for functions and methods of the program; 0 for interface methods and where no body is known. */
  readonly declNode: Node;
}
export interface PkgName extends ObjBase {
  readonly kind: 'pkgname';
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
  modeOf(node: Node): Mode;
  /** The object an identifier uses or defines. For `Sel` identifiers: the selected object. */
  objectOf(ident: Node): Obj | undefined;
  /** For SelectorExpr nodes. */
  selectionOf(selector: Node): Selection | undefined;
  /** The variable that a CaseClause of `switch x := y.(type)` declares implicitly. */
  implicitOf(clause: Node): Var | undefined;
}

/** A package in one state of its files: the unit of type resolution. */
export interface Package {
  readonly path: string;
  readonly name: string;
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
}
