/**
 * A map that is never changed: `with` gives another one that shares what has stayed. Made for tables of which an edit
 * changes a few entries out of thousands: the changes lie on top of the common ground until there are many.
 */
export class LayeredMap<K, V> {
  private constructor(
    private readonly ground: ReadonlyMap<K, V>,
    /** `undefined`: no longer there. */
    private readonly top: ReadonlyMap<K, V | undefined>,
  ) {}

  static of<K, V>(entries: ReadonlyMap<K, V>): LayeredMap<K, V> {
    return new LayeredMap(entries, new Map<K, V | undefined>());
  }

  get(key: K): V | undefined {
    return this.top.has(key) ? this.top.get(key) : this.ground.get(key);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  /** With these entries changed; `undefined` takes one away. */
  with(changes: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
    if (changes.size === 0) return this;
    const top = new Map([...this.top, ...changes]);
    if (top.size <= maxTop || top.size < this.ground.size / 16) return new LayeredMap(this.ground, top);
    const ground = new Map(this.ground);
    for (const [key, value] of top) {
      if (value === undefined) ground.delete(key);
      else ground.set(key, value);
    }
    return LayeredMap.of(ground);
  }

  *values(): Iterable<V> {
    for (const [key, value] of this.ground) if (!this.top.has(key)) yield value;
    for (const value of this.top.values()) if (value !== undefined) yield value;
  }
}

/** Beyond it, and beyond a share of the ground, one more layer would cost more than a copy. */
const maxTop = 32;
