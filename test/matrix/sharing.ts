/**
 * Programs that copy a value which holds a map, put together from parts: what is copied, the form that copies it, and what
 * is done before the copy is written. Each says whether the write is seen through the other name, and finds out when it
 * runs.
 */
import { inner } from './concurrency.js';

/** Of the parts of a program, their names; and the program. */
export interface Combination {
  readonly name: string;
  readonly text: string;
  /** It prints `polluted` and ends with status 3. */
  readonly pollutes: boolean;
  /** It does, and nothing is said of it. */
  readonly missed: boolean;
}

/** What is copied: a type `T` with a field `Name`, and a map in it. */
interface Value {
  readonly name: string;
  readonly type: string;
  /** The type's name where it is used. */
  readonly use: string;
  /** A composite literal of the type, with a map of one entry. */
  readonly literal: string;
  /** From a value of the type to its map. */
  readonly path: string;
  readonly isMap?: true;
}

const values: readonly Value[] = [
  {
    name: 'struct',
    type: 'type T struct {\n\tName   string\n\tLabels map[string]int\n}',
    use: 'T',
    literal: 'T{Name: "a", Labels: map[string]int{"a": 1}}',
    path: '.Labels',
  },
  {
    name: 'nested struct',
    type: 'type meta struct{ Labels map[string]int }\n\ntype T struct {\n\tName string\n\tMeta meta\n}',
    use: 'T',
    literal: 'T{Name: "a", Meta: meta{Labels: map[string]int{"a": 1}}}',
    path: '.Meta.Labels',
  },
  {
    name: 'embedded struct',
    type: 'type meta struct{ Labels map[string]int }\n\ntype T struct {\n\tmeta\n\tName string\n}',
    use: 'T',
    literal: 'T{Name: "a", meta: meta{Labels: map[string]int{"a": 1}}}',
    path: '.Labels',
  },
  {
    name: 'array in struct',
    type: 'type T struct {\n\tName   string\n\tLabels [2]map[string]int\n}',
    use: 'T',
    literal: 'T{Name: "a", Labels: [2]map[string]int{{"a": 1}, {}}}',
    path: '.Labels[0]',
  },
  {
    name: 'named map in struct',
    type: 'type labels map[string]int\n\ntype T struct {\n\tName   string\n\tLabels labels\n}',
    use: 'T',
    literal: 'T{Name: "a", Labels: labels{"a": 1}}',
    path: '.Labels',
  },
  {
    name: 'generic struct',
    type: 'type T[K comparable] struct {\n\tName   string\n\tLabels map[K]int\n}',
    use: 'T[string]',
    literal: 'T[string]{Name: "a", Labels: map[string]int{"a": 1}}',
    path: '.Labels',
  },
];

/** How it is copied: statements that leave the copy under a name, or do all of it themselves. */
interface Form {
  readonly name: string;
  /** Nothing is said of it. */
  readonly missed?: true;
  /** Declarations of the package. */
  declare?(parts: Parts): string;
  /** The statements; `change` are those that change the copy. */
  run(parts: Parts): string;
  /** The name of what was copied; `src` if it is left out. */
  readonly source?: string;
  /** The name of the copy; `c` if it is left out. */
  readonly copy?: string;
}

interface Parts {
  readonly type: string;
  /** Statements that change the copy. */
  readonly change: string;
}

/** The statements that come before the change. */
function simple(name: string, statements: string, more: Partial<Form> = {}): Form {
  return { name, run: ({ type, change }) => `${statements.replaceAll('TYPE', type)}${change}`, ...more };
}

const forms: readonly Form[] = [
  simple('define', '\tc := src\n'),
  simple('var', '\tvar c = src\n'),
  simple('var with a type', '\tvar c TYPE = src\n'),
  simple('assignment', '\tvar c TYPE\n\tc = src\n'),
  simple('several at once', '\tc, n := src, 1\n\t_ = n\n'),
  simple('dereference', '\tp := &src\n\tc := *p\n'),
  simple('assignment through a pointer', '\tc := new(TYPE)\n\t*c = src\n'),
  simple('element of a slice literal', '\tall := []TYPE{src}\n', { copy: 'all[0]' }),
  simple('element of a slice', '\tall := []TYPE{src}\n\tc := all[0]\n', { source: 'all[0]' }),
  simple('assignment to an element', '\tall := make([]TYPE, 1)\n\tall[0] = src\n', { copy: 'all[0]' }),
  simple('element of a map', '\tall := map[string]TYPE{"a": src}\n\tc := all["a"]\n', { source: 'all["a"]' }),
  simple('append', '\tvar all []TYPE\n\tall = append(all, src)\n', { copy: 'all[0]' }),
  simple('array', '\tone := [1]TYPE{src}\n\ttwo := one\n', { source: 'one[0]', copy: 'two[0]' }),
  simple('field of a literal', '\th := holder{value: src}\n', {
    copy: 'h.value',
    declare: ({ type }) => `type holder struct{ value ${type} }\n\n`,
  }),
  simple('assignment to a field', '\tvar h holder\n\th.value = src\n', {
    copy: 'h.value',
    declare: ({ type }) => `type holder struct{ value ${type} }\n\n`,
  }),
  simple('result', '\tc := get(&src)\n', {
    declare: ({ type }) => `func get(p *${type}) ${type} { return *p }\n\n`,
  }),
  simple('result of a method', '\th := &holder{value: src}\n\tc := h.get()\n', {
    source: 'h.value',
    declare: ({ type }) =>
      `type holder struct{ value ${type} }\n\nfunc (h *holder) get() ${type} { return h.value }\n\n`,
  }),
  simple('result of a function literal', '\tget := func() TYPE { return src }\n\tc := get()\n'),
  simple('identity', '\tc := same(src)\n', {
    missed: true,
    declare: () => 'func same[V any](v V) V { return v }\n\n',
  }),
  simple('channel', '\tch := make(chan TYPE, 1)\n\tch <- src\n\tc := <-ch\n'),
  simple('interface', '\tvar boxed any = src\n\tc := boxed.(TYPE)\n'),
  {
    name: 'argument',
    declare: ({ type, change }) => `func change(c ${type}) ${type} {\n${change}\treturn c\n}\n\n`,
    run: () => '\tchange(src)\n',
  },
  {
    name: 'argument of a function literal',
    run: ({ type, change }) =>
      `\tchange := func(c ${type}) ${type} {\n${inner(change)}\t\treturn c\n\t}\n\tchange(src)\n`,
  },
  {
    name: 'variadic argument',
    declare: ({ type, change }) =>
      `func change(all ...${type}) []${type} {\n\tc := all[0]\n${change}\treturn append(all, c)\n}\n\n`,
    run: () => '\tchange(src)\n',
  },
  {
    name: 'range over a slice',
    source: 'all[0]',
    run: ({ type, change }) =>
      `\tall := []${type}{src}\n\tvar changed []${type}\n\tfor _, c := range all {\n${inner(change)}\t\tchanged = append(changed, c)\n\t}\n\t_ = changed\n`,
  },
  {
    name: 'range over a map',
    source: 'all["a"]',
    run: ({ type, change }) =>
      `\tall := map[string]${type}{"a": src}\n\tvar changed []${type}\n\tfor _, c := range all {\n${inner(change)}\t\tchanged = append(changed, c)\n\t}\n\t_ = changed\n`,
  },
  {
    name: 'closure',
    run: ({ change }) => `\tc := src\n\tfunc() {\n${inner(change)}\t}()\n`,
  },
  {
    name: 'type switch',
    run: ({ type, change }) =>
      `\tvar boxed any = src\n\tswitch c := boxed.(type) {\n\tcase ${type}:\n${inner(change)}\t}\n`,
  },
];

/** What is done with the copy. */
interface Deed {
  readonly name: string;
  readonly pollutes: boolean;
  /** Needs the map as it is, to be given to a function. */
  declare?(value: Value): string;
  change(copy: string, value: Value): string;
}

const deeds: readonly Deed[] = [
  {
    name: 'written',
    pollutes: true,
    change: (copy, { path }) => `\t${copy}.Name = "b"\n\t${copy}${path}["b"] = 2\n`,
  },
  {
    name: 'written by a callee',
    pollutes: true,
    declare: () => 'func put(m map[string]int) { m["b"] = 2 }\n\n',
    change: (copy, { path }) => `\t${copy}.Name = "b"\n\tput(${copy}${path})\n`,
  },
  {
    name: 'cloned first',
    pollutes: false,
    change: (copy, { path }) =>
      `\t${copy}.Name = "b"\n\t${copy}${path} = maps.Clone(${copy}${path})\n\t${copy}${path}["b"] = 2\n`,
  },
  {
    name: 'made anew first',
    pollutes: false,
    change: (copy, { path }) =>
      `\t${copy}.Name = "b"\n\t${copy}${path} = map[string]int{}\n\t${copy}${path}["b"] = 2\n`,
  },
  {
    name: 'copied by a loop first',
    pollutes: false,
    change: (copy, { path }) =>
      `\tlabels := make(map[string]int, len(${copy}${path}))\n\tfor k, v := range ${copy}${path} {\n\t\tlabels[k] = v\n\t}\n` +
      `\t${copy}.Name = "b"\n\t${copy}${path} = labels\n\t${copy}${path}["b"] = 2\n`,
  },
  {
    name: 'only read',
    pollutes: false,
    change: (copy, { path }) => `\t${copy}.Name = "b"\n\tif len(${copy}${path}) > 5 {\n\t\tpanic("never")\n\t}\n`,
  },
];

export function combinations(): readonly Combination[] {
  return values.flatMap((value) => forms.flatMap((form) => deeds.map((deed) => combined(value, form, deed))));
}

function combined(value: Value, form: Form, deed: Deed): Combination {
  const { source = 'src', copy = 'c' } = form;
  const parts = { type: value.use, change: deed.change(copy, value) };
  const body =
    `${value.type}\n\n${form.declare?.(parts) ?? ''}${deed.declare?.(value) ?? ''}` +
    `func main() {\n\tsrc := ${value.literal}\n${form.run(parts)}` +
    `\tif len(${source}${value.path}) != 1 {\n\t\tfmt.Println("polluted")\n\t\tos.Exit(3)\n\t}\n}\n`;
  const imports = ['fmt', ...(body.includes('maps.') ? ['maps'] : []), 'os'];
  return {
    name: `${value.name}, ${form.name}, ${deed.name}`,
    text: `package main\n\nimport (\n${imports.map((path) => `\t"${path}"\n`).join('')})\n\n${body}`,
    pollutes: deed.pollutes,
    missed: deed.pollutes && form.missed === true,
  };
}
