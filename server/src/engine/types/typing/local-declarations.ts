/** Declarations inside functions. Spec: "Declarations and scope": a name is in scope after its own spec. */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { blank } from '../../syntax/names.js';
import { unalias } from '../alias.js';
import { unknown } from '../basic.js';
import { AliasType, NamedType } from '../named.js';
import { Constant, DeclaredTypeName, Variable, type ConstantValue } from '../objects.js';
import type { Written } from '../types.js';
import { constantValue, converted } from './constants.js';
import { defaultType, expr } from './expressions.js';
import { declareTypeParams } from './signatures.js';
import { valuesFor } from './assignments.js';
import { typeExpr } from './type-expressions.js';
import type { Typing } from './typing.js';

export function localDecl(t: Typing, decl: Node): void {
  if (t.ast.kind[decl] !== Kind.GenDecl) return;
  const specs = t.items(t.ast.a[decl]!);
  switch (t.ast.op[decl]!) {
    case Op.Const:
      localConsts(t, specs);
      break;
    case Op.Var:
      for (const spec of specs) localVars(t, spec);
      break;
    case Op.Type:
      for (const spec of specs) localType(t, spec);
      break;
  }
}

function localVars(t: Typing, spec: Node): void {
  const { a, b, c, kind } = t.ast;
  if (kind[spec] !== Kind.ValueSpec) return;
  const names = t.items(a[spec]!);
  const declared = b[spec] === 0 ? undefined : typeExpr(t, b[spec]!);
  const types = valuesFor(
    t,
    t.items(c[spec]!),
    names.map(() => declared),
  );
  names.forEach((ident, i) => {
    const type = declared ?? defaultType(types[i] ?? unknown);
    const parts = { name: t.nameText(ident), pkg: t.pkg, origin: t.origin(ident), role: 'local' } as const;
    const variable = new Variable(parts, type);
    t.bind(ident, variable);
    if (t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), variable);
  });
}

/** Spec: "Constant declarations": a spec without values repeats the one before it. */
function localConsts(t: Typing, specs: readonly Node[]): void {
  const { a, b, c, kind } = t.ast;
  let [type, values]: [Node, readonly Node[]] = [0, []];
  const outer = t.iota;
  specs.forEach((spec, index) => {
    if (kind[spec] !== Kind.ValueSpec) return;
    if (b[spec] !== 0 || t.countOf(c[spec]!) > 0) [type, values] = [b[spec]!, t.items(c[spec]!)];
    t.iota = index;
    const declared = type === 0 ? undefined : typeExpr(t, type);
    const constants = t.items(a[spec]!).map((ident, i) => {
      const node = values[i] ?? 0;
      const found = node === 0 ? unknown : expr(t, node, declared);
      const value = node === 0 ? undefined : constantValue(t, node);
      return { ident, constant: localConstant(t, ident, declared ?? found, value) };
    });
    for (const { ident, constant } of constants) {
      t.bind(ident, constant);
      if (t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), constant);
    }
  });
  t.iota = outer;
}

function localConstant(t: Typing, ident: Node, type: Written, value: ConstantValue): Constant {
  const typed = converted(value, unalias(type));
  return new Constant(
    t.nameText(ident),
    t.pkg,
    t.origin(ident),
    () => type,
    () => typed,
  );
}

function localType(t: Typing, spec: Node): void {
  const { a, b, c, op, kind } = t.ast;
  if (kind[spec] !== Kind.TypeSpec) return;
  const ident = a[spec]!;
  const isAlias = op[spec] === Op.Alias;
  const name = new DeclaredTypeName(t.nameText(ident), t.pkg, t.origin(ident), isAlias, unknown);
  t.bind(ident, name);
  if (isAlias) {
    const target = typeExpr(t, c[spec]!);
    name.define(new AliasType(name, [], () => target));
    if (t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), name);
    return;
  }
  let definition: Written = unknown;
  let typeParams: ReturnType<typeof declareTypeParams> = { params: [], resolve: () => undefined };
  const source = { typeParams: () => typeParams.params, definition: () => definition, methods: () => [] };
  name.define(new NamedType(name, source));
  if (t.nameAt(ident) !== blank) t.declare(t.nameAt(ident), name);
  const mark = t.open();
  typeParams = declareTypeParams(t, b[spec]!);
  typeParams.resolve();
  definition = typeExpr(t, c[spec]!);
  t.close(mark);
}
