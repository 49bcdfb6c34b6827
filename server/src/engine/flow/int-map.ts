/**
 * Persistent maps from small integers: an update gives a new map that shares all but a path with the old one, and two
 * maps that come from one are joined by visiting only where they differ. Copying a state costs nothing, and joining
 * the two sides of an `if` costs what the sides have changed.
 *
 * Big-endian Patricia trees (Okasaki and Gill, "Fast Mergeable Integer Maps", ML Workshop 1998). Keys are non-negative
 * and below 2^31; iteration is in ascending order. The empty map is undefined.
 */

export type IntMap<V> = Leaf<V> | Branch<V> | undefined;

class Leaf<V> {
  readonly bit = 0;
  constructor(
    readonly key: number,
    readonly value: V,
  ) {}
}

/** Keys below a branch agree in the bits above `bit`, which are those of `key`. On the left are those without `bit`. */
class Branch<V> {
  constructor(
    readonly key: number,
    readonly bit: number,
    readonly left: Leaf<V> | Branch<V>,
    readonly right: Leaf<V> | Branch<V>,
  ) {}
}

export function get<V>(map: IntMap<V>, key: number): V | undefined {
  let at = map;
  while (at instanceof Branch) at = (key & at.bit) === 0 ? at.left : at.right;
  return at?.key === key ? at.value : undefined;
}

export function has(map: IntMap<unknown>, key: number): boolean {
  let at = map;
  while (at instanceof Branch) at = (key & at.bit) === 0 ? at.left : at.right;
  return at?.key === key;
}

/** The map with another entry; the same map if it has that entry already. */
export function set<V>(map: IntMap<V>, key: number, value: V): Leaf<V> | Branch<V> {
  if (map === undefined) return new Leaf(key, value);
  if (map instanceof Leaf) {
    if (map.key !== key) return link(map, new Leaf(key, value));
    return map.value === value ? map : new Leaf(key, value);
  }
  if (!covers(map, key)) return link(map, new Leaf(key, value));
  return (key & map.bit) === 0
    ? branch(map, set(map.left, key, value), map.right)
    : branch(map, map.left, set(map.right, key, value));
}

export function remove<V>(map: IntMap<V>, key: number): IntMap<V> {
  if (map === undefined) return map;
  if (map instanceof Leaf) return map.key === key ? undefined : map;
  if (!covers(map, key)) return map;
  return (key & map.bit) === 0
    ? rebuilt(map, remove(map.left, key), map.right)
    : rebuilt(map, map.left, remove(map.right, key));
}

export function forEach<V>(map: IntMap<V>, visit: (value: V, key: number) => void): void {
  if (map === undefined) return;
  if (map instanceof Leaf) {
    visit(map.value, map.key);
    return;
  }
  forEach(map.left, visit);
  forEach(map.right, visit);
}

export function keys(map: IntMap<unknown>): number[] {
  const found: number[] = [];
  forEach(map, (_, key) => found.push(key));
  return found;
}

/** Whether some entry satisfies the condition. */
export function some<V>(map: IntMap<V>, condition: (value: V, key: number) => boolean): boolean {
  if (map === undefined) return false;
  if (map instanceof Leaf) return condition(map.value, map.key);
  return some(map.left, condition) || some(map.right, condition);
}

/** How two maps become one; undefined leaves an entry out. A part that both maps share is taken as it is. */
export interface Merge<V> {
  both(mine: V, theirs: V): V;
  /** Entries that only the first map has; kept as they are if left out. */
  mine?(value: V, key: number): V | undefined;
  theirs?(value: V, key: number): V | undefined;
}

/**
 * Joins two maps; the result is the first one itself if it has the same entries. Otherwise what the second one has all
 * of is taken from there, so that maps that are joined again and again come to share their parts.
 */
export function merge<V>(mine: IntMap<V>, theirs: IntMap<V>, how: Merge<V>): IntMap<V> {
  if (mine === theirs) return mine;
  if (mine === undefined) return changed(theirs, how.theirs);
  if (theirs === undefined) return changed(mine, how.mine);
  if (mine instanceof Branch) {
    if (theirs.bit < mine.bit && covers(mine, theirs.key)) {
      return (theirs.key & mine.bit) === 0
        ? rebuilt(mine, merge(mine.left, theirs, how), changed(mine.right, how.mine))
        : rebuilt(mine, changed(mine.left, how.mine), merge(mine.right, theirs, how));
    }
    if (theirs instanceof Branch && theirs.bit === mine.bit && theirs.key === mine.key) {
      const left = merge(mine.left, theirs.left, how);
      const right = merge(mine.right, theirs.right, how);
      const same = rebuilt(mine, left, right);
      return same !== mine && left === theirs.left && right === theirs.right ? theirs : same;
    }
  }
  if (theirs instanceof Branch && mine.bit < theirs.bit && covers(theirs, mine.key)) {
    return (mine.key & theirs.bit) === 0
      ? rebuilt(theirs, merge(mine, theirs.left, how), changed(theirs.right, how.theirs))
      : rebuilt(theirs, changed(theirs.left, how.theirs), merge(mine, theirs.right, how));
  }
  if (mine instanceof Leaf && theirs instanceof Leaf && mine.key === theirs.key) {
    const value = how.both(mine.value, theirs.value);
    return value === mine.value ? mine : value === theirs.value ? theirs : new Leaf(mine.key, value);
  }
  const [a, b] = [changed(mine, how.mine), changed(theirs, how.theirs)];
  return a && b ? link(a, b) : (a ?? b);
}

function changed<V>(map: IntMap<V>, change: ((value: V, key: number) => V | undefined) | undefined): IntMap<V> {
  if (change === undefined || map === undefined) return map;
  if (map instanceof Branch) return rebuilt(map, changed(map.left, change), changed(map.right, change));
  const value = change(map.value, map.key);
  return value === map.value ? map : value === undefined ? undefined : new Leaf(map.key, value);
}

/** Whether the key agrees with those below the branch, as far as they agree with each other. */
function covers(at: Branch<unknown>, key: number): boolean {
  return (key & -(at.bit << 1)) === at.key;
}

/** Two maps of which neither has a place inside the other. */
function link<V>(a: Leaf<V> | Branch<V>, b: Leaf<V> | Branch<V>): Branch<V> {
  const bit = 1 << (31 - Math.clz32(a.key ^ b.key));
  const key = a.key & -(bit << 1);
  return (a.key & bit) === 0 ? new Branch(key, bit, a, b) : new Branch(key, bit, b, a);
}

function branch<V>(at: Branch<V>, left: Leaf<V> | Branch<V>, right: Leaf<V> | Branch<V>): Branch<V> {
  return left === at.left && right === at.right ? at : new Branch(at.key, at.bit, left, right);
}

function rebuilt<V>(at: Branch<V>, left: IntMap<V>, right: IntMap<V>): IntMap<V> {
  if (left === undefined) return right;
  return right === undefined ? left : branch(at, left, right);
}
