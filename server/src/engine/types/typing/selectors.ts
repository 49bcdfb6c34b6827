/** Selector expressions: objects of packages, fields, methods, method expressions. Spec: "Selectors". */
import { Kind, type Node } from '../../syntax/ast.js';
import { unalias } from '../alias.js';
import { unknown } from '../basic.js';
import { newSignature } from '../composite.js';
import { lookupFieldOrMethod, type Found } from '../lookup.js';
import { ImportedName, unknownSignature, Variable } from '../objects.js';
import { Selected } from '../selected.js';
import type { Func, Type, Written } from '../types.js';
import { expr, typeOfObject } from './expressions.js';
import { M } from './tables.js';
import type { Typing } from './typing.js';

/** @param called whether the selector is the function of a call. */
export function selectorExpr(t: Typing, node: Node, called: boolean): Written {
  const x = t.ast.a[node]!;
  const imported = t.ast.kind[x] === Kind.Ident ? t.lookup(t.ast.a[x]!) : undefined;
  if (imported instanceof ImportedName) return qualified(t, node, imported, called);
  const type = unalias(expr(t, x));
  const xMode: M = t.mode;
  const sel = t.ast.b[node]!;
  const found = sel === 0 ? undefined : lookupFieldOrMethod(type, t.nameText(sel), t.pkg, called);
  if (found === undefined) {
    t.mode = M.Unknown;
    return unknown;
  }
  t.bind(sel, found.obj);
  if (xMode === M.Type) return methodExpr(t, node, type, found);
  const { obj } = found;
  t.tables?.setSelection(node, found.selection);
  if (obj.kind === 'func') {
    t.mode = M.Value;
    return obj.type === unknownSignature ? unknownSignature : methodValue(obj);
  }
  t.mode = xMode === M.Variable || found.indirect ? M.Variable : M.Value;
  return obj.written;
}

function qualified(t: Typing, node: Node, imported: ImportedName, called: boolean): Written {
  const x = t.ast.a[node]!;
  const sel = t.ast.b[node]!;
  t.bind(x, imported);
  t.mode = M.Unknown;
  if (sel === 0) return unknown;
  const pkg = t.file.packageOf(imported);
  const name = t.nameText(sel);
  const obj = pkg.opaque ? pkg.opaqueMember(name, called ? 'func' : 'var') : pkg.member(name);
  if (obj === undefined) return unknown;
  t.bind(sel, obj);
  t.tables?.setSelection(node, new Selected('qualified', obj, [], false));
  return typeOfObject(t, obj);
}

/** Spec: "Method values": without its receiver, which is bound. */
function methodValue(func: Func): Written {
  const type = func.type;
  if (type.recv === undefined) return type;
  let value = values.get(func);
  if (value === undefined) {
    value = newSignature({ ...type, recv: undefined, recvTypeParams: [] });
    values.set(func, value);
  }
  return value;
}

const values = new WeakMap<Func, Written>();

/** Spec: "Method expressions": a function with the receiver as its first parameter. */
function methodExpr(t: Typing, node: Node, type: Type, { obj, path, indirect }: Found): Written {
  t.mode = M.Value;
  if (obj.kind !== 'func') {
    t.mode = M.Unknown;
    return unknown;
  }
  t.tables?.setSelection(node, new Selected('methodexpr', obj, path, indirect));
  if (obj.type === unknownSignature) return unknown;
  const signature = obj.type;
  // Either all parameters have names or none has.
  const isNamed = (signature.params[0]?.name ?? '') !== '';
  const name = isNamed ? signature.recv?.name || '_' : '';
  const parts = { name, pkg: t.pkg, origin: undefined, role: 'local' } as const;
  const receiver = new Variable({ ...parts, param: 'param' }, type);
  return newSignature({ ...signature, recv: undefined, recvTypeParams: [], params: [receiver, ...signature.params] });
}
