/** Types as they are written: names, literals, instantiations. What is no type is unknown. */
import { Kind, Op, type Node } from '../../syntax/ast.js';
import { blank } from '../../syntax/names.js';
import { unknown } from '../basic.js';
import { newArray, newChan, newInterface, newMap, newPointer, newSlice, newStruct, newUnion } from '../composite.js';
import { AliasType, isExported, NamedType } from '../named.js';
import { DeclaredTypeName, Function, ImportedName, Variable } from '../objects.js';
import { Selected } from '../selected.js';
import type { Func, Obj, Var, Written } from '../types.js';
import { emptyInterfaceLiteral } from '../universe.js';
import { arrayLength } from './constants.js';
import { stringValue } from './literal-values.js';
import { signatureOf } from './signatures.js';
import { valueType } from './expressions.js';
import { M } from './tables.js';
import type { Typing } from './typing.js';

/** The type an expression denotes; recorded as such. */
export function typeExpr(t: Typing, node: Node): Written {
  if (node === 0) return unknown;
  const type = denoted(t, node);
  t.mode = M.Type;
  return t.record(node, type);
}

/** The type a node denotes if it is a type at all: `[]T`, a name of a type, `pkg.T`, `T[int]`, `*T`, `(T)`. */
export function typeExprIfType(t: Typing, node: Node): Written | undefined {
  return isType(t, node) ? typeExpr(t, node) : undefined;
}

/** Whether a node denotes a type, by its form and the names in scope. */
export function isType(t: Typing, node: Node): boolean {
  const { a, b, kind } = t.ast;
  switch (kind[node]!) {
    case Kind.ArrayType:
    case Kind.StructType:
    case Kind.FuncType:
    case Kind.InterfaceType:
    case Kind.MapType:
    case Kind.ChanType:
      return true;
    case Kind.Ident:
      return t.lookup(a[node]!)?.kind === 'typename';
    case Kind.ParenExpr:
    case Kind.StarExpr:
    case Kind.IndexExpr:
    case Kind.IndexListExpr:
      return isType(t, a[node]!);
    case Kind.SelectorExpr: {
      const x = a[node]!;
      const imported = kind[x] === Kind.Ident ? t.lookup(a[x]!) : undefined;
      if (!(imported instanceof ImportedName)) return false;
      return t.file.packageOf(imported).member(t.nameText(b[node]!))?.kind === 'typename';
    }
    default:
      return false;
  }
}

function denoted(t: Typing, node: Node): Written {
  const { a, b, op, kind } = t.ast;
  switch (kind[node]!) {
    case Kind.Ident:
      return typeOfName(t, node, a[node] === blank ? undefined : t.lookup(a[node]!));
    case Kind.ParenExpr:
      return typeExpr(t, a[node]!);
    case Kind.SelectorExpr:
      return qualifiedType(t, node);
    case Kind.StarExpr:
      return newPointer(typeExpr(t, a[node]!));
    case Kind.ArrayType:
      return arrayType(t, a[node]!, b[node]!);
    case Kind.MapType: {
      const key = typeExpr(t, a[node]!);
      return newMap(key, typeExpr(t, b[node]!));
    }
    case Kind.ChanType: {
      const direction = op[node] === Op.SendOnly ? 'send' : op[node] === Op.RecvOnly ? 'receive' : 'both';
      return newChan(direction, typeExpr(t, a[node]!));
    }
    case Kind.FuncType:
      return signatureOf(t, node);
    case Kind.StructType:
      return structType(t, node);
    case Kind.InterfaceType:
      return interfaceType(t, node);
    case Kind.IndexExpr:
      return instantiated(t, a[node]!, [b[node]!]);
    case Kind.IndexListExpr:
      return instantiated(t, a[node]!, t.items(b[node]!));
    case Kind.BinaryExpr:
    case Kind.UnaryExpr:
      return unionType(t, node);
    default:
      return unknown;
  }
}

function typeOfName(t: Typing, ident: Node, obj: Obj | undefined): Written {
  if (obj === undefined) return unknown;
  t.bind(ident, obj);
  return obj instanceof DeclaredTypeName ? obj.written : unknown;
}

function qualifiedType(t: Typing, node: Node): Written {
  const { a, b, kind } = t.ast;
  const x = a[node]!;
  const imported = kind[x] === Kind.Ident ? t.lookup(a[x]!) : undefined;
  if (!(imported instanceof ImportedName)) return unknown;
  t.bind(x, imported);
  const pkg = t.file.packageOf(imported);
  const name = t.nameText(b[node]!);
  const obj = pkg.opaque ? pkg.opaqueMember(name, 'type') : pkg.member(name);
  if (obj !== undefined) t.tables?.setSelection(node, new Selected('qualified', obj, [], false));
  return typeOfName(t, b[node]!, obj);
}

function arrayType(t: Typing, length: Node, elem: Node): Written {
  if (length === 0) return newSlice(typeExpr(t, elem));
  const isLiteralLength = t.ast.kind[length] === Kind.Ellipsis;
  if (!isLiteralLength) valueType(t, length);
  const size = isLiteralLength ? -1 : arrayLength(t, length);
  return newArray(size, typeExpr(t, elem));
}

function instantiated(t: Typing, generic: Node, argNodes: readonly Node[]): Written {
  const type = typeExpr(t, generic);
  const args = argNodes.map((arg) => typeExpr(t, arg));
  if (type instanceof NamedType && (type.opaque || type.typeParams.length === args.length)) {
    return type.origin === type ? type.instantiateAs(args) : unknown;
  }
  if (type instanceof AliasType && type.typeParams().length === args.length) return type.instantiate(args);
  return unknown;
}

function structType(t: Typing, node: Node): Written {
  const fields: Var[] = [];
  const tags: string[] = [];
  const list = fieldsOf(t, t.ast.a[node]!);
  for (const field of list) {
    const type = typeExpr(t, t.ast.b[field]!);
    const tagNode = t.ast.c[field]!;
    const tag = tagNode === 0 ? '' : (stringValue(t.text(tagNode)) ?? '');
    const names = t.ast.a[field]!;
    const count = t.countOf(names);
    const idents = count === 0 ? [embeddedName(t, t.ast.b[field]!)] : t.items(names);
    for (const ident of idents) {
      const name = ident === 0 ? '' : t.nameText(ident);
      const parts = { name, pkg: t.pkg, origin: ident === 0 ? undefined : t.origin(ident), role: 'field' } as const;
      const variable = new Variable({ ...parts, embedded: count === 0 }, type);
      if (ident !== 0 && count > 0) t.bind(ident, variable);
      if (ident !== 0 && count === 0) t.tables?.setEmbedded(ident, variable);
      fields.push(variable);
      tags.push(tag);
    }
  }
  return newStruct(fields, tags);
}

/** The Field nodes of a FieldList. */
export function fieldsOf(t: Typing, fieldList: Node): readonly Node[] {
  return fieldList === 0 ? [] : t.items(t.ast.a[fieldList]!);
}

/** The identifier that names an embedded field: the type's name. */
function embeddedName(t: Typing, type: Node): Node {
  const { a, b, kind } = t.ast;
  switch (kind[type]!) {
    case Kind.Ident:
      return type;
    case Kind.SelectorExpr:
      return b[type]!;
    case Kind.StarExpr:
    case Kind.ParenExpr:
    case Kind.IndexExpr:
    case Kind.IndexListExpr:
      return embeddedName(t, a[type]!);
    default:
      return 0;
  }
}

function interfaceType(t: Typing, node: Node): Written {
  const methods: Func[] = [];
  const embedded: Written[] = [];
  for (const field of fieldsOf(t, t.ast.a[node]!)) {
    const type = t.ast.b[field]!;
    const names = t.ast.a[field]!;
    if (t.countOf(names) === 0) {
      embedded.push(typeExpr(t, type));
      continue;
    }
    const ident = t.item(names, 0);
    const signature = signatureOf(t, type);
    const method = new Function(t.nameText(ident), t.pkg, t.origin(ident), 0, () => signature);
    t.bind(ident, method);
    methods.push(method);
  }
  if (methods.length === 0 && embedded.length === 0) return emptyInterfaceLiteral;
  // As in go/types: the order in the source is of no importance, exported names come first.
  const rank = (func: Func): string => (isExported(func.name) ? `0${func.name}` : `1${func.name}`);
  methods.sort((x, y) => (rank(x) < rank(y) ? -1 : 1));
  return newInterface(methods, embedded);
}

function unionType(t: Typing, node: Node): Written {
  const { a, b, op, kind } = t.ast;
  const terms: { tilde: boolean; type: Written }[] = [];
  const pending = [node];
  while (pending.length > 0) {
    const part = pending.pop()!;
    if (kind[part] === Kind.BinaryExpr && op[part] === Op.Or) {
      pending.push(b[part]!, a[part]!);
    } else if (kind[part] === Kind.UnaryExpr && op[part] === Op.Tilde) {
      terms.push({ tilde: true, type: typeExpr(t, a[part]!) });
    } else if (kind[part] === Kind.BinaryExpr || kind[part] === Kind.UnaryExpr) {
      return unknown;
    } else terms.push({ tilde: false, type: typeExpr(t, part) });
  }
  return newUnion(terms);
}

/** A constraint as it is written: `~int | string` without an interface around stands for one. */
export function constraintExpr(t: Typing, node: Node): Written {
  const type = typeExpr(t, node);
  return type.kind === 'union' ? newInterface([], [type], true) : type;
}
