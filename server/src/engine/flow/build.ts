/**
 * Builds the IR of functions, methods, function literals and package-level initialisers. Needs the declaration's
 * types; does not look at other declarations.
 */
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import type { Func, Info, Type, Var } from '../types/types.js';
import { lowerCall } from './build-call.js';
import { assign, isNil, unknown, value } from './build-expr.js';
import { block, runDefers } from './build-stmt.js';
import { Builder } from './builder.js';
import type { FuncIR, Temp } from './ir.js';
import { isTracked } from './tracked.js';

/** The IR of a function or method with a body; undefined without one. */
export function buildFunc(decl: Decl, info: Info, func: Func): FuncIR | undefined {
  const { ast, root } = decl;
  const body = ast.d[root]!;
  if (ast.kind[root] !== Kind.FuncDecl || !body) return undefined;
  return build(decl, info, func.pkg, root, func, ast.a[root]!, ast.c[root]!, body, new Set());
}

/**
 * The IR of the initialisers of a package-level `var` declaration: one function without parameters that assigns them
 * in order; undefined when there is none.
 */
export function buildInitialisers(decl: Decl, info: Info, pkg: string): FuncIR | undefined {
  const { ast, root } = decl;
  if (ast.kind[root] !== Kind.GenDecl) return undefined;
  const callees = new Set<Func>();
  const b = new Builder(decl, info, pkg, [], callees);
  let any = false;
  for (const spec of b.list(ast.a[root]!)) {
    if (ast.kind[spec] !== Kind.ValueSpec || !ast.c[spec]) continue;
    valueSpec(b, spec);
    any = true;
  }
  if (!any) return undefined;
  b.emit({ op: 'return', values: [], node: root });
  return finish(b, root, undefined, [], [], [], callees);
}

/** `var a, b T = x, y`, at package level or in a function. */
export function valueSpec(b: Builder, spec: Node): void {
  const { ast, info } = b;
  const names = b.list(ast.a[spec]!);
  const values = b.list(ast.c[spec]!);
  const temps: Temp[] = [];
  const types: Type[] = [];
  if (values.length === 1 && names.length > 1) {
    const type = b.typeOf(values[0]!);
    const results = multi(b, values[0]!);
    for (let i = 0; i < names.length; i++) {
      temps.push(results[i] ?? 0);
      types.push(type.kind === 'tuple' ? (type.types[i] ?? type) : type);
    }
  } else {
    for (const node of values) {
      temps.push(value(b, node));
      types.push(b.typeOf(node));
    }
  }
  names.forEach((ident, i) => {
    const object = info.objectOf(ident);
    if (object?.kind !== 'var') return;
    if (object.role === 'local') b.emit({ op: 'declare', variable: object });
    const from = temps[i] ?? 0;
    if (object.name === '_') return;
    if (!from) {
      const node = values[i] ?? values[0];
      if (node !== undefined && isTracked(object.type) && !isNil(b, node))
        unknown(b, b.variable(object), object.type, node);
      return;
    }
    const source = values.length === names.length ? values[i]! : 0;
    assign(b, b.variable(object), from, types[i]!, object.type, 'var', source || ident, source, ident);
  });
}

/** The results of a multi-value expression: a call, or a comma-ok form whose first result counts. */
export function multi(b: Builder, node: Node): readonly Temp[] {
  if (b.ast.kind[node] === Kind.ParenExpr) return multi(b, b.ast.a[node]!);
  return b.ast.kind[node] === Kind.CallExpr ? lowerCall(b, node, 'call') : [value(b, node)];
}

/** A function literal as a value. */
export function lowerFuncLit(b: Builder, node: Node): Temp {
  const { ast } = b;
  const func = build(b.decl, b.info, b.pkg, node, undefined, 0, ast.a[node]!, ast.b[node]!, b.callees);
  b.literals.push(func);
  const dst = b.temp();
  b.emit({ op: 'closure', dst, func, node });
  return dst;
}

function build(
  decl: Decl,
  info: Info,
  pkg: string,
  node: Node,
  func: Func | undefined,
  recv: Node,
  type: Node,
  body: Node,
  callees: Set<Func>,
): FuncIR {
  const { ast } = decl;
  const params = [...fields(decl, info, recv), ...fields(decl, info, ast.b[type]!)];
  const results = fields(decl, info, ast.c[type]!);
  const named = results.flatMap((result) => (result.variable ? [result.variable] : []));
  const b = new Builder(decl, info, pkg, named.length === results.length ? named : [], callees);
  for (const result of named) b.emit({ op: 'declare', variable: result });
  block(b, body);
  if (b.current) {
    runDefers(b);
    b.emit({ op: 'return', values: [], node: body });
  }
  return finish(b, node, func, params, results, named, callees);
}

function finish(
  b: Builder,
  node: Node,
  func: Func | undefined,
  params: readonly Parameter[],
  results: readonly Parameter[],
  named: readonly Var[],
  callees: ReadonlySet<Func>,
): FuncIR {
  return {
    decl: b.decl,
    info: b.info,
    pkg: b.pkg,
    node,
    func,
    params: params.map((parameter) => parameter.variable),
    paramTypes: params.map((parameter) => parameter.type),
    results: named,
    resultTypes: results.map((parameter) => parameter.type),
    blocks: b.blocks,
    temps: b.temps,
    captured: capturedIn(b, params),
    literals: b.literals,
    callees,
  };
}

/** Local variables that the blocks refer to and that are not the function's own. */
function capturedIn(b: Builder, params: readonly Parameter[]): readonly Var[] {
  const own = new Set(params.map((parameter) => parameter.variable));
  const used = new Set<Var>(b.literals.flatMap((literal) => literal.captured));
  for (const { instrs } of b.blocks) {
    for (const instr of instrs) {
      if (instr.op === 'declare') own.add(instr.variable);
      if (instr.op === 'variable' && instr.variable.role === 'local') used.add(instr.variable);
    }
  }
  return [...used].filter((variable) => !own.has(variable));
}

interface Parameter {
  readonly variable: Var | undefined;
  readonly type: Type;
}

/** The parameters of a FieldList, one entry for each name or unnamed field. */
function fields(decl: Decl, info: Info, list: Node): Parameter[] {
  const { ast } = decl;
  if (!list) return [];
  const found: Parameter[] = [];
  for (const field of nodesOf(ast, ast.a[list]!)) {
    const names = nodesOf(ast, ast.a[field]!);
    const type = info.typeOf(ast.b[field]!);
    if (names.length === 0) found.push({ variable: undefined, type });
    for (const name of names) {
      const object = info.objectOf(name);
      const variable = object?.kind === 'var' && object.name !== '_' ? object : undefined;
      found.push({ variable, type: object?.kind === 'var' ? object.type : type });
    }
  }
  return found;
}
