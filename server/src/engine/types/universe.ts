/** The predeclared names, and the package unsafe. Spec: "Predeclared identifiers". */
import { basic, byteType, runeType, untyped, unsafePointer } from './basic.js';
import { newInterface, newSignature } from './composite.js';
import { AliasType, NamedType } from './named.js';
import { Constant, DeclaredTypeName, Function, newBuiltin, nilObject, Variable } from './objects.js';
import { nameOf, type Name } from '../syntax/names.js';
import type { Basic, Interface, Obj } from './types.js';

/** What `any` stands for: texts show it as `any` wherever it comes from. */
export const emptyInterface: Interface = newInterface([], []);

/** `interface{}` spelled out, and what `recover` returns: the same type, but texts tell them apart. */
export const emptyInterfaceLiteral: Interface = newInterface([], []);

export const errorType: NamedType = makeError();
export const comparableType: NamedType = makeComparable();

/** The predeclared `iota`: which value it has, the constant declaration around it says. */
export const iotaObject = new Constant(
  'iota',
  '',
  undefined,
  () => untyped.int,
  () => undefined,
);

const builtins = [
  ...['append', 'cap', 'clear', 'close', 'complex', 'copy', 'delete', 'imag', 'len', 'make', 'max', 'min', 'new'],
  ...['panic', 'print', 'println', 'real', 'recover'],
];

const objects: readonly Obj[] = [
  ...Object.values(basic).map(predeclared),
  predeclared(byteType),
  predeclared(runeType),
  anyName(),
  errorType.obj,
  comparableType.obj,
  boolean('true', true),
  boolean('false', false),
  iotaObject,
  nilObject,
  ...builtins.map((name) => newBuiltin(name)),
];

const byName = new Map<Name, Obj>(objects.map((obj) => [nameOf(obj.name), obj]));

const unsafeNames = new Map<string, Obj>([
  ...['Alignof', 'Offsetof', 'Sizeof', 'Add', 'Slice', 'SliceData', 'String', 'StringData'].map(
    (name): [string, Obj] => [name, newBuiltin(name, 'unsafe')],
  ),
  ['Pointer', new DeclaredTypeName('Pointer', 'unsafe', undefined, false, unsafePointer)],
]);

/** The predeclared object of a name. */
export function universeObject(name: Name): Obj | undefined {
  return byName.get(name);
}

/** An object of the package unsafe. */
export function unsafeObject(name: string): Obj | undefined {
  return unsafeNames.get(name);
}

function predeclared(type: Basic): DeclaredTypeName {
  return new DeclaredTypeName(type.name, '', undefined, false, type);
}

function anyName(): DeclaredTypeName {
  const name = new DeclaredTypeName('any', '', undefined, true, emptyInterface);
  name.define(new AliasType(name, [], () => emptyInterface));
  return name;
}

function boolean(name: string, value: boolean): Constant {
  return new Constant(
    name,
    '',
    undefined,
    () => untyped.bool,
    () => value,
  );
}

function makeError(): NamedType {
  const name = new DeclaredTypeName('error', '', undefined, false, basic.int);
  const recv = { name: '', pkg: '', origin: undefined, role: 'local' } as const;
  const type: NamedType = new NamedType(name, {
    typeParams: () => [],
    methods: () => [],
    definition: () => newInterface([error], []),
  });
  const error = new Function('Error', '', undefined, 0, () =>
    newSignature({
      recv: new Variable({ ...recv, param: 'recv' }, type),
      params: [],
      results: [new Variable({ ...recv, param: 'result' }, basic.string)],
    }),
  );
  name.define(type);
  return type;
}

function makeComparable(): NamedType {
  const name = new DeclaredTypeName('comparable', '', undefined, false, basic.int);
  const type = new NamedType(name, {
    typeParams: () => [],
    methods: () => [],
    definition: () => newInterface([], []),
  });
  name.define(type);
  return type;
}
