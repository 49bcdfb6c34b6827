/** What findings say beside their message, and what becomes of them when a package is let go or a rule is off. */
import { describe, expect, test } from 'vitest';
import { importFinder } from '../../server/src/engine/index.js';
import { createMemoryHost } from '../../server/src/host/memory.js';
import { finish, isLoud, openWorkspaceWithoutGo } from '../support/engine.js';

const shop = '/shop/shop.go';
const body = '{\n\toffer := list\n\toffer["tea"] = 0\n\treturn len(list)\n}\n';

function files(text: string): Map<string, string> {
  return new Map([
    ['/shop/go.mod', 'module example.com/shop\n\ngo 1.25\n'],
    [shop, `package shop\n\n${text}`],
  ]);
}

describe('a finding names the declaration that it stands in', () => {
  test.for([
    [`func Sale(list map[string]int) int ${body}`, 'Sale'],
    [`type Till struct{}\n\nfunc (t *Till) Sale(list map[string]int) int ${body}`, 'Till.Sale'],
    [`type Till[K, V any] struct{}\n\nfunc (Till[K, _]) Sale(list map[string]int) int ${body}`, 'Till.Sale'],
    [`var (\n\tfirst = 1\n\tsecond, third = func(list map[string]int) int ${body.trimEnd()}, 2\n)\n`, 'second'],
  ] as const)('%j: %s', async ([text, symbol]) => {
    const workspace = await openWorkspaceWithoutGo(files(text));
    const found = finish(workspace.snapshot().check('/shop')).get(shop)!;
    expect(found.filter(isLoud).map((diagnostic) => diagnostic.symbol)).toEqual([symbol]);
  });

  test('outside of declarations there is none', async () => {
    const workspace = await openWorkspaceWithoutGo(files('//mapguard:ignore map-alias-write -- for nothing\n'));
    const found = finish(workspace.snapshot().check('/shop')).get(shop)!;
    expect(found.map(({ rule, symbol }) => [rule, symbol])).toEqual([['unused-suppression', undefined]]);
  });
});

test('a package that was let go is found the same again', async () => {
  const text = `func Sale(list map[string]int) int ${body}`;
  const workspace = await openWorkspaceWithoutGo(files(text));
  const plain = (): readonly unknown[] =>
    finish(workspace.snapshot().check('/shop'))
      .get(shop)!
      .map(({ fixes, ...rest }) => ({ ...rest, fixes: fixes() }));
  const before = plain();
  expect(before).toHaveLength(1);
  workspace.release('/shop');
  workspace.release('/nowhere');
  expect(plain()).toEqual(before);
});

test('a suppression of a rule that is off is not said to be useless', async () => {
  const comment = (rules: string): string => `//mapguard:ignore ${rules} -- on purpose\n`;
  const workspace = await openWorkspaceWithoutGo(
    files(
      `func f(list map[string]int) int {\n${comment('map-alias-write')}\toffer := list\n\toffer["tea"] = 0\n\treturn len(list)\n}\n\n` +
        `func g() {\n${comment('map-alias-write,concurrent-map-access')}\tg()\n}\n`,
    ),
  );
  const unused = (): readonly number[] =>
    (finish(workspace.snapshot().check('/shop')).get(shop) ?? []).map(({ start }) => start);
  expect(unused()).toHaveLength(1);
  workspace.configure({ enable: true, rules: { 'map-alias-write': 'off' }, goVersion: '' });
  expect(unused()).toHaveLength(1);
  workspace.configure({
    enable: true,
    rules: { 'map-alias-write': 'off', 'concurrent-map-access': 'off' },
    goVersion: '',
  });
  expect(unused()).toEqual([]);
});

test('imports are found without analysing anything', () => {
  const find = importFinder(createMemoryHost(files('')).environment(''));
  expect(find('example.com/shop', '/shop/cmd')).toBe('/shop');
  expect(find('example.com/shop/nothing', '/shop')).toBeUndefined();
});

test('what may change behaviour is recommended only where a rule warns', async () => {
  const text =
    `func Sale(list map[string]int) int ${body}\n` +
    'type Till struct{ prices map[string]int }\n\n' +
    'func (t *Till) SetPrices(prices map[string]int) { t.prices = prices }\n';
  const workspace = await openWorkspaceWithoutGo(files(text));
  const found = finish(workspace.snapshot().check('/shop')).get(shop)!;
  const recommended = found.map(({ rule, severity, fixes }) => {
    const unsafe = fixes().filter(
      ({ applicability, title }) => applicability === 'unsafe' && !title.startsWith('Supp'),
    );
    return [rule, severity, unsafe.some(({ preferred }) => preferred)];
  });
  expect(recommended).toEqual([
    ['map-alias-write', 'warning', true],
    ['map-stored-from-caller', 'information', false],
  ]);
});
