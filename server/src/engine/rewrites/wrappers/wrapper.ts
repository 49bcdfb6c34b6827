/**
 * The types that take a map's place between goroutines. All have the same methods, so that one way of rewriting the uses
 * serves them all; they differ in what is inside, and in what they are good at.
 */
import type { Package } from '../../types/index.js';

export interface Wrapper {
  /** The generic type, `SafeMap`; its constructor is `NewSafeMap`. */
  readonly type: string;
  /** How a title calls it. */
  readonly title: string;
  /** The file it is declared in. */
  readonly file: string;
  /** What a loop runs over: a map that nobody writes. */
  readonly view: 'Clone' | 'Snapshot';
  /** Whether a value can be changed by a function of it, at once. */
  readonly updates: boolean;
  /** The file's text after the package clause. */
  readonly source: string;
}

export function constructorOf({ type }: Wrapper): string {
  return `New${type}`;
}

/** Whether the package has the type already, or is free to get it. */
export function isAvailable(pkg: Package, wrapper: Wrapper): 'declared' | 'free' | 'taken' {
  const known = pkg.lookup(wrapper.type);
  const constructor = pkg.lookup(constructorOf(wrapper));
  if (!known && !constructor) {
    const exists = pkg.files.some(({ path }) => path === pathIn(pkg, wrapper));
    return exists || used.some((name) => pkg.lookup(name)) ? 'taken' : 'free';
  }
  const isOurs = pkg.files.some(({ path, text }) => path === pathIn(pkg, wrapper) && text.endsWith(wrapper.source));
  return isOurs ? 'declared' : 'taken';
}

/** What the sources name; a package may have its own of each. */
const used = 'sync maps atomic make len clear delete nil true false any comparable bool int'.split(' ');

export function pathIn({ dir }: Package, { file }: Wrapper): string {
  return `${dir}/${file}`;
}
