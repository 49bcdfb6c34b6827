/**
 * The intermediate representation that flow analysis runs on: a control-flow graph of small instructions over
 * temporaries, built once per function from its syntax and types.
 *
 * Only what can reach a map, a lock, a function, or a channel is kept; arithmetic and text leave no instruction. A
 * temporary holds a set of locations. Values of reference types (maps, pointers, slices, channels, functions,
 * interfaces) are the locations they refer to; values of aggregate types (structs, arrays) are the *place* where the
 * aggregate stands, copied by `copy`.
 *
 * Invariant: the IR is position-free like its declaration: nodes are rows of the declaration's tree.
 */
import type { Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import type { Func, Info, Type, Var } from '../types/types.js';
import type { Model } from './library.js';

/** A temporary of one function; 0 holds nothing. Each is defined by one instruction. */
export type Temp = number;

/**
 * How a map is touched. `use`: handed to a library function that reads it as a whole; `fill`: to one that writes it;
 * `decode`: to a decoder, by itself or inside another value.
 */
export type ReadKind = 'index' | 'range' | 'len' | 'use';
export type WriteKind = 'assign' | 'delete' | 'clear' | 'fill' | 'decode';

/**
 * Which syntactic form copies an aggregate or a map (Go specification, "Assignability" and around). `entries`: what the
 * entries of one map hold is put into another map, one by one or all at once. `result`: a copy that a function of another
 * package makes and returns; `return`: what is returned from where somebody keeps it.
 */
export type CopyForm =
  | 'assign'
  | 'var'
  | 'literal'
  | 'argument'
  | 'receiver'
  | 'result'
  | 'return'
  | 'range'
  | 'send'
  | 'append'
  | 'box'
  | 'entries';

/** What an element's index is, as far as it tells elements apart. */
export type Index = Var | string | undefined;

export type Instr =
  | { readonly op: 'variable'; readonly dst: Temp; readonly variable: Var; readonly type: Type }
  | { readonly op: 'field'; readonly dst: Temp; readonly base: Temp; readonly name: string; readonly type: Type }
  | { readonly op: 'elem'; readonly dst: Temp; readonly base: Temp; readonly type: Type; readonly index: Index }
  /** `read` is false where the value is only compared with nil, or is the map that is written. */
  | {
      readonly op: 'load';
      readonly dst: Temp;
      readonly place: Temp;
      readonly node: Node;
      readonly type: Type;
      readonly read: boolean;
    }
  | Assign
  /** A new variable of each iteration or execution: what it held before is another variable's. */
  | { readonly op: 'declare'; readonly variable: Var }
  /** `capacity` of a channel, where it is a literal or left out. */
  | { readonly op: 'alloc'; readonly dst: Temp; readonly node: Node; readonly type: Type; readonly capacity?: number }
  /** The aggregate at `from`, put into an interface: a copy of its own. */
  | {
      readonly op: 'box';
      readonly dst: Temp;
      readonly from: Temp;
      readonly node: Node;
      readonly type: Type;
      readonly source: Node;
      readonly target: 0;
      readonly form: 'box';
    }
  | { readonly op: 'closure'; readonly dst: Temp; readonly func: FuncIR; readonly node: Node }
  | { readonly op: 'function'; readonly dst: Temp; readonly func: Func; readonly recv: Temp; readonly node: Node }
  | { readonly op: 'join'; readonly dst: Temp; readonly from: readonly Temp[] }
  /** An untracked field of the aggregate at `base` is assigned. */
  | { readonly op: 'touch'; readonly base: Temp; readonly name: string; readonly node: Node }
  | { readonly op: 'read'; readonly map: Temp; readonly node: Node; readonly how: ReadKind }
  | { readonly op: 'write'; readonly map: Temp; readonly node: Node; readonly how: WriteKind }
  | Call
  | { readonly op: 'send'; readonly chan: Temp; readonly value: Temp; readonly node: Node }
  | { readonly op: 'receive'; readonly chan: Temp; readonly dst: Temp; readonly type: Type; readonly node: Node }
  /** The channel is closed, and all that was sent has been received. */
  | { readonly op: 'drained'; readonly chan: Temp; readonly node: Node }
  | { readonly op: 'close'; readonly chan: Temp; readonly node: Node }
  /** A loop is over of which each iteration has received from the channel. */
  | { readonly op: 'await'; readonly chan: Temp; readonly node: Node }
  /** The same of a loop each iteration of which has made the call: what that waits for has been waited for. */
  | { readonly op: 'await-call'; readonly call: Call; readonly node: Node }
  /** The value is used by something that is not looked into: an operator, a conversion, an unknown callee. */
  | { readonly op: 'use'; readonly value: Temp; readonly node: Node }
  | { readonly op: 'return'; readonly values: readonly Temp[]; readonly node: Node };

/**
 * A value put into a place: `store` for reference types, `copy` for aggregates (`value` is then a place).
 * A new value (a literal, `make`, a call's result) has no `source`; a value that has a name already does, and is then
 * shared by both.
 */
export interface Assign {
  readonly op: 'store' | 'copy';
  readonly place: Temp;
  readonly value: Temp;
  readonly type: Type;
  readonly form: CopyForm;
  /** What a diagnostic about this copy points to. */
  readonly node: Node;
  /** The expression copied, when it is a name: a variable, field, element or dereference, perhaps converted; else 0. */
  readonly source: Node;
  /** The expression assigned to; 0 for implicit places (arguments, results, elements). */
  readonly target: Node;
  /** `value` is 0 because the value is nil; else because nothing is known of it. */
  readonly nil?: true;
  /** All elements of one slice become those of another. */
  readonly entries?: true;
}

export interface Call {
  readonly op: 'call';
  readonly mode: 'call' | 'go' | 'defer';
  /** The CallExpr. */
  readonly node: Node;
  readonly callee: Callee;
  /** Receiver first for methods; parallel to the callee's parameters as far as they go (variadic ones one by one). */
  readonly args: readonly Temp[];
  /** The argument expressions of `args`. */
  readonly argNodes: readonly Node[];
  readonly argTypes: readonly Type[];
  /** One per result; 0 where untracked. */
  readonly dsts: readonly Temp[];
  readonly resultTypes: readonly Type[];
}

export type Callee =
  /** A declared function or method; `recvType` is the receiver's named type as `path.Name`, '' for functions. */
  | {
      readonly kind: 'static';
      readonly func: Func;
      readonly recvType: string;
      readonly model: Model | undefined;
    }
  | { readonly kind: 'dynamic'; readonly value: Temp };

/** The first successor is chosen if the call (of `TryLock`, say) is true; if the map is nil, or is not. */
export type Branch = { readonly call: Call } | { readonly map: Temp; readonly isNil: boolean };

export interface Block {
  readonly instrs: Instr[];
  /** For two successors: the true one first. */
  readonly succs: number[];
  /** What chooses the successor, as far as it matters. */
  branch?: Branch;
  /** Depth of loops around the block, 0 outside. */
  readonly loop: number;
  /**
   * What is executed in the block, in order: simple statements and conditions, a RangeStmt where its variables get their
   * next values, a ForStmt where its own do. Kept inside loops, of declarations that take addresses.
   */
  steps?: Node[];
}

/** A function as those who call it see it. */
export interface FuncHead {
  readonly decl: Decl;
  /** The import path of the package that declares it. */
  readonly pkg: string;
  /** FuncDecl, FuncLit, or the ValueSpec of an initialiser; 0 for functions of other packages. */
  readonly node: Node;
  /** The declared function; undefined for literals and initialisers. */
  readonly func: Func | undefined;
  /** Receiver first. Blank and unnamed ones are undefined. */
  readonly params: readonly (Var | undefined)[];
  readonly paramTypes: readonly Type[];
  readonly resultTypes: readonly Type[];
}

/** One function body: of a FuncDecl, a function literal, or a package-level initialiser. */
export interface FuncIR extends FuncHead {
  readonly info: Info;
  readonly results: readonly Var[];
  /** blocks[0] is the entry. */
  readonly blocks: readonly Block[];
  readonly temps: number;
  /** Variables of functions around that it refers to. */
  readonly captured: readonly Var[];
  /** Function literals directly inside. */
  readonly literals: readonly FuncIR[];
  /** Functions of the program that are called or taken as a value here (literals' included). */
  readonly callees: ReadonlySet<Func>;
}
