/** What is a map, holds one, reaches one. */
import { describe, expect, it } from 'vitest';
import { holdsMap, isMap, reachesMap } from '../../../server/src/engine/types/index.js';
import { TypedSource } from './typed-source.js';

describe.each([
  { type: 'map[int]int', map: true, holds: false, reaches: true },
  { type: 'M', map: true, holds: false, reaches: true },
  { type: 'S', map: false, holds: true, reaches: true },
  { type: '[2]S', map: false, holds: true, reaches: true },
  { type: '[]M', map: false, holds: false, reaches: true },
  { type: '*S', map: false, holds: false, reaches: true },
  { type: 'chan S', map: false, holds: false, reaches: true },
  { type: 'struct{ a, b int; c [2]struct{ m *M } }', map: false, holds: false, reaches: true },
  { type: 'G[int]', map: false, holds: true, reaches: true },
  { type: '*Node', map: false, holds: false, reaches: false },
  { type: 'any', map: false, holds: false, reaches: false },
  { type: 'func() M', map: false, holds: false, reaches: false },
  { type: 'missing.T', map: false, holds: false, reaches: false },
])('$type', ({ type, map, holds, reaches }) => {
  const source = new TypedSource(`package w
type M map[string]int
type S struct { name string; inner struct { m M } }
type G[T any] struct { cache map[string]T }
type Node struct { next *Node; value any }
var /*x*/v ${type}
`);
  const variable = source.pkg.lookup('v')!;
  const found = variable.kind === 'var' ? variable.type : undefined;

  it('is known for what it is', () => {
    expect({ map: isMap(found!), holds: holdsMap(found!), reaches: reachesMap(found!) }).toEqual({
      map,
      holds,
      reaches,
    });
  });
});

it('a type parameter is a map if all types of its constraint are', () => {
  const source = new TypedSource(`package w
func f[A ~map[int]int, B ~map[int]int | ~[]int, C interface{ ~map[int]int; String() string }](a A, b B, c C) {
	_, _, _ = /*a*/a, /*b*/b, /*c*/c
}`);
  const isMapAt = (mark: string): boolean => {
    const { info, node } = source.at(mark);
    return isMap(info.typeOf(node));
  };
  expect(['a', 'b', 'c'].map(isMapAt)).toEqual([true, false, true]);
});
