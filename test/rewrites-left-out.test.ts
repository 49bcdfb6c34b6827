/**
 * Rewrites beside files that the build leaves out: nothing is offered that would have to change those as well.
 */
import { expect, test } from 'vitest';
import { Program } from '../server/src/engine/packages/index.js';
import { Unit } from '../server/src/engine/unit.js';
import { environmentOf, finish } from './support/engine.js';
import { rewriteSites } from './support/rewrite-sites.js';

const source = `package server

type hub struct {
	members map[string]int
	calls   map[string]int
}

func (h *hub) join(name string) {
	h.members[name]++
	h.calls[name]++
}

var names = map[int]string{}

func call(number int, name string) { names[number] = name }
`;

const title = (variable: string): readonly string[] => [
  `Guard ${variable} with a new mutex`,
  `Make ${variable.slice(variable.indexOf('.') + 1)} a SafeMap, which locks every access`,
];
const all = [...title('hub.members'), ...title('hub.calls'), ...title('names')].sort();

test.each([
  ['nothing', 'package server\n', all],
  ['another package', 'package main\n\nvar x = h.members\n', all],
  ['a field', 'package server\n\nfunc (h *hub) leave(n string) { delete(h.members, n) }\n', without('hub.members')],
  ['a variable', 'package server\n\nfunc size() int { return len(names) }\n', without('names')],
  ['a literal without keys', 'package server\n\nvar main = hub{nil, nil}\n', title('names')],
  ['a literal with keys', 'package server\n\nvar main = &hub{\n\tcalls: nil,\n}\n', without('hub.calls')],
  [
    'the name of a wrapper',
    'package server\n\ntype SafeMap struct{}\n',
    all.filter((each) => each.startsWith('Guard')),
  ],
])('where one has %s', (_, text, expected) => {
  const files = new Map([
    ['/m/go.mod', 'module example.com/m\n\ngo 1.25\n'],
    ['/m/x.go', source],
    ['/m/x_windows.go', text],
  ]);
  const { pass } = finish(new Unit(new Program(environmentOf(files)).packagesIn('/m')[0]!).known());
  const titles = [...rewriteSites(pass)].flatMap((site) => site.fixes().map((fix) => fix.title));
  expect([...new Set(titles)].filter((each) => /mutex|SafeMap/.test(each)).sort()).toEqual([...expected].sort());
});

function without(variable: string): readonly string[] {
  return all.filter((each) => !title(variable).includes(each));
}
