import { describe, expect, it } from 'vitest';
import { State } from '../../../server/src/engine/flow/state.js';
import { get, keys, set } from '../../../server/src/engine/flow/int-map.js';
import { noRefs, union, type Refs } from '../../../server/src/engine/flow/locations.js';

const nothing = (): Refs => noRefs;

describe('a state', () => {
  it('is not changed through its copy', () => {
    const state = new State();
    state.hold(1, 'write');
    const copy = state.copy();
    copy.drop(1);
    copy.publish(7);
    copy.launch(0, [3]);
    expect([...state.held]).toEqual([[1, 'write']]);
    expect(state.isPublished(7)).toBe(false);
    expect(keys(state.live)).toEqual([]);
  });

  it('notes a lock of the caller that it releases, and not its own', () => {
    const state = new State();
    state.hold(1, 'write');
    state.release(1);
    state.release(2);
    expect([...state.released]).toEqual([2]);
  });
});

describe('joined states', () => {
  it('hold the locks of both in the weaker mode, and may hold those of either in the stronger', () => {
    const [a, b] = [new State(), new State()];
    for (const [state, mode] of [
      [a, 'write'],
      [b, 'read'],
    ] as const) {
      state.hold(1, mode);
      state.mayHold(1, mode);
    }
    b.hold(2, 'write');
    b.mayHold(2, 'write');
    expect(a.join(b, nothing)).toBe(true);
    expect([...a.held]).toEqual([[1, 'read']]);
    expect([...a.maybeHeld]).toEqual([
      [1, 'write'],
      [2, 'write'],
    ]);
    expect(a.join(b, nothing)).toBe(false);
  });

  it('unite contents, with what is known at entry where one of them says nothing', () => {
    const initial = (loc: number): Refs => (loc === 5 ? [50] : noRefs);
    const [a, b] = [new State(), new State()];
    a.contents = set(a.contents, 4, [40]);
    b.contents = set(b.contents, 4, [41]);
    b.contents = set(b.contents, 5, [51]);
    expect(a.join(b, initial)).toBe(true);
    expect(get(a.contents, 4)).toEqual([40, 41]);
    expect(get(a.contents, 5)).toEqual([50, 51]);
    expect(a.join(b, initial)).toBe(false);
  });

  it('have waited only for what both waited for', () => {
    const [a, b] = [new State(), new State()];
    a.await(1);
    a.await(2);
    b.await(2);
    a.join(b, nothing);
    expect([...a.awaited]).toEqual([2]);
  });
});

describe('the union of references', () => {
  it('is one of the two sets where that has all', () => {
    const [small, large] = [
      [2, 4],
      [1, 2, 4],
    ];
    expect(union(small, large)).toBe(large);
    expect(union(large, small)).toBe(large);
    expect(union([1, 3], [2])).toEqual([1, 2, 3]);
  });

  it('is cut to its first members', () => {
    const many = Array.from({ length: 12 }, (_, i) => 2 * i + 2);
    expect(union(many, [1])).toEqual([1, ...many.slice(0, 11)]);
    expect(union(many, [100])).toBe(many);
  });
});
