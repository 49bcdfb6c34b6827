/** Declarations that flow analysis looks at, as they go from one version of their text to the next. */
import { Kind, Op } from '../syntax/ast.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import type { Func, Package } from '../types/types.js';
import type { FunctionFacts } from './analysis.js';
import { buildFunc, buildInitialisers } from './build.js';
import type { FuncHead, FuncIR } from './ir.js';

/** A function declaration or a `var` declaration with initialisers, in one version. */
export interface FlowDecl {
  readonly decl: Decl;
  /** The function declared; undefined for initialisers. */
  readonly declares: Func | undefined;
  /** Its types were computed from this state of what it mentions. */
  readonly revision: number;
  readonly inTest: boolean;
  /** Undefined where there is no body. */
  readonly func: FuncIR | undefined;
  /** Functions of the package that it mentions. */
  readonly callees: readonly Func[];
  facts: FunctionFacts | undefined;
  /**
   * Its facts, then those of the literals inside, outer ones first; of the former version until it is analysed itself.
   * Another array whenever they are computed anew.
   */
  all: readonly FunctionFacts[];
  /** The newest version before this one that was analysed, until this one is: callers hold its sites. */
  former: FlowDecl | undefined;
  /** Analysed by itself only, though it is part of a cycle, or with what is no longer so of another package. */
  isProvisional: boolean;
  /** Where it stands among the declarations of the package. */
  order: number;
  /** What the summary of each callee was, of other packages too; those that call it in turn left out. */
  used: ReadonlyMap<Func, string>;
}

const testDecls = new WeakSet<Decl>();

/** Whether a declaration with functions stands in a test file: it is another one where its file gets another name. */
export function isInTest(decl: Decl): boolean {
  return testDecls.has(decl);
}

/**
 * The declarations of one file; those that are as they were are the same objects.
 * @param before those of the file's former version.
 */
export function flowDecls(
  pkg: Package,
  file: SourceFile,
  before: readonly FlowDecl[],
  formerOf: (func: Func) => FlowDecl | undefined,
): readonly FlowDecl[] {
  const inTest = file.path.endsWith('_test.go');
  const byDecl = new Map(before.map((decl) => [decl.decl, decl]));
  const found: FlowDecl[] = [];
  for (const decl of file.decls) {
    const { ast, root } = decl;
    const isFunc = ast.kind[root] === Kind.FuncDecl;
    if (root === 0 || (!isFunc && (ast.kind[root] !== Kind.GenDecl || ast.op[root] !== Op.Var))) continue;
    const known = byDecl.get(decl);
    if (known?.revision === pkg.revisionOf(decl)) {
      found.push(known);
      continue;
    }
    const declares = isFunc ? pkg.funcOf(decl) : undefined;
    if (isFunc && !declares) continue;
    const own = newFlowDecl(pkg, decl, declares, inTest, declares && formerOf(declares));
    if (inTest) testDecls.add(decl);
    found.push(own);
  }
  return found;
}

const owners = new WeakMap<object, FlowDecl>();

/** The declaration that a function literal stands in. */
export function literalOwner(literal: object): FlowDecl | undefined {
  return owners.get(literal);
}

/** What stands for a function across the versions of its body: its object; a literal stands for itself. */
export function functionId(func: FuncHead): object {
  return func.func ?? func;
}

function newFlowDecl(
  pkg: Package,
  decl: Decl,
  declares: Func | undefined,
  inTest: boolean,
  before: FlowDecl | undefined,
): FlowDecl {
  const info = pkg.info(decl);
  const func = declares ? buildFunc(decl, info, declares) : buildInitialisers(decl, info, pkg.path);
  const called = [...(func?.callees ?? [])].map((callee) => callee.generic);
  const callees = [...new Set(called)].filter((callee) => callee.pkg === pkg.path);
  const former = before?.facts ? before : before?.former;
  const base = { decl, declares, revision: pkg.revisionOf(decl), inTest, func, callees, former };
  const own: FlowDecl = {
    ...base,
    facts: undefined,
    all: former?.all ?? [],
    isProvisional: false,
    order: 0,
    used: new Map(),
  };
  // Initialisers have no name to be known by either.
  if (func && !declares) owners.set(func, own);
  const pending = [...(func?.literals ?? [])];
  for (let literal = pending.pop(); literal; literal = pending.pop()) {
    owners.set(literal, own);
    pending.push(...literal.literals);
  }
  return own;
}
