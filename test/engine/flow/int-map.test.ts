import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  forEach,
  get,
  has,
  keys,
  merge,
  remove,
  set,
  some,
  type IntMap,
} from '../../../server/src/engine/flow/int-map.js';

type Entries = readonly (readonly [number, number])[];

const key = fc.oneof(fc.nat(40), fc.nat(2 ** 31 - 1));
const entries: fc.Arbitrary<Entries> = fc.array(fc.tuple(key, fc.nat(5)), { maxLength: 30 });

function of(list: Entries, onto?: IntMap<number>): IntMap<number> {
  let map = onto;
  for (const [at, value] of list) map = set(map, at, value);
  return map;
}

function listed(map: IntMap<number>): [number, number][] {
  const found: [number, number][] = [];
  forEach(map, (value, at) => found.push([at, value]));
  return found;
}

const ascending = (a: readonly [number, number], b: readonly [number, number]): number => a[0] - b[0];

describe('a persistent map', () => {
  it('holds what a Map holds, in ascending order', () => {
    fc.assert(
      fc.property(entries, fc.array(key), (list, removed) => {
        const expected = new Map(list);
        let map = of(list);
        for (const at of removed) {
          expected.delete(at);
          map = remove(map, at);
        }
        expect(listed(map)).toEqual([...expected].sort(ascending));
        expect(keys(map)).toEqual([...expected.keys()].sort((a, b) => a - b));
        for (const at of [...removed, ...expected.keys()]) {
          expect(get(map, at)).toBe(expected.get(at));
          expect(has(map, at)).toBe(expected.has(at));
        }
        expect(some(map, (value) => value === 3)).toBe([...expected.values()].includes(3));
      }),
    );
  });

  it('leaves the map that an update starts from as it was', () => {
    fc.assert(
      fc.property(entries, key, (list, at) => {
        const map = of(list);
        const before = listed(map);
        set(map, at, 100);
        remove(map, at);
        expect(listed(map)).toEqual(before);
      }),
    );
  });

  it('stays the same object where nothing changes', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const map = of(list);
        for (const [at, value] of listed(map)) expect(set(map, at, value)).toBe(map);
        if (!has(map, 41)) expect(remove(map, 41)).toBe(map);
      }),
    );
  });
});

describe('merging', () => {
  const larger = { both: (a: number, b: number) => Math.max(a, b) };

  it('joins entry by entry', () => {
    fc.assert(
      fc.property(entries, entries, entries, (common, left, right) => {
        const [mine, theirs] = [of(left, of(common)), of(right, of(common))];
        const expected = new Map(listed(mine));
        for (const [at, value] of listed(theirs)) expected.set(at, Math.max(value, expected.get(at) ?? 0));
        expect(listed(merge(mine, theirs, larger))).toEqual([...expected].sort(ascending));
      }),
    );
  });

  it('gives the first map itself exactly where it has all', () => {
    fc.assert(
      fc.property(entries, entries, entries, (common, left, right) => {
        const [mine, theirs] = [of(left, of(common)), of(right, of(common))];
        const merged = merge(mine, theirs, larger);
        expect(merged === mine).toBe(JSON.stringify(listed(merged)) === JSON.stringify(listed(mine)));
        expect(merge(merged, theirs, larger)).toBe(merged);
        expect(merge(merged, mine, larger)).toBe(merged);
      }),
    );
  });

  it('treats entries of one side as told', () => {
    fc.assert(
      fc.property(entries, entries, (left, right) => {
        const [mine, theirs] = [of(left), of(right)];
        const merged = merge(mine, theirs, {
          both: (a, b) => a + b,
          mine: (value, at) => (at % 2 === 0 ? value : undefined),
          theirs: (value, at) => (at % 3 === 0 ? value * 10 : undefined),
        });
        const expected: [number, number][] = [];
        for (const [at, value] of listed(mine)) {
          const other = get(theirs, at);
          if (other !== undefined) expected.push([at, value + other]);
          else if (at % 2 === 0) expected.push([at, value]);
        }
        for (const [at, value] of listed(theirs)) if (!has(mine, at) && at % 3 === 0) expected.push([at, value * 10]);
        expect(listed(merged)).toEqual(expected.sort(ascending));
      }),
    );
  });

  it('visits only what differs', () => {
    const shared = of(Array.from({ length: 10_000 }, (_, at) => [at, 0]));
    let visits = 0;
    merge(set(shared, 17, 1), set(shared, 9_000, 2), {
      both(a, b) {
        visits++;
        return Math.max(a, b);
      },
    });
    expect(visits).toBeLessThan(40);
  });
});
